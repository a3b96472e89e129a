import { expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import { act, ana, ben, consulting, dialled, DIRECTORY, ends, firstOf, freshGround, ground, house, patched, stateOf, talking, type House } from "./calls-under-test.ts";

/** An operator rings somebody for the caller. */
freshGround();

const [lee, ward, dispatch] = DIRECTORY;
const logOf = (call: CallId) => ground.base.asOwner<{ kind: string; detail: string | null }>("select kind, detail from calls.call_event where call_id = $1 and (kind like 'dial%' or kind in ('join', 'leave', 'voicemail-suspected')) order by number", [call]);
const last = (h: House) => h.telephony.rung.at(-1)!;

test("[C31] the operator rings a doctor of the practice: the caller hears the tone, then operator and doctor hear each other", async () => {
  const h = house();
  const { caller, operator, second, call } = await consulting(h);
  expect(last(h).asked).toMatchObject({ to: lee.number, purpose: "patch", ringSecondsMax: 30 });
  expect(h.sound.hears(caller)).toBe("hold");
  expect(h.sound.hears(operator)).toBe(`bridge ${second}`);
  await expect.poll(() => logOf(call)).toEqual([{ kind: "dial", detail: `clinician ${lee.id}` }, { kind: "dial-ringing", detail: "1" }, { kind: "dial-answered", detail: "1" }]);
});

test("[C38] while it rings the operator hears the ringing, then what the network says, then the doctor; refused, they hear nothing", async () => {
  const h = house();
  const { call } = await dialled(h);
  const { caller, operator } = ends(h);
  expect(h.sound.hears(operator)).toBeUndefined();
  last(h).ring();
  await h.settled(() => h.sound.hears(operator) === "ringing");
  expect(h.sound.hears(caller)).toBe("hold");
  await last(h).announce();
  await h.settled(() => h.sound.hears(operator) === `bridge ${ends(h).second}`);
  last(h).end({ why: "busy" });
  await h.settled(() => stateOf(h, call).others.length === 0);
  expect(h.sound.hears(operator)).toBeUndefined();
  expect(h.sound.hears(caller)).toBe("hold");
});

test("[C31] whoever is rung is shown the number of the practice that the caller dialled", async () => {
  const h = house();
  await dialled(h);
  expect(last(h).asked.from).toBe("+12125550100");
});

test("[C31] only an entry of the call's own practice is rung, and only by the operator who has the call", async () => {
  const h = house();
  const { call } = await talking(h);
  expect(await h.calls.dial(h.operator(ana), { call, entry: "00000000-0000-7000-8000-0000000000ff" })).toMatchObject({ refusal: { code: "calls.noSuchEntry" } });
  expect(await h.calls.dial(h.operator(ben), { call, entry: ward.id })).toMatchObject({ refusal: { code: "calls.notYours" } });
  expect(h.telephony.rung).toEqual([]);
  expect(stateOf(h, call).phase).toBe("talking");
});

test("[C31] a place's own emergency centre passes every limit, a hospital does not", async () => {
  const h = house();
  const { call } = await dialled(h, dispatch.id);
  expect(last(h).asked).toMatchObject({ to: dispatch.number, purpose: "emergency" });
  await act(h, call, "resume");
  expect(await h.calls.dial(h.operator(ana), { call, entry: ward.id })).toMatchObject({ ok: true });
  await h.settled(() => h.telephony.rung.length === 2);
  expect(last(h).asked.purpose).toBe("directory");
});

test.each(["busy", "declined", "no-answer", "no-such-number", "trunk-fault", "challenged-for-ever", "refused-by-limit"] as const)("[C32] %s: the operator sees it, the log has it, and one key is back with the caller", async (why) => {
  const h = house();
  const { call } = await dialled(h);
  last(h).end({ why });
  await h.settled(() => stateOf(h, call).others.length === 0);
  expect(stateOf(h, call)).toMatchObject({ phase: "held", otherFailed: { why, target: { label: lee.label } } });
  const { caller, operator } = ends(h);
  expect(h.sound.hears(caller)).toBe("hold");
  await act(h, call, "resume");
  expect(h.sound.hears(caller)).toBe(`bridge ${operator}`);
  await expect.poll(() => logOf(call)).toContainEqual({ kind: "dial-failed", detail: `1 ${why}` });
});

test.each(["session-expired", "transport-lost", "failed"] as const)("[C32] answered and vanished (%s): the operator sees that the connection broke, the log has it, and in a patch the caller is with them at once", async (why) => {
  const h = house();
  const { call, caller, operator } = await patched(h);
  last(h).end({ why });
  await h.settled(() => stateOf(h, call).phase === "talking");
  expect(stateOf(h, call)).toMatchObject({ others: [], otherFailed: { why: "lost" } });
  expect(h.sound.hears(caller)).toBe(`bridge ${operator}`);
  await expect.poll(() => logOf(call)).toContainEqual({ kind: "dial-ended", detail: "1 lost" });
});

test("[C32] a trunk answers and there is no sound in common: nobody is joined to silence, the operator sees it, and the leg is hung up", async () => {
  const h = house();
  const { call } = await dialled(h);
  h.sound.deafTo = "v=0 of nobody";
  await last(h).pickUp("v=0 of nobody");
  await h.settled(() => stateOf(h, call).others.length === 0);
  expect(stateOf(h, call)).toMatchObject({ phase: "held", otherFailed: { why: "lost" } });
  expect(last(h).leg.state).toBe("ended");
});

test("[C32] the key that leads back gives up a number that rings, and its answer a moment later joins nobody", async () => {
  const h = house();
  const { call } = await dialled(h);
  last(h).ring();
  await act(h, call, "resume");
  expect(last(h).leg.state).toBe("ended");
  await last(h).pickUp().catch(() => undefined);
  await h.calls.settled();
  const { caller, operator } = ends(h);
  expect(h.sound.hears(caller)).toBe(`bridge ${operator}`);
  expect([...h.sound.open].filter((id) => id.startsWith("phone"))).toEqual([caller]);
});

test("[C32] a mailbox answers: the operator says so, it is hung up on, and the caller never heard it", async () => {
  const h = house();
  const { call, caller, second } = await consulting(h);
  await act(h, call, "voicemail-suspected");
  expect(last(h).leg.state).toBe("ended");
  expect(h.sound.open.has(second)).toBe(false);
  expect(stateOf(h, call)).toMatchObject({ phase: "held", otherFailed: { why: "voicemail-suspected" } });
  expect(h.sound.hears(caller)).toBe("hold");
});

test("[C33] joined and left: caller and doctor talk, the operator takes the next call, and has the message to finish afterwards", async () => {
  const h = house();
  const { call, caller, second, operator, phone } = await patched(h);
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
  await act(h, call, "leave");
  expect(h.sound.open.has(operator)).toBe(false);
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
  expect(h.calls.operators().find((one) => one.person === ana)).toMatchObject({ state: "ready" });
  h.ring();
  await h.settled(() => h.offers.length === 2);
  phone.hangUp();
  await h.settled(() => stateOf(h, call).phase === "wrap-up");
  expect(stateOf(h, call)).toMatchObject({ operator: ana, endedHow: "remote-hangup" });
  expect(last(h).leg.state).toBe("ended");
  expect(await logOf(call)).toEqual(expect.arrayContaining([{ kind: "join", detail: null }, { kind: "leave", detail: null }]));
});

test("[C33] the doctor hangs up after the operator left: the caller is told, waits with a sound, and is first in the queue", async () => {
  const h = house();
  const { call, caller } = await patched(h);
  await act(h, call, "leave");
  await h.calls.setOperatorState(h.operator(ana), { state: "break" });
  last(h).end({ why: "remote-hangup" });
  await h.settled(() => stateOf(h, call).phase === "waiting");
  expect(stateOf(h, call)).toMatchObject({ returned: true, operator: null });
  expect(h.sound.hears(caller)).toBe("other-gone");
  h.sound.finish(caller);
  await h.settled(() => h.sound.hears(caller) === "hold");
});

test("[C33] the doctor hangs up while the operator stands by: caller and operator hear each other at once", async () => {
  const h = house();
  const { call, caller, operator } = await patched(h);
  last(h).end({ why: "remote-hangup" });
  await h.settled(() => stateOf(h, call).phase === "talking");
  expect(h.sound.hears(caller)).toBe(`bridge ${operator}`);
});

test("[C33] the operator's browser is gone in a patch: caller and doctor go on, and nobody is put back into the queue", async () => {
  const h = house();
  const { call, caller, second, operator } = await patched(h);
  h.sound.tell({ kind: "gone", endpoint: operator });
  await h.settled(() => stateOf(h, call).operator === null);
  expect(stateOf(h, call).phase).toBe("joined");
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
});

test("[C34] the caller hangs up while a number rings: it is given up, and the operator has what they typed", async () => {
  const h = house();
  const { call, phone } = await dialled(h);
  last(h).ring();
  phone.hangUp();
  await h.settled(() => stateOf(h, call).phase === "wrap-up");
  expect(last(h).leg.state).toBe("ended");
  expect([...h.sound.open]).toEqual([]);
});

test("[C34] [C39] a doctor of whom nothing has come for 30 seconds is asked, and the log says that no sound came; one who is not there any more gives the caller back to the operator", async () => {
  const h = house();
  const { call, caller, second, operator } = await patched(h);
  for (const seconds of [10, 20, 30]) h.sound.tell({ kind: "silent", endpoint: second, seconds });
  await h.calls.settled();
  expect([last(h).probes, stateOf(h, call).phase]).toEqual([1, "joined"]);
  await expect.poll(async () => (await logOf(call)).filter(({ kind }) => kind === "dial-silent")).toEqual([{ kind: "dial-silent", detail: "1" }]);
  last(h).end({ why: "failed" });
  await h.settled(() => stateOf(h, call).phase === "talking");
  expect(h.sound.hears(caller)).toBe(`bridge ${operator}`);
});

test("[C10] the media process dies under a patch: both legs are built again, and caller and doctor hear each other", async () => {
  const h = house();
  const { call, caller, second } = await patched(h);
  h.sound.deaf(caller, second);
  for (const endpoint of [caller, second]) h.sound.tell({ kind: "lost", endpoint });
  await h.settled(() => h.sound.hears(caller) === `bridge ${second}`);
  expect(stateOf(h, call).phase).toBe("joined");
});

test("[C9] what caller and doctor say to each other is on no recording while the doctor has not heard the notice whole", async () => {
  const h = house({ recording: true });
  await h.ready(ana);
  h.ring();
  await h.settled(() => [...h.sound.open].some((id) => h.sound.hears(id) === "recording-notice"));
  h.sound.finish([...h.sound.open][0]!);
  const call = h.offers[0]![0];
  await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" });
  await h.calls.settled();
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  h.sound.speak(caller, 2);
  expect(await h.calls.dial(h.operator(ana), { call, entry: lee.id })).toMatchObject({ ok: true });
  await h.settled(() => h.telephony.rung.length > 0);
  await last(h).pickUp();
  await h.settled(() => firstOf(h, call)?.stage === "consulting");
  await act(h, call, "join");
  await act(h, call, "join");
  h.sound.speak(caller, 9);
  const seconds = () => ground.base.asOwner<{ seconds: number | null }>("select seconds from calls.recording where call_id = $1 and kind = 'caller' order by started_at", [call]);
  await expect.poll(seconds).toEqual([{ seconds: 2 }]);
  await act(h, call, "resume");
  h.sound.speak(caller, 3);
  await act(h, call, "end");
  await expect.poll(seconds).toEqual([{ seconds: 2 }, { seconds: 3 }]);
});
