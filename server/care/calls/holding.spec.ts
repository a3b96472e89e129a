import { expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import { ana, freshGround, ground, house, talking, type House } from "./calls-under-test.ts";

/** A caller on hold whose operator does not come back. */
freshGround();

const stateOf = (h: House, call: CallId) => h.calls.live().find((one) => one.id === call)!.state;
const logOf = (call: CallId) => ground.base.asOwner<{ detail: string; operator: string }>("select detail, operator from calls.call_event where call_id = $1 and kind = 'hold-lasts' order by number", [call]);
const soundArrives = (h: House): void => h.sound.tell({ kind: "connected", endpoint: [...h.sound.open].findLast((id) => id.startsWith("browser"))! });
async function held(h: House) {
  const talk = await talking(h);
  soundArrives(h);
  expect(await h.calls.handle(h.operator(ana), { call: talk.call, act: { kind: "hold" } })).toMatchObject({ ok: true });
  await h.calls.settled();
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  return { ...talk, caller };
}

test("[C20] an operator who does not come back is reminded at one and two minutes, the office is told at five, and the caller is kept", async () => {
  const h = house();
  const { phone, call, caller } = await held(h);
  h.wait(59);
  expect(stateOf(h, call).holdSteps).toBe(0);
  h.wait(1);
  expect(stateOf(h, call).holdSteps).toBe(1);
  h.wait(60);
  expect(stateOf(h, call).holdSteps).toBe(2);
  expect(h.facts).toEqual([]);
  h.wait(180);
  expect(stateOf(h, call)).toMatchObject({ holdSteps: 3, phase: "held", operator: ana });
  for (let hours = 0; hours < 3; hours++) h.wait(3600);
  await expect.poll(() => logOf(call)).toEqual([60, 120, 300].map((seconds) => ({ detail: `after ${seconds} s`, operator: ana })));
  expect(h.facts).toEqual(["call.held-long"]);
  expect(phone.saw).not.toContain("hung up");
  expect(h.sound.hears(caller)).toBe("hold");
  expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "resume" } })).toMatchObject({ ok: true });
  await h.settled(() => h.sound.hears(caller)?.startsWith("bridge browser") === true);
});

test("[C20] a page that is loaded anew does not begin the hold's clock anew", async () => {
  const h = house();
  const { call } = await held(h);
  h.wait(50);
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await h.calls.settled();
  soundArrives(h);
  h.wait(10);
  expect(stateOf(h, call)).toMatchObject({ phase: "held", holdSteps: 1 });
});

test("[C20] a media process that dies during the hold does not begin its clock anew", async () => {
  const h = house();
  const { call, caller } = await held(h);
  h.wait(50);
  h.sound.tell({ kind: "lost", endpoint: caller });
  await h.settled(() => h.lost.includes(call));
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await h.calls.settled();
  soundArrives(h);
  h.wait(10);
  expect(stateOf(h, call).holdSteps).toBe(1);
});

test("[C21] the database away when the office should be told: it is told when the database is back, once", async () => {
  let away = true;
  const h = house({ factFails: () => away });
  const { call } = await held(h);
  for (const seconds of [60, 60, 180]) h.wait(seconds);
  expect(stateOf(h, call).holdSteps).toBe(3);
  expect(h.facts).toEqual([]);
  away = false;
  await expect.poll(() => h.facts).toEqual(["call.held-long"]);
  expect(await logOf(call)).toHaveLength(3);
});

test("[C21] after a restart the reminders of a hold stand in the log, and its operator has the cut-off call to finish and is reminded of no hold", async () => {
  const h = house();
  const { call } = await held(h);
  for (const seconds of [60, 60, 180]) h.wait(seconds);
  await expect.poll(() => logOf(call)).toHaveLength(3);
  const after = house({ world: h.world });
  expect(await after.calls.recover()).toMatchObject({ wrapUp: 1, callBack: 0 });
  for (let minute = 0; minute < 10; minute++) after.wait(60);
  await after.calls.settled();
  expect(stateOf(after, call)).toMatchObject({ phase: "wrap-up", operator: ana });
  expect(await logOf(call)).toHaveLength(3);
  expect(h.facts).toEqual(["call.held-long"]);
  expect(after.facts).not.toContain("call.held-long");
});
