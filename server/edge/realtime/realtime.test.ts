import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { LiveFrame } from "../../../contract/desk.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { done, refuse } from "../../foundation/refusal.ts";
import { fakeWorld } from "../../testing/world.ts";
import type { SessionState } from "./connection.ts";
import { createRealtime, type At, type Realtime } from "./index.ts";
import { createPresence } from "./presence.ts";
import type { LiveSettings } from "./settings.ts";

const ana = "11111111-1111-4111-8111-111111111111" as PersonId;
const lee = "22222222-2222-4222-8222-222222222222" as PersonId;
const call = "33333333-3333-4333-8333-333333333333";
const people: Record<string, { person: PersonId; rooms: string[]; state: SessionState }> = {};

let server: Server;
let live: Realtime;
let origin: string;
const lost: At[] = [];
const shown: At[] = [];
const ended: At[] = [];
const windows: WebSocket[] = [];

beforeEach(async () => {
  people.ana = { person: ana, rooms: ["desk"], state: "open" };
  people.lee = { person: lee, rooms: ["clinician"], state: "open" };
  server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://localhost:${(server.address() as { port: number }).port}`;
  live = liveOn(server, origin);
  live.onLost((at) => lost.push(at));
  live.onRoom((at) => shown.push(at));
  live.onEnded((at) => ended.push(at));
});

function liveOn(on: Server, at: string, settings: Partial<LiveSettings> = {}): Realtime {
  return createRealtime({
    server: on,
    site: () => ({ origin: at, rpId: "localhost" }),
    admit: async ({ sessionToken }) => {
      const who = people[sessionToken ?? ""];
      if (!who) return refuse({ code: "identity.signIn", status: 401, say: "" });
      return done({ locked: false, as: { kind: "person", person: who.person, session: sessionToken!, scope: { role: "app", clients: [] } } });
    },
    watch: async (watched) => new Map(watched.map(({ session }) => [session, people[session]!])),
    world: fakeWorld(),
    log: silentLog,
    settings: { beatSeconds: 0.1, lostSeconds: 0.6, sweepMilliseconds: 20, watchSeconds: 0.05, ...settings },
  });
}
afterEach(() => {
  for (const window of windows.splice(0)) window.terminate();
  lost.length = shown.length = ended.length = 0;
  live.close();
  server.close();
});

