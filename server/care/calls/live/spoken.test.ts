import { beforeEach, expect, test } from "vitest";
import { phi } from "../../../foundation/phi.ts";
import { fakeTelephony, type FakeCallee, type FakeTelephony } from "../../../testing/phones.ts";
import { fakeSound, type FakeSound } from "../../../testing/sound.ts";
import { fakePatience, fakeSpeech, type FakePatience, type FakeSpeech } from "../../../testing/speech.ts";
import type { Question } from "../rules/dialogue.ts";
import { createSpokenLine, words, type SpokenCall, type SpokenLine } from "./spoken.ts";

let telephony: FakeTelephony;
let sound: FakeSound;
let line: SpokenLine;
let speech: FakeSpeech;
let patience: FakePatience;
const menu: Question = { keys: "12", digitsMax: 1, endKey: null, bargeIn: true, waitSeconds: 8, betweenSeconds: 4, triesMax: 2 };

beforeEach(() => {
  [telephony, sound, speech, patience] = [fakeTelephony(), fakeSound(), fakeSpeech(), fakePatience()];
  line = createSpokenLine({ telephony, media: sound, speech, after: patience.after });
});
const to = "+16465550123";
async function up(): Promise<{ call: SpokenCall; callee: FakeCallee }> {
  const placing = line.dial({ to, purpose: "voice-delivery", ringSecondsMax: 40 });
  const callee = telephony.rung.at(-1)!;
  await callee.pickUp();
  const placed = await placing;
  if (placed.kind !== "up") throw new Error(placed.why);
  return { call: placed.call, callee };
}
const connect = (call: SpokenCall) => call.connect({ to: phi("+16465550199"), from: "+16465550100", purpose: "call-back", ringSecondsMax: 30 });
const hears = async (heard: string | undefined, at = "phone-1"): Promise<void> => expect.poll(() => sound.hears(at)).toBe(heard);
const press = (digits: string, endpoint = "phone-1"): void => [...digits].forEach((digit) => sound.tell({ kind: "digit", endpoint, digit }));
const nothingLeft = (): void => expect([sound.open.size, [8, 4, 3600].map(patience.waits), telephony.rung.filter(({ leg }) => leg.state !== "ended").length]).toEqual([0, [0, 0, 0], 0]);

test("[C51] a telephone is rung, told something, asked something, and hung up on; nothing is left open", async () => {
  const { call } = await up();
  const saying = call.say({ prompt: "alarm-taken" });
  await hears("alarm-taken");
  sound.finish("phone-1");
  expect(await saying).toBe("said");
  const asking = call.ask(words("Press 1."), menu);
  await hears("Press 1.");
  press("1");
  expect(await asking).toEqual({ kind: "digits", digits: "1" });
  await hears(undefined);
  call.hangup();
  expect(await call.over).toBe("ended");
  nothingLeft();
});

test.each(["busy", "no-answer", "declined", "trunk-fault", "refused-by-limit"] as const)("[C51] a call that ends as %s before an answer says so, and leaves nothing open", async (why) => {
  const placing = line.dial({ to, purpose: "voice-delivery", ringSecondsMax: 40 });
  telephony.rung[0]!.end({ why });
  expect(await placing).toEqual({ kind: "failed", why });
  nothingLeft();
});

test("[C51] a call that nobody needs any more is given up while it rings", async () => {
  const unwanted = new AbortController();
  const placing = line.dial({ to, purpose: "voice-delivery", ringSecondsMax: 40, signal: unwanted.signal });
  telephony.rung[0]!.ring();
  unwanted.abort();
  expect(await placing).toEqual({ kind: "failed", why: "cancelled" });
  nothingLeft();
});

const endings = [
  ["they hang up", (callee: FakeCallee) => callee.end({ why: "remote-hangup" }), "hung-up"],
  ["the line breaks", (callee: FakeCallee) => callee.end({ why: "transport-lost" }), "lost"],
  ["its media process dies", () => sound.tell({ kind: "lost", endpoint: "phone-1" }), "lost"],
] as const;
const acts = [
  ["said", (call: SpokenCall) => call.say(words("A message.")), "gone"],
  ["asked", (call: SpokenCall) => call.ask(words("A message."), menu), { kind: "gone" }],
] as const;
const crossed = endings.flatMap(([ending, happens, end]) => acts.map(([act, begin, answer]) => [ending, act, { happens, end, begin, answer }] as const));

