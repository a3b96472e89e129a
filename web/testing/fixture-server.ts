import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { RTCPeerConnection } from "werift";
import { WebSocketServer, type WebSocket } from "ws";
import { routes, type CallCard, type DeskSnapshot, type Draft, type LiveFrame } from "../../contract/index.ts";
import { cardOf, clockOf, deskOf, ids, meOf, messageOf, typedDraft, type SceneName } from "./scenes.ts";

/** Serves the built web and the contract with made-up data, for the screens' own tests. Every reply is checked against the contract. */
export interface Fixture {
  readonly url: string;
  /** What the browser saved, sent and asked, in order. */
  readonly seen: { readonly drafts: Draft[]; readonly sends: { readonly key: string; readonly draft: Draft }[]; readonly asked: string[]; answers: number; audioPackets: number };
  readonly state: { desk: DeskSnapshot; card: CallCard; signedIn: boolean; /** Route names that answer nothing, as if the line were cut. */ readonly cut: Set<string> };
  push(frame: LiveFrame): void;
  close(): Promise<void>;
}
interface Refusal { readonly status: number; readonly code: string; readonly say: string }
type Handler = (ask: { readonly params: Record<string, string>; readonly body: never }) => unknown;

const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const BEAT_MS = 1000;

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) { super(refusal.code); this.refusal = refusal; }
}
const refuse = (status: number, code: string, say: string): never => { throw new Refused({ status, code, say }); };

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}

function routeOf(method: string, path: string) {
  for (const [name, route] of Object.entries(routes)) {
    const pattern = new RegExp(`^${route.path.replace(/:([a-zA-Z]+)/g, "(?<$1>[^/]+)")}$`);
    const found = route.method === method ? pattern.exec(path) : null;
    if (found) return { name, route, params: { ...found.groups } };
  }
  return undefined;
}

function serveFile(root: string, path: string, response: ServerResponse): void {
  const asked = join(root, normalize(path));
  const file = extname(asked) && existsSync(asked) ? asked : join(root, "index.html");
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY, "x-content-type-options": "nosniff" });
  createReadStream(file).pipe(response);
}

