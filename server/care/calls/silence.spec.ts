import { expect, test } from "vitest";
import { act, ana, freshGround, house, patched, stateOf, talking } from "./calls-under-test.ts";

freshGround();

const TEN_MINUTES = 600;
const STEP = 10;

/** As the media tells it: each ten seconds, as long as nothing comes. */
const silentFor = (h: ReturnType<typeof house>, endpoint: string, until = TEN_MINUTES): void => {
  for (let seconds = STEP; seconds <= until; seconds += STEP) {
    h.sound.tell({ kind: "silent", endpoint, seconds });
    h.wait(0);
  }
};
const asked = (saw: readonly string[]): number => saw.filter((each) => each === "asked whether it is there").length;

test("[C130] a relay caller whose turn is typed for ten minutes, with an operator or on hold, is asked and never hung up on", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  silentFor(h, caller);
  expect([phone.leg.state, stateOf(h, call).phase, asked(phone.saw)]).toEqual(["up", "talking", 20]);
  await act(h, call, "hold");
  silentFor(h, caller);
  await act(h, call, "resume");
  expect([phone.leg.state, stateOf(h, call).phase]).toEqual(["up", "talking"]);
});

test("[C130] nor while they wait for an operator", async () => {
  const waiting = house();
  const phone = waiting.ring();
  await waiting.settled(() => phone.saw.includes("answered"));
  silentFor(waiting, [...waiting.sound.open][0]!, 120);
  expect(phone.leg.state).toBe("up");
  await waiting.ready(ana);
  phone.hangUp();
  await waiting.calls.settled();
});

test("[C130] in a patch neither of two silent telephones is given up", async () => {
  const h = house();
  const { phone, call, caller, second } = await patched(h);
  await act(h, call, "leave");
  silentFor(h, caller);
  silentFor(h, second);
  expect([phone.leg.state, h.telephony.rung.at(-1)!.leg.state, stateOf(h, call).phase]).toEqual(["up", "up", "joined"]);
});

test("[C130] a caller who is gone and cannot say so is over as soon as the signalling does not answer", async () => {
  const h = house();
  const { phone } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  silentFor(h, caller, 30);
  expect(asked(phone.saw)).toBe(1);
  phone.hangUp("failed");
  await h.settled(() => h.calls.operators().find((one) => one.person === ana)?.state === "wrap-up");
  expect(h.sound.open.size).toBe(0);
});
