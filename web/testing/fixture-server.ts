import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import { routes, type LiveFrame } from "../../contract/index.ts";
import { Refused, handlersOf, worldOf, type Handlers, type RouteName, type Seen, type State, type World } from "./fixture-world.ts";
import type { SceneName } from "./scenes.ts";

/** Serves the built web and the contract with made-up data, for the screens' own tests. Every question and reply is checked against the contract. */
export interface Fixture {
  readonly url: string;
  readonly seen: Seen;
  readonly state: State;
  push(frame: LiveFrame): void;
  /** Says on every live line what is no frame of the contract. */
  mumble(text: string): void;
  /** Ends every live line; with `cut` holding "live" none comes back. */
  hangUp(): void;
  close(): Promise<void>;
}

const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const BEAT_MS = 1000;

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}
const pathOf = (request: IncomingMessage): string => new URL(request.url ?? "/", "http://localhost").pathname;

function routeOf(method: string | undefined, path: string) {
  for (const [name, route] of Object.entries(routes)) {
    const pattern = new RegExp(`^${route.path.replace(/:([a-zA-Z]+)/g, "(?<$1>[^/]+)")}$`);
    const found = route.method === method ? pattern.exec(path) : null;
    if (found) return { name: name as RouteName, route, params: { ...found.groups } };
  }
  throw new Refused(404, "no-route", "There is no such route.");
}
type Asked = ReturnType<typeof routeOf>;

function serveFile(root: string, path: string, response: ServerResponse): void {
  const asked = join(root, normalize(path));
  const file = extname(asked) && existsSync(asked) ? asked : join(root, "index.html");
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY, "x-content-type-options": "nosniff" });
  createReadStream(file).pipe(response);
}

/** What the real server asks before anything else. */
function permit({ state }: World, { route }: Asked, request: IncomingMessage): void {
  if (request.method !== "GET" && request.headers["x-compline"] !== "1") throw new Refused(403, "forged", "The request does not come from this application.");
  if (!state.signedIn && !route.open) throw new Refused(401, "identity.signIn", "Nobody is signed in here.");
}

async function reply(world: World, handlers: Handlers, request: IncomingMessage): Promise<unknown> {
  const asked = routeOf(request.method, pathOf(request));
  world.seen.asked.push(asked.name);
  if (world.state.cut.has(asked.name)) return undefined;
  permit(world, asked, request);
  const body = (await readBody(request)) as never;
  asked.route.body?.parse(body);
  const handler = handlers[asked.name];
  if (!handler) throw new Refused(404, "not-here", "The fixture does not answer this.");
  return asked.route.reply.parse(await handler({ params: asked.params, body }));
}

const json = (response: ServerResponse, status: number, value: unknown) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

function answer(world: World, handlers: Handlers, [request, response]: readonly [IncomingMessage, ServerResponse]): void {
  reply(world, handlers, request)
    .then((value) => (value === undefined ? request.socket.destroy() : json(response, 200, value)))
    .catch((error: unknown) => (error instanceof Refused ? json(response, error.status, { code: error.code, say: error.say }) : json(response, 500, { code: "fixture", say: String(error) })));
}

export async function startFixture(root: string, scene: SceneName): Promise<Fixture> {
  const sockets = new Set<WebSocket>();
  const mumble = (text: string) => { for (const socket of sockets) socket.send(text); };
  const push = (frame: LiveFrame) => mumble(JSON.stringify(frame));
  const world = worldOf(scene, push);
  const handlers = handlersOf(world);
  const server = createServer((request, response) => {
    if (pathOf(request).startsWith("/api/")) answer(world, handlers, [request, response]);
    else serveFile(root, pathOf(request), response);
  });
  const live = new WebSocketServer({ server, path: "/api/live", verifyClient: (_info, done) => done(world.state.signedIn && !world.state.cut.has("live"), 401) });
  live.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.send(JSON.stringify({ type: "desk", desk: { ...world.state.desk, at: new Date().toISOString() } }));
  });
  const beat = setInterval(() => push({ type: "beat", at: new Date().toISOString() }), BEAT_MS);
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`, seen: world.seen, state: world.state, push, mumble,
    hangUp() { for (const socket of sockets) socket.terminate(); },
    async close() {
      clearInterval(beat);
      for (const socket of sockets) socket.terminate();
      for (const peer of world.peers) await peer.close();
      live.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}
