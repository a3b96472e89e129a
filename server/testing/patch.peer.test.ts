import { afterAll, beforeAll, expect, test } from "vitest";
import { ana, DIRECTORY, freshGround, ground, house, NUMBER } from "../care/calls/calls-under-test.ts";
import type { MediaEngine } from "../care/calls/index.ts";
import { decodeSample, encodeSample, strengthOf, tone } from "../edge/media/g711.ts";
import { createWeriftMedia } from "../edge/media/index.ts";
import { settingsFor, world } from "../edge/media/testing/engines.ts";
import { FakePhone } from "../edge/media/testing/fake-phone.ts";
import { FarBrowser } from "../edge/media/testing/far-browser.ts";

/** A patch with real sound: the calls slice, a media process, two telephones on sockets and an operator's WebRTC. The trunk alone is in memory. */
freshGround();
let media: MediaEngine;
beforeAll(async () => {
  const engine = createWeriftMedia(settingsFor(), { world });
  await engine.ready();
  media = engine;
});
afterAll(() => media.shutdown());

const PATCHES = 20;
const SETUP_MS_MAX = 300;
const TONES = { caller: 450, doctor: 650, operator: 850 } as const;
const LOUD = 3000;
const hears = (phone: FakePhone, hertz: number): boolean => strengthOf(hertz, phone.lately(10)) > LOUD;
const until = (what: string, is: () => boolean): Promise<void> => expect.poll(is, { timeout: 30_000, interval: 5, message: what }).toBe(true);
/** When the first packet with this tone arrived, from `since` on. */
const firstAt = (phone: FakePhone, hertz: number, since: number): number | undefined => phone.heard.find(({ at, packet }) => at >= since && strengthOf(hertz, packet.payload) > LOUD)?.at;

test("[C35] operator and doctor hear each other within 300 ms of the answer, caller and doctor within 300 ms of the key; on hold again the caller hears only the tone", async () => {
  const h = house({ media });
  const [caller, desk] = [await FakePhone.open(), await FarBrowser.open()];
  await h.ready(ana);
  const ringing = h.telephony.ring("+12125550100", { number: NUMBER, offer: caller.offer() });
  await h.settled(() => h.offers.length > 0 && ringing.answeredWith !== undefined);
  caller.meet(ringing.answeredWith!).speak(TONES.caller);
  const call = h.offers[0]![0];
  const answered = await h.calls.answer(h.operator(ana), { call, sdp: desk.offer });
  if (!answered.ok) throw new Error(answered.refusal.code);
  await desk.take(answered.value.sdp);
  desk.speak(TONES.operator);
  await until("caller and operator hear each other", () => hears(caller, TONES.operator) && strengthOf(TONES.caller, desk.lately()) > LOUD);

  const setUp: number[] = [];
  const joined: number[] = [];
  for (let patch = 1; patch <= PATCHES; patch++) {
    const doctor = await FakePhone.open();
    expect(await h.calls.dial(h.operator(ana), { call, entry: DIRECTORY[0].id })).toMatchObject({ ok: true });
    await until("it rings", () => h.telephony.rung.length === patch);
    await until("the caller hears the tone and not the operator", () => strengthOf(TONES.operator, caller.lately(10)) < 300);
    let at = 0;
    await h.telephony.rung.at(-1)!.pickUp((offer) => {
      const answer = doctor.answer(offer);
      doctor.speak(TONES.doctor);
      at = performance.now();
      return answer;
    });
    await until("doctor and operator hear each other", () => hears(doctor, TONES.operator) && strengthOf(TONES.doctor, desk.lately()) > LOUD);
    expect(strengthOf(TONES.caller, doctor.lately(10))).toBeLessThan(300);
    setUp.push(firstAt(doctor, TONES.operator, at)! - at);

    const pressed = performance.now();
    expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "join" } })).toMatchObject({ ok: true });
    await until("caller and doctor hear each other", () => hears(caller, TONES.doctor) && hears(doctor, TONES.caller));
    joined.push(Math.max(firstAt(caller, TONES.doctor, pressed)!, firstAt(doctor, TONES.caller, pressed)!) - pressed);

    expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "resume" } })).toMatchObject({ ok: true });
    await until("caller and operator hear each other again", () => hears(caller, TONES.operator) && strengthOf(TONES.caller, desk.lately()) > LOUD);
    expect(h.telephony.rung.at(-1)!.leg.state).toBe("ended");
    doctor.close();
  }
  expect(new Set(caller.heard.map(({ packet }) => packet.ssrc)).size).toBe(1);
  expect(Math.max(...setUp)).toBeLessThanOrEqual(SETUP_MS_MAX);
  expect(Math.max(...joined)).toBeLessThanOrEqual(SETUP_MS_MAX);
  if (process.env["COMPLINE_FIGURES"]) process.stderr.write(`patch set-up ms ${setUp.map(Math.round).join(" ")}; joined ms ${joined.map(Math.round).join(" ")}\n`);

  ringing.hangUp();
  await h.settled(() => h.telephony.rung.every(({ leg }) => leg.state === "ended"));
  expect(media.status().endpoints).toBe(0);
  caller.close();
  await desk.close();
});

