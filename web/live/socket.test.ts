import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocketServer, type WebSocket as ServerSide } from "ws";
import type { LiveFrame } from "../../contract/index.ts";
import { connectLive, type LiveSocket } from "./socket.ts";
import type { LiveState } from "./touch.ts";

/** A server that says what the test says, and one line to it. */
let server: WebSocketServer;
let line: LiveSocket;
let frames: LiveFrame[];
let states: LiveState[];
const lines: ServerSide[] = [];
const heard: unknown[] = [];
const say = (frame: unknown): void => lines.at(-1)?.send(typeof frame === "string" ? frame : JSON.stringify(frame));
const beat = { type: "beat", at: "2027-01-14T07:14:07.000Z" } as const;
const until = (check: () => boolean, what: string): Promise<void> => expect.poll(check, { timeout: 5000, interval: 10, message: what }).toBe(true);

beforeEach(async () => {
  [frames, states] = [[], []];
  lines.length = 0;
  heard.length = 0;
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    lines.push(socket);
    socket.on("message", (data) => heard.push(JSON.parse(String(data))));
  });
  await once(server, "listening");
  vi.stubGlobal("location", { protocol: "http:", host: `127.0.0.1:${(server.address() as AddressInfo).port}` });
  line = connectLive({ room: "desk", onFrame: (frame) => frames.push(frame), onState: (state) => states.push(state) });
  await until(() => heard.length > 0, "the line stands");
});
afterEach(async () => {
  line.close();
  for (const socket of lines) socket.terminate();
  await new Promise((over) => { server.close(over); });
  vi.unstubAllGlobals();
});

it.each([["no JSON", "{"], ["a frame of no kind", { type: "weather" }], ["a desk without its calls", { type: "desk", desk: { at: beat.at } }]])("[W34] %s is said as a lost line at once, the room is asked for, and the line stays", async (_what, frame) => {
  say(frame);
  await until(() => states.some(({ garbled }) => garbled), "it is said");
  expect(states[0]).toMatchObject({ inTouch: false, garbled: true, unread: 0 });
  await until(() => states.some(({ unread }) => unread === 1), "the room is asked for");
  expect(frames).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.readyState).toBe(1);
});

it("[W34] however many words cannot be read, the room is asked for once a second, and is trusted only after two good beats in a row", async () => {
  for (let n = 0; n < 50; n += 1) say("{");
  say(beat);
  say("{");
  say(beat);
  await until(() => frames.length === 2, "both beats were heard");
  expect(states).toHaveLength(1);
  await until(() => states.length === 2, "asked once for all of them");
  expect(states.at(-1)).toMatchObject({ inTouch: false, unread: 1 });

  say(beat);
  await until(() => states.length === 3, "the second good beat in a row");
  expect(states.at(-1)).toMatchObject({ inTouch: true, garbled: false, unread: 1 });
  expect(lines).toHaveLength(1);
});

it("[W34] a line that is cut while its words cannot be read is an ordinary lost line, and the next one starts with trust", async () => {
  say("{");
  await until(() => states.some(({ garbled }) => garbled), "it is said");
  lines[0]?.terminate();
  await until(() => states.at(-1)?.garbled === false, "now it is the line");
  expect(states.at(-1)?.inTouch).toBe(false);
  await until(() => lines.length === 2, "another line");
  say(beat);
  await until(() => states.at(-1)?.inTouch === true, "back with its first word");
});
