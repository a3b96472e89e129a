import { WebSocket } from "ws";
import { LiveFrame, routes, type Route } from "../../contract/index.ts";
import { nextCode } from "./next-code.ts";
import type { DemoFile } from "./server-process.ts";
import { until } from "./until.ts";

type Routes = typeof routes;
type ReplyOf<N extends keyof Routes> = Routes[N] extends Route<infer _P, infer _Q, infer _B, infer R> ? R : never;
type BodyOf<N extends keyof Routes> = Routes[N] extends Route<infer _P, infer _Q, infer B, infer _R> ? B : never;
export interface Parts<N extends keyof Routes> {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: BodyOf<N>;
}
export type Answer<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly status: number; readonly code: string };

/** Somebody with a browser: signed in over HTTP, and live over a WebSocket while a room is open. */
export interface Person {
  readonly email: string;
  ask<N extends keyof Routes>(name: N, parts?: Parts<N>): Promise<Answer<ReplyOf<N>>>;
  /** The same, where anything but yes is a failure. */
  must<N extends keyof Routes>(name: N, parts?: Parts<N>): Promise<ReplyOf<N>>;
  /** Opens a room and beats each second, as the web does. */
  open(room: "desk" | "office" | "clinician"): Promise<void>;
  leave(): void;
  isLive(): boolean;
  /** Everything heard since the room was opened. */
  readonly frames: readonly LiveFrame[];
}

const BEAT_MS = 1000;

export async function signIn(origin: string, user: DemoFile["users"][number]): Promise<Person> {
  let cookie = "";
  let socket: WebSocket | undefined;
  let beating: NodeJS.Timeout | undefined;
  const frames: LiveFrame[] = [];

  const ask: Person["ask"] = async (name, parts = {}) => {
    const { method, path } = routes[name];
    const address = path.replace(/:([a-zA-Z]+)/g, (_, key: string) => encodeURIComponent(parts.params?.[key] ?? ""));
    const headers: Record<string, string> = { origin, cookie, ...(method !== "GET" && { "x-compline": "1", "content-type": "application/json" }) };
    const reply = await fetch(origin + address, { method, headers, ...(method !== "GET" && { body: JSON.stringify(parts.body ?? {}) }) });
    const set = reply.headers.getSetCookie().map((each) => each.split(";")[0]!);
    if (set.length > 0) cookie = set.join("; ");
    const words = (await reply.json()) as { code?: string };
    return reply.ok ? { ok: true, value: words as never } : { ok: false, status: reply.status, code: words.code ?? "" };
  };
  const must: Person["must"] = async (name, parts) => {
    const answer = await ask(name, parts);
    if (!answer.ok) throw new Error(`${name} by ${user.email}: ${answer.status} ${answer.code}`);
    return answer.value;
  };
  const leave = (): void => {
    clearInterval(beating);
    socket?.terminate();
    socket = undefined;
    frames.length = 0;
  };
  const open: Person["open"] = async (room) => {
    leave();
    const mine = new WebSocket(`${origin.replace("http", "ws")}/api/live`, { headers: { origin, cookie } });
    mine.on("error", () => undefined); // The server is killed again and again.
    mine.on("message", (bytes) => frames.push(LiveFrame.parse(JSON.parse(String(bytes)))));
    await until("the live connection opens", () => mine.readyState === WebSocket.OPEN);
    const say = (words: object): void => void (mine.readyState === WebSocket.OPEN && mine.send(JSON.stringify(words)));
    say({ type: "room", room });
    say({ type: "beat" });
    beating = setInterval(() => say({ type: "beat" }), BEAT_MS);
    socket = mine;
  };

  await must("signIn", { body: { email: user.email, password: user.password, code: await nextCode(user.totpSecret) } } as never);
  return { email: user.email, ask, must, open, leave, isLive: () => socket?.readyState === WebSocket.OPEN, frames };
}
