import { beforeEach, expect, test } from "vitest";
import { strengthOf, tone } from "../g711.ts";
import type { OutPacket } from "../out-stream.ts";
import { mediaLimits } from "../settings.ts";
import { Ear } from "./ear.ts";
import { Leg } from "./leg.ts";
import { PlayClock, type OnFrame } from "./play-clock.ts";
import type { Told } from "./protocol.ts";
import { Room } from "./room.ts";

/** An end without a wire: it says one tone, and keeps what it would send. */
class End extends Leg {
  readonly heard: OutPacket[] = [];
  protected readonly isExpectedToSend = true;
  readonly #sound: Buffer;
  #n = 0;

  constructor(id: string, hertz: number, told: Told[]) {
    super(id, "phone", { tell: (each) => void told.push(each), clock: new PlayClock(), limits: mediaLimits });
    this.#sound = tone(hertz, 20, 4000);
    this.digitType = 101;
  }

  say(payloadType = 0): void {
    this.#n += 1;
    this.arrived({ payloadType, marker: false, seq: this.#n, timestamp: this.#n * 160, ssrc: 1, payload: payloadType === 0 ? this.#sound : Buffer.from([5, 10, 0, 160]) });
  }

  protected transmit(packet: OutPacket): void {
    this.heard.push(packet);
  }

  protected closeSockets(): void {}
}

const told: Told[] = [];
const frames = new Set<OnFrame>();
const clock = { start: (each: OnFrame) => void frames.add(each), stop: (each: OnFrame) => void frames.delete(each) };
const speaks = "speaks" as const;
let [a, b, c] = [new End("a", 450, told), new End("b", 700, told), new End("c", 1100, told)];

const turn = (times: number, skipped = 0): void => {
  for (let n = 0; n < times; n++) {
    for (const each of [a, b, c]) each.say();
    for (const frame of frames) frame(skipped);
  }
};

beforeEach(() => {
  told.length = 0;
  frames.clear();
  [a, b, c] = [new End("a", 450, told), new End("b", 700, told), new End("c", 1100, told)];
});

test("[M36] whoever comes in, changes their part or leaves, the others hear every frame of each other without a gap", () => {
  Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }], clock);
  turn(5);
  a.heard.length = 0;
  for (const third of ["speaks", "held", "speaks"] as const) {
    Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }, { leg: c, part: third }], clock);
    turn(10);
    Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }], clock);
    turn(10);
  }
  expect(a.heard).toHaveLength(60);
  expect(a.heard.every(({ payload }) => strengthOf(700, payload) > 3500)).toBe(true);
  for (const [at, packet] of a.heard.slice(1).entries()) {
    expect(packet.index - a.heard[at]!.index).toBe(1);
    expect((packet.timestamp - a.heard[at]!.timestamp) >>> 0).toBe(160);
  }
});

test("[M36] when the last has left, nothing of the room is left", () => {
  Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }], clock);
  expect(frames.size).toBe(1);
  a.unbridge();
  b.close();
  expect(frames.size).toBe(0);
  expect([a.outlet, b.outlet]).toEqual([undefined, undefined]);
});

test("[M32] an end that is bridged elsewhere is out of the room, and two rooms that are named as one become one", () => {
  Room.seat([{ leg: a, part: speaks }], clock);
  Room.seat([{ leg: b, part: speaks }, { leg: c, part: speaks }], clock);
  Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }, { leg: c, part: speaks }], clock);
  expect(frames.size).toBe(1);
  turn(5);
  expect(strengthOf(700, a.heard.at(-1)!.payload)).toBeGreaterThan(3500);
  b.bridge(c);
  a.heard.length = 0;
  turn(5);
  expect(Math.max(...a.heard.map(({ payload }) => strengthOf(700, payload)))).toBe(0);
  expect(strengthOf(1100, b.heard.at(-1)!.payload)).toBeGreaterThan(3500);
});

test("[M35] a key is told once and heard by nobody", () => {
  Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }], clock);
  a.say(101);
  turn(4);
  expect(told.filter(({ kind }) => kind === "digit")).toEqual([{ kind: "digit", id: "a", digit: "5" }]);
  expect(b.heard.every(({ payloadType }) => payloadType === 0)).toBe(true);
});

test("[M36] after a stall of our own the time that was lost is lost for all alike", () => {
  Room.seat([{ leg: a, part: speaks }, { leg: b, part: speaks }], clock);
  turn(3);
  turn(1, 9);
  const [before, after] = a.heard.slice(-2);
  expect((after!.timestamp - before!.timestamp) >>> 0).toBe(10 * 160);
  expect(after!.index - before!.index).toBe(1);
});

test("[M34] a supervisor who listens changes no packet of anybody, and hears what the operator says and hears through every change of it", () => {
  a.bridge(b);
  turn(3);
  a.heard.length = b.heard.length = 0;
  Ear.put({ listener: c, to: b, whispers: false }, clock);
  turn(10);
  expect(a.heard.map(({ payload }) => payload)).toEqual(Array.from({ length: 10 }, () => tone(700, 20, 4000)));
  expect(b.heard.map(({ payload }) => payload)).toEqual(Array.from({ length: 10 }, () => tone(450, 20, 4000)));
  expect([450, 700].map((hertz) => strengthOf(hertz, c.heard.at(-1)!.payload) > 3500)).toEqual([true, true]);
  b.unbridge();
  turn(4);
  expect([450, 700].map((hertz) => strengthOf(hertz, c.heard.at(-1)!.payload) > 3500)).toEqual([false, true]);
});

test("[M34] a whisper is heard by the operator alone, laid over the caller, and ends at once; without the operator nothing is left of the ear", () => {
  a.bridge(b);
  Ear.put({ listener: c, to: b, whispers: true }, clock);
  turn(8);
  const heardBy = (end: End): number[] => [450, 700, 1100].filter((hertz) => strengthOf(hertz, end.heard.at(-1)!.payload) > 3500);
  expect([a, b, c].map(heardBy)).toEqual([[700], [450, 1100], [450, 700]]);
  Ear.put({ listener: c, to: b, whispers: false }, clock);
  turn(2);
  expect([a, b, c].map(heardBy)).toEqual([[700], [450], [450, 700]]);
  for (const [at, packet] of b.heard.slice(1).entries()) expect(packet.index - b.heard[at]!.index).toBe(1);
  b.close();
  expect([frames.size, c.outlet]).toEqual([0, undefined]);
});