async function connect(token: string, room?: string, more: { origin?: string; path?: string; at?: string } = {}) {
  const here = more.at ?? origin;
  const port = new URL(here).port;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${more.path ?? "/api/live"}`, { origin: more.origin ?? here, headers: { cookie: `compline=${token}` } });
  windows.push(socket);
  const frames: LiveFrame[] = [];
  const at: number[] = [];
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)) as LiveFrame);
    at.push(performance.now());
  });
  const status = await new Promise<number>((resolve) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_request, answer) => resolve(answer.statusCode!));
    socket.once("error", () => undefined);
  });
  const say = (what: unknown) => socket.send(typeof what === "string" ? what : JSON.stringify(what));
  if (room) say({ type: "room", room });
  const beats = setInterval(() => socket.readyState === socket.OPEN && say({ type: "beat" }), 100);
  socket.once("close", () => clearInterval(beats));
  const seen = (type: LiveFrame["type"]) => frames.filter((frame) => frame.type === type);
  return { socket, status, say, frames, at, seen, quiet: () => clearInterval(beats) };
}
const offer = (accountName: string): LiveFrame => ({ type: "offer", call, accountName, at: "2027-01-14T07:14:00.000Z" });
const inbox: LiveFrame = { type: "inbox", untaken: 1, attempts: [] };

test("[L1] another page, nobody, and another path are refused before the upgrade", async () => {
  expect((await connect("ana", undefined, { origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await connect("nobody")).status).toBe(401);
  expect((await connect("ana", undefined, { path: "/api/live?x=1" })).status).toBe(404);
  expect((await connect("ana")).status).toBe(101);
});

test("[L1] one person opens nine windows and no tenth", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 10; i++) statuses.push((await connect("ana")).status);
  expect(statuses.filter((status) => status === 101)).toHaveLength(9);
  expect(statuses[9]).toBe(429);
});

test("[L2] a message that is too long, unknown, no JSON, or one of very many ends the connection", async () => {
  for (const bad of [`"${"x".repeat(5000)}"`, '{"type":"shout"}', "not json"]) {
    const { socket, say } = await connect("ana");
    say(bad);
    await once(socket, "close");
  }
  const { socket, say } = await connect("ana");
  for (let i = 0; i < 60; i++) say({ type: "beat" });
  await once(socket, "close");
});

test("[L3] a frame reaches its person or its room, and nobody enters a room that is not theirs", async () => {
  const [desk, phone] = [await connect("ana", "desk"), await connect("lee", "clinician")];
  await expect.poll(() => shown.length).toBe(2);
  live.publish({ room: "desk" }, "offer", offer("Lakeside"));
  live.publish({ person: lee }, "inbox", inbox);
  await expect.poll(() => [desk.seen("offer").length, phone.seen("inbox").length]).toEqual([1, 1]);
  expect([desk.seen("inbox"), phone.seen("offer")]).toEqual([[], []]);

  const intruder = await connect("lee", "desk");
  await once(intruder.socket, "close");
  expect(shown).not.toContainEqual({ person: lee, room: "desk" });
});

test("[L3] who loses the role loses the room", async () => {
  const desk = await connect("ana", "desk");
  await expect.poll(() => shown.length).toBe(1);
  people.ana = { ...people.ana!, rooms: ["clinician"] };
  await once(desk.socket, "close");
});

test("[L4] a silent browser is lost, told once; a reloaded one is not", async () => {
  const before = await connect("ana", "desk");
  await expect.poll(() => shown).toEqual([{ person: ana, room: "desk" }]);
  before.socket.close();
  const after = await connect("ana", "desk");
  await expect.poll(() => after.seen("beat").length).toBeGreaterThan(7);
  expect(lost).toEqual([]);
  after.quiet();
  await once(after.socket, "close");
  await expect.poll(() => lost).toEqual([{ person: ana, room: "desk" }]);
  expect(shown).toHaveLength(1);
});

test("[L5] snapshots keep their distance, and the newest comes", async () => {
  const desk = await connect("ana", "desk");
  await expect.poll(() => shown.length).toBe(1);
  let made = 0;
  for (let i = 1; i <= 200; i++) {
    live.publish({ room: "desk" }, "desk", () => (made++, { type: "desk", desk: { at: String(i) } } as unknown as LiveFrame));
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => (desk.seen("desk").at(-1) as unknown as { desk: { at: string } } | undefined)?.desk.at).toBe("200");
  expect(made).toBeLessThan(10);
  const times = desk.at.filter((_, i) => desk.frames[i]!.type === "desk");
  for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThan(40);
});

test("[L6] when the session ends the browser is told, sees nothing more, and is not lost", async () => {
  const desk = await connect("ana", "desk");
  await expect.poll(() => shown.length).toBe(1);
  people.ana = { ...people.ana!, state: "ended", rooms: [] };
  await expect.poll(() => desk.seen("session")).toEqual([{ type: "session", state: "ended" }]);
  live.publish({ person: ana }, "offer", offer("Lakeside"));
  live.publish({ person: ana }, "inbox", inbox);
  const beats = desk.seen("beat").length;
  await expect.poll(() => desk.seen("beat").length).toBeGreaterThan(beats + 7);
  expect([...desk.seen("offer"), ...desk.seen("inbox"), ...lost]).toEqual([]);
  expect(ended).toEqual([{ person: ana, room: "desk" }]);
});

test("[L6] a locked phone is told counts and nothing else", async () => {
  const phone = await connect("lee", "clinician");
  await expect.poll(() => shown.length).toBe(1);
  people.lee = { ...people.lee!, state: "locked" };
  await expect.poll(() => phone.seen("session")).toEqual([{ type: "session", state: "locked" }]);
  live.publish({ person: lee }, "offer", offer("Lakeside"));
  live.publish({ person: lee }, "inbox", inbox);
  await expect.poll(() => phone.seen("inbox")).toHaveLength(1);
  expect(phone.seen("offer")).toEqual([]);
});

test("[L9] whoever is told that less is theirs to see loses the room that was theirs in the same moment", async () => {
  const slow = createServer();
  slow.listen(0, "127.0.0.1");
  await once(slow, "listening");
  const own = `http://localhost:${(slow.address() as { port: number }).port}`;
  const rare = liveOn(slow, own, { watchSeconds: 60, lostSeconds: 60 });
  try {
    const desk = await connect("ana", "desk", { at: own });
    const other = await connect("lee", "clinician", { at: own });
    await expect.poll(() => rare.present().length).toBe(2);
    people.ana = { ...people.ana!, rooms: ["clinician"] };
    rare.publish({ person: ana }, "access-ended", { type: "access-ended" });
    await once(desk.socket, "close");
    expect(desk.seen("access-ended")).toHaveLength(1);
    expect([other.seen("access-ended").length, other.socket.readyState]).toEqual([0, WebSocket.OPEN]);
  } finally {
    rare.close();
    slow.close();
  }
});

test("[L7] a browser that does not read is dropped", async () => {
  const desk = await connect("ana", "desk");
  await expect.poll(() => shown.length).toBe(1);
  desk.socket.pause();
  const big = offer("x".repeat(200_000));
  for (let i = 0; i < 200 && live.connections() > 0; i++) {
    live.publish({ person: ana }, "offer", big);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => live.connections()).toBe(0);
});

test("[L8] silence while the server itself was held up is forgiven", () => {
  const presence = createPresence(3500);
  presence.hear({ person: ana, room: "desk" }, 0);
  presence.forgive(9000);
  expect(presence.lose(9000)).toEqual([]);
  expect(presence.lose(12_501)).toEqual([{ person: ana, room: "desk" }]);
  expect(presence.lose(20_000)).toEqual([]);
});