/** How the calls begin that a machine would take for a machine's: hertz together, and milliseconds; 0 is a pause. */
const BEGINNINGS: readonly [string, readonly (readonly [readonly number[], number])[]][] = [
  ["a text telephone (Baudot, 1400 and 1800 Hz)", Array.from({ length: 12 }, (_, at) => [[at % 2 === 0 ? 1400 : 1800], 40] as const)],
  ["a fax that calls (CNG, 1100 Hz)", [[[1100], 500], [[], 300]]],
  ["a modem's answer (2100 Hz)", [[[2100], 600]]],
  ["three tones of a network, then words", [[[950], 330], [[1400], 330], [[1800], 330]]],
  ["a relay operator: \u201cHello, this is the telephone relay service, a person who types is calling\u201d, then a long pause", [[[220, 700, 1900], 700], [[180, 900, 2400], 500], [[], 800]]],
];
const frameOf = (hertz: readonly number[]): Buffer => {
  const tones = hertz.map((one) => tone(one, 20, 6000 / hertz.length));
  return Buffer.from(Uint8Array.from({ length: 160 }, (_, at) => encodeSample(tones.reduce((sum, each) => sum + decodeSample(each[at]!), 0))));
};
async function says(phone: FakePhone, sounds: (typeof BEGINNINGS)[number][1]): Promise<void> {
  for (const [hertz, ms] of sounds) {
    const frame = frameOf(hertz);
    for (let at = 0; at < ms; at += 20) {
      if (hertz.length > 0) phone.say(frame);
      await new Promise((resolve) => setTimeout(resolve, 5)); // Four times as fast as people speak: the jitter buffer is not asked here.
    }
  }
}

test("[C131] however a call begins, with tones of machines or a relay operator's words, a person is rung for it, answers it and hears it; nobody hangs up on it and no key was pressed", async () => {
  const h = house({ media });
  const told = new Set<string>();
  media.onEvent(({ kind }) => void told.add(kind));
  const [caller, desk] = [await FakePhone.open(), await FarBrowser.open()];
  for (const [n, [how, sounds]] of BEGINNINGS.entries()) {
    const ringing = h.telephony.ring("+12125550100", { number: NUMBER, offer: caller.offer() });
    await until(`the greeting is heard: ${how}`, () => ringing.answeredWith !== undefined);
    caller.meet(ringing.answeredWith!);
    await says(caller, sounds);
    await h.ready(ana);
    await h.settled(() => h.offers.length > n);
    await says(caller, sounds);
    const call = h.offers[n]![0];
    const log = async (): Promise<string[]> => (await ground.base.asOwner<{ kind: string }>("select kind from calls.call_event where call_id = $1 order by number", [call])).map(({ kind }) => kind).filter((kind) => kind !== "sound-ended").toSorted();
    await expect.poll(log, { message: how }).toEqual(["leg-up", "offer", "ring"]);
    expect([how, ringing.leg.state, ringing.saw.filter((each) => each !== "ringing")]).toEqual([how, "up", ["answered"]]);
    if (n === BEGINNINGS.length - 1) {
      const answered = await h.calls.answer(h.operator(ana), { call, sdp: desk.offer });
      if (!answered.ok) throw new Error(answered.refusal.code);
      await desk.take(answered.value.sdp);
      caller.speak(TONES.caller);
      await until("the operator hears the relay operator", () => strengthOf(TONES.caller, desk.lately()) > LOUD);
    }
    ringing.hangUp();
    await h.calls.settled();
  }
  expect([...told]).toEqual(["connected"]); // Sound comes: that is all that a media process says of it.
  caller.close();
  await desk.close();
});