/** The far end of the sound: counts what the browser sends. */
async function sdpAnswer(sdp: string, onPacket: () => void): Promise<readonly [RTCPeerConnection, string]> {
  const peer = new RTCPeerConnection({ iceServers: [] });
  peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe(onPacket));
  await peer.setRemoteDescription({ type: "offer", sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  return [peer, peer.localDescription?.sdp ?? ""];
}

export async function startFixture(root: string, scene: SceneName): Promise<Fixture> {
  const start = Date.now();
  const at = clockOf(start);
  const talking = scene === "active" || scene === "alarm";
  const state: Fixture["state"] = { desk: deskOf(at, scene), card: cardOf(at, talking ? { state: "talking", answeredAt: at(-107), draft: typedDraft, draftVersion: 4 } : {}), signedIn: true, cut: new Set() };
  const seen: Fixture["seen"] = { drafts: [], sends: [], asked: [], answers: 0, audioPackets: 0 };
  const sockets = new Set<WebSocket>();
  const peers: RTCPeerConnection[] = [];
  const sent = new Map<string, unknown>();
  const now = () => new Date().toISOString();
  const push = (frame: LiveFrame) => { for (const socket of sockets) socket.send(JSON.stringify(frame)); };
  const show = (change: Partial<DeskSnapshot>) => { state.desk = { ...state.desk, ...change, at: now() }; push({ type: "desk", desk: state.desk }); };
  const mine = (to: "talking" | "held" | "wrap-up" | null) => show({ calls: state.desk.calls.flatMap((call) => (call.id !== ids.call ? [call] : to ? [{ ...call, state: to, since: now() }] : [])), me: { ...state.desk.me, state: to === null ? "ready" : to === "wrap-up" ? "wrap-up" : "on-a-call" } });
  const me = () => ({ ...meOf(clockOf(Date.now())), serverTime: now() });

  const handlers: Partial<Record<keyof typeof routes, Handler>> = {
    me, signIn: ({ body }: { body: { code: string } }) => { if (body.code !== "819042") refuse(403, "not-known", "E-mail, password and code do not belong together."); state.signedIn = true; return me(); },
    touch: () => ({ idleAt: clockOf(Date.now())(900) }), signOut: () => { state.signedIn = false; return {}; },
    acceptInvitation: () => ({ email: "emil.novak@example.com", totpUri: "otpauth://totp/Compline:emil.novak%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Compline" }),
    desk: () => ({ ...state.desk, at: now() }), card: () => state.card, message: () => messageOf(at),
    ready: ({ body }: { body: { state: "ready" | "break" | "finishing" } }) => { show({ me: { ...state.desk.me, state: body.state } }); return {}; },
    answer: async ({ body }: { body: { sdp: string } }) => {
      seen.answers += 1;
      const [peer, sdp] = await sdpAnswer(body.sdp, () => { seen.audioPackets += 1; });
      peers.push(peer);
      state.card = { ...state.card, state: "talking", answeredAt: state.card.answeredAt ?? now() };
      mine("talking");
      return { sdp };
    },
    passOffer: () => { mine(null); return {}; }, hold: () => { mine("held"); return {}; }, resume: () => { mine("talking"); return {}; }, end: () => { mine("wrap-up"); return {}; }, finish: () => { mine(null); return {}; },
    saveDraft: ({ body }: { body: { version: number; draft: Draft } }) => {
      if (body.version !== state.card.draftVersion) refuse(409, "draft-moved", "This draft was saved in another window.");
      seen.drafts.push(body.draft);
      state.card = { ...state.card, draft: body.draft, draftVersion: body.version + 1 };
      return { version: state.card.draftVersion, savedAt: now() };
    },
    send: ({ body }: { body: { key: string; draft: Draft } }) => {
      seen.sends.push(body);
      const reply = sent.get(body.key) ?? { message: randomUUID(), revision: 1, sentAt: now() };
      sent.set(body.key, reply);
      return reply;
    },
    quiet: () => { show({ working: state.desk.working.map((row) => (row.state === "alarm" ? { ...row, quietUntil: clockOf(Date.now())(60) } : row)) }); return {}; },
    give: () => ({}), pageAgain: () => ({}), cueDone: ({ params }) => { show({ cues: state.desk.cues.filter((cue) => cue.id !== params["cue"]) }); return {}; },
    find: ({ body }: { body: { words: string } }) => ({ hits: body.words.startsWith("har") ? [{ kind: "account", id: ids.lakeside, title: "Harbor ENT", detail: "646 555 0177, Dr Okafor on duty" }, { kind: "message", id: ids.message, title: "Message of 02:09", detail: "Harbor ENT, not taken" }] : [] }),
  };

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = routeOf(request.method ?? "GET", (request.url ?? "/").split("?")[0] ?? "/");
    if (!found) return refuse(404, "no-route", "There is no such route.");
    seen.asked.push(found.name);
    if (state.cut.has(found.name) || state.cut.has("*")) { request.socket.destroy(); return; }
    if (request.method !== "GET" && request.headers["x-compline"] !== "1") refuse(403, "forged", "The request does not come from this application.");
    if (!state.signedIn && !found.route.open) refuse(401, "signed-out", "Nobody is signed in here.");
    const body = (await readBody(request)) as never;
    found.route.body?.parse(body);
    const handler = handlers[found.name as keyof typeof routes] ?? (() => refuse(404, "not-here", "The fixture does not answer this."));
    const value = found.route.reply.parse(await handler({ params: found.params, body }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (!path.startsWith("/api/")) { serveFile(root, path, response); return; }
    reply(request, response).catch((error: unknown) => {
      const { status, code, say } = error instanceof Refused ? error.refusal : { status: 500, code: "fixture", say: String(error) };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ code, say }));
    });
  });
  const live = new WebSocketServer({ server, path: "/api/live", verifyClient: (_info, done) => done(state.signedIn && !state.cut.has("live"), 401) });
  live.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.send(JSON.stringify({ type: "desk", desk: { ...state.desk, at: now() } }));
  });
  const beat = setInterval(() => push({ type: "beat", at: now() }), BEAT_MS);
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`, seen, state, push,
    async close() {
      clearInterval(beat);
      for (const socket of sockets) socket.terminate();
      for (const peer of peers) await peer.close();
      live.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}
