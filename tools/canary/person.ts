import { request } from "node:https";
import { WebSocket } from "ws";
import type { LiveCall, LiveFrame } from "../../contract/index.ts";
import { codeAt, secretOf } from "../../server/trust/identity/index.ts";
import { instant } from "../../server/foundation/time.ts";
import { until } from "../../server/edge/media/testing/until.ts";
import type { Product } from "./product.ts";

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** A browser of one person, as far as the wire can tell. */
export interface Person {
  /** Whatever the answer is; the body goes out as it stands when it is text. */
  tell(method: string, path: string, body?: unknown): Promise<Reply>;
  /** The answer's JSON; anything but 200 is a failure of the run. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  live(room: Extract<LiveCall, { type: "room" }>["room"]): Promise<Live>;
}
export interface Live {
  readonly frames: LiveFrame[];
  send(text: string): void;
  isClosed(): boolean;
  close(): void;
}

const BEAT_MS = 1000;

export function openPerson({ origin, caPem }: Product): Person {
  const cookies = new Map<string, string>();
  const headers = (): Record<string, string> => ({ origin, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") });
  const tell: Person["tell"] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const type = text === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
      const asked = request(`${origin}${path}`, { method, ca: caPem, headers: { ...headers(), "x-compline": "1", ...type } }, (reply) => {
        for (const cookie of reply.headers["set-cookie"] ?? []) keep(cookies, cookie);
        const parts: Buffer[] = [];
        reply.on("data", (part: Buffer) => parts.push(part));
        reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }));
      });
      asked.on("error", reject);
      asked.end(text);
    });
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, text } = await tell(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path} was answered ${status} ${text}`);
    return JSON.parse(text) as T;
  };
  return { tell, ask, live: (room) => openLive(new WebSocket(`${origin.replace("https:", "wss:")}/api/live`, { ca: caPem, headers: headers(), origin }), room) };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [name = "", value = ""] = setCookie.split(";")[0]!.split(/=(.*)/s);
  cookies.set(name, value);
}

/** Signs in as the demonstration's person of this e-mail or role. */
export async function signIn(product: Product, who: string): Promise<Person> {
  const user = product.demo.users.find(({ email, role }) => email === who || role === who);
  if (!user) throw new Error(`the demonstration has no ${who}`);
  const person = openPerson(product);
  const code = codeAt(secretOf(`otpauth://totp/demo?secret=${user.totpSecret}`), instant(Date.now()));
  await person.ask("POST", "/api/sign-in", { email: user.email, password: user.password, code });
  return person;
}

async function openLive(socket: WebSocket, room: string): Promise<Live> {
  const frames: LiveFrame[] = [];
  const state = { open: false, closed: false };
  socket.on("message", (data) => frames.push(JSON.parse(String(data)) as LiveFrame));
  socket.on("open", () => (state.open = true));
  socket.on("error", () => (state.closed = true));
  socket.on("close", () => (state.closed = true));
  await until("the live line opens", () => state.open || state.closed);
  if (state.closed) throw new Error("the live line was refused");
  const send = (text: string): void => void (state.closed || socket.send(text));
  send(JSON.stringify({ type: "room", room }));
  const beating = setInterval(() => send('{"type":"beat"}'), BEAT_MS);
  const close = (): void => {
    clearInterval(beating);
    socket.close();
  };
  return { frames, send, isClosed: () => state.closed, close };
}
