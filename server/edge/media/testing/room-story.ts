/** Rooms, the same for every engine: telephones with one tone each, and who of them hears which. */
import { expect, test } from "vitest";
import type { Endpoint, MediaEngine, RoomPart } from "../../../care/calls/ports.ts";
import type { Suite } from "../srtp.ts";
import { rms, strengthOf } from "../g711.ts";
import { promptSound } from "../prompts.ts";
import type { Caller, Rig } from "./rig.ts";
import { until } from "./until.ts";

interface House { readonly media: MediaEngine; readonly rig: Rig }

/** Whole waves in 20 ms, and none the double of another. */
export const VOICES = [450, 700, 1100, 1550, 2050, 2650] as const;
const FRAMES = 25;
const LOUD = 2500;
const NOTHING = 250;

const speaks: RoomPart = "speaks";
const seats = (callers: readonly Caller[], parts: readonly RoomPart[]): { endpoint: Endpoint; part: RoomPart }[] => callers.map(({ endpoint }, at) => ({ endpoint, part: parts[at]! }));

async function callersOf({ rig }: House, suites: readonly (Suite | undefined)[]): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (const [at, suite] of suites.entries()) {
    const caller = await rig.caller(suite, callers[0]?.endpoint);
    caller.phone.speak(VOICES[at], 4000);
    callers.push(caller);
  }
  return callers;
}

/** Exactly these voices are heard in the last half second, each in full. */
const hearsOnly = ({ phone }: Caller, voices: readonly number[]): boolean => {
  if (phone.heard.length < FRAMES) return false;
  const sound = phone.lately(FRAMES);
  return VOICES.every((hertz) => (voices.includes(hertz) ? strengthOf(hertz, sound) > LOUD : strengthOf(hertz, sound) < NOTHING));
};

const allHear = (callers: readonly Caller[], voices: readonly (readonly number[])[]) => until("each hears exactly who they should", () => callers.every((caller, at) => hearsOnly(caller, voices[at]!)));

export function tellRoomStory(open: () => House): void {
  test("[M32] caller, operator and clinician, clear and encrypted, each hear the two others and not themselves", () => threeInARoom(open()));
  test("[M34] a supervisor hears all and is heard by none; whispering, by the operator alone", () => listenAndWhisper(open()));
  test("[M35] who is held hears the music and is heard by nobody, a key they press is told, and back again they hear and are heard", () => heldInARoom(open()));
  test("[M39] music goes round, an announcement interrupts it, and it goes on where it stopped; another piece begins at its beginning", () => musicGoesOn(open()));
}

async function threeInARoom(house: House): Promise<void> {
  const callers = await callersOf(house, [undefined, "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"]);
  await house.media.room(seats(callers, [speaks, speaks, speaks]));
  await allHear(callers, [[VOICES[1], VOICES[2]], [VOICES[0], VOICES[2]], [VOICES[0], VOICES[1]]]);
}

async function listenAndWhisper(house: House): Promise<void> {
  const callers = await callersOf(house, [undefined, undefined, undefined]);
  const [caller, operator, supervisor] = callers.map(({ endpoint }) => endpoint);
  const alone = [[VOICES[1]], [VOICES[0]]];
  await house.media.bridge(caller!, operator!);
  await house.media.listen(supervisor!, operator!, { whispers: false });
  await allHear(callers, [...alone, [VOICES[0], VOICES[1]]]);
  await house.media.listen(supervisor!, operator!, { whispers: true });
  await allHear(callers, [[VOICES[1]], [VOICES[0], VOICES[2]], [VOICES[0], VOICES[1]]]);
  await house.media.room(seats(callers.slice(0, 2), [speaks, speaks]));
  await allHear(callers, [[VOICES[1]], [VOICES[0], VOICES[2]], [VOICES[0], VOICES[1]]]);
  await house.media.unbridge(supervisor!);
  await allHear(callers.slice(0, 2), alone);
  await house.media.close(callers[1]!.endpoint);
  await until("alone it is quiet", () => rms(callers[0]!.phone.lately(5)) === 0);
}

async function heldInARoom(house: House): Promise<void> {
  const callers = await callersOf(house, [undefined, undefined, undefined]);
  const [held] = callers;
  await house.media.room(seats(callers, ["held", speaks, speaks]));
  await allHear(callers.slice(1), [[VOICES[2]], [VOICES[1]]]);
  await until("music", () => rms(held!.phone.lately(FRAMES)) > 300 && VOICES.every((hertz) => strengthOf(hertz, held!.phone.lately(FRAMES)) < 1500));
  expect(promptSound("hold").includes(held!.phone.lately(1))).toBe(true);
  held!.phone.press("5");
  await until("the key is told", () => house.rig.told("digit", held!.endpoint).length === 1);
  await house.media.room(seats(callers, [speaks, speaks, speaks]));
  await allHear(callers, [[VOICES[1], VOICES[2]], [VOICES[0], VOICES[2]], [VOICES[0], VOICES[1]]]);
}

const BARS = 10;
/** Ten frames, each known by its bytes. */
export const pieceOf = (id: string, first: number) => ({ id, sound: Buffer.concat(Array.from({ length: BARS }, (_, at) => Buffer.alloc(160, first + at))) });
const barsHeard = ({ phone }: Caller, first: number): number[] => phone.heard.map(({ packet }) => packet.payload[0]! - first).filter((at) => at >= 0 && at < BARS);
/** How often the next frame was not the one that follows. */
const leaps = (bars: readonly number[]): number => bars.filter((bar, at) => at > 0 && bar !== (bars[at - 1]! + 1) % BARS).length;

async function musicGoesOn({ media, rig }: House): Promise<void> {
  const caller = await rig.caller();
  const piece = pieceOf("a piece", 16);
  const music = media.playMusic(caller.endpoint, piece);
  await until("it went round", () => barsHeard(caller, 16).length > BARS + 3);
  expect(await media.play(caller.endpoint, "operator-alert")).toBe("ended");
  expect(await music).toBe("stopped");
  const before = barsHeard(caller, 16).length;
  void media.playMusic(caller.endpoint, piece);
  await until("it goes on", () => barsHeard(caller, 16).length > before + 3);
  expect(leaps(barsHeard(caller, 16).filter((_, at) => at < before + 3))).toBe(0);
  caller.phone.forget();
  void media.playMusic(caller.endpoint, pieceOf("another piece", 48));
  await until("the other is heard", () => barsHeard(caller, 48).length > 2);
  expect(barsHeard(caller, 48)[0]).toBe(0);
}