test.each(crossed)("[C51] %s while something is %s: that ends as gone, and so does whatever is tried after", async (_ending, _act, { happens, end, begin, answer }) => {
  const { call, callee } = await up();
  const acting = begin(call);
  await hears("A message.");
  happens(callee);
  expect([await acting, await call.over]).toEqual([answer, end]);
  expect([await call.say(words("More.")), await call.ask(words("More."), menu), await connect(call)]).toEqual(["gone", { kind: "gone" }, { kind: "gone" }]);
  nothingLeft();
});

test("[C50] [C51] nobody presses a key: the words come again after eight seconds, and then it is told", async () => {
  const { call } = await up();
  const asking = call.ask(words("Press 1."), menu);
  for (let tries = 0; tries < 2; tries++) {
    await hears("Press 1.");
    sound.finish("phone-1");
    await expect.poll(() => patience.waits(8)).toBe(1);
    patience.pass(8);
  }
  expect(await asking).toEqual({ kind: "no-key", pressed: false });
  call.hangup();
  await call.over;
  nothingLeft();
});

test("[C51] without a voice fixed prompts are said, and words end the call as what it is", async () => {
  speech.installed = false;
  const { call } = await up();
  const saying = call.say({ prompt: "goodbye" });
  await hears("goodbye");
  sound.finish("phone-1");
  expect([await saying, await call.say(words("A message.")), await call.over]).toEqual(["said", "gone", "no-voice"]);
  nothingLeft();
});

test("[C51] no line is held for ever: after an hour it is ended", async () => {
  const { call } = await up();
  patience.pass(3600);
  expect(await call.over).toBe("too-long");
});

test("[C51] a call that came in is answered and spoken with in the same way; one without common sound is refused", async () => {
  let taken: SpokenCall | undefined;
  telephony.onCall((leg) => void line.take(leg).then((call) => (taken = call)));
  const phone = telephony.ring("+16465550100");
  await expect.poll(() => taken).toBeDefined();
  const asking = taken!.ask(words("Enter your PIN."), { ...menu, keys: "0123456789", digitsMax: 8, endKey: "#" });
  await hears("Enter your PIN.");
  press("2468#");
  expect(await asking).toEqual({ kind: "digits", digits: "2468" });
  phone.hangUp();
  expect(await taken!.over).toBe("hung-up");
  sound.common = false;
  const mute = telephony.ring("+16465550100");
  await expect.poll(() => mute.saw).toEqual(["refused 488"]);
  nothingLeft();
});

test("[C52] somebody else is rung near, with the number that is to be shown, and joined at the answer; the star key lets them go and the first stays", async () => {
  const { call } = await up();
  const joining = connect(call);
  await hears("ringing");
  expect(telephony.rung[1]!.asked).toMatchObject({ to: "+16465550199", from: "+16465550100", purpose: "call-back", ringSecondsMax: 30 });
  await telephony.rung[1]!.pickUp();
  await hears("bridge phone-2");
  press("*");
  expect(await joining).toEqual({ kind: "talked", trunk: "fake" });
  await hears(undefined);
  const saying = call.say(words("The call is over."));
  await hears("The call is over.");
  sound.finish("phone-1");
  expect(await saying).toBe("said");
  call.hangup();
  await call.over;
  nothingLeft();
});

test.each(["busy", "no-answer", "no-such-number", "refused-by-limit"] as const)("[C52] the other's line is %s: that is told, and the first is still there", async (why) => {
  const { call } = await up();
  const joining = connect(call);
  await hears("ringing");
  telephony.rung[1]!.end({ why });
  expect(await joining).toEqual({ kind: "failed", why });
  await hears(undefined);
  expect(sound.open.size).toBe(1);
});

test.each([["while it rings", false], ["while they talk", true]] as const)("[C52] whoever was to be joined hangs up %s: the other is let go too", async (_, talking) => {
  const { call, callee } = await up();
  const joining = connect(call);
  await hears("ringing");
  if (talking) {
    await telephony.rung[1]!.pickUp();
    await hears("bridge phone-2");
  }
  callee.end({ why: "remote-hangup" });
  expect(await joining).toMatchObject({ kind: talking ? "talked" : "gone" });
  expect(await call.over).toBe("hung-up");
  await expect.poll(() => sound.open.size).toBe(0);
  nothingLeft();
});
