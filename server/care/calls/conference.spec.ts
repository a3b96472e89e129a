import { expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import { act, ana, answers, ben, conferring, DIRECTORY, ends, freshGround, ground, house, patched, rings, stateOf, talking, type House } from "./calls-under-test.ts";

/** Several people on one call, and callers who are set aside. */
freshGround();

const interpreter = DIRECTORY[3];
const inRoom = (h: House, end: string): string[] => (h.sound.hears(end) ?? "").split(" ").slice(1).toSorted();
const without = (all: readonly string[], one: string): string[] => all.filter((end) => end !== one).toSorted();
const kinds = async (call: CallId) => (await ground.base.asOwner<{ kind: string }>("select kind from calls.call_event where call_id = $1 order by number", [call])).map(({ kind }) => kind);

test("[C36] caller, doctor, interpreter and operator hear each other; while the interpreter was rung, caller and doctor talked on", async () => {
  const h = house();
  const { call, caller, second, operator } = await patched(h);
  await rings(h, call, interpreter.id);
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
  await answers(h, call);
  const third = ends(h).second;
  expect(h.sound.hears(operator)).toBe(`bridge ${third}`);
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
  await act(h, call, "join");
  const all = [caller, second, third, operator];
  for (const end of all) expect(inRoom(h, end)).toEqual(without(all, end));
  await expect.poll(async () => (await kinds(call)).filter((kind) => kind === "join" || kind.startsWith("dial"))).toEqual(["dial", "dial-ringing", "dial-answered", "join", "dial", "dial-ringing", "dial-answered", "join"]);
});

test("[C36] the operator steps out: the three go on without them, and they hear nothing; in again, all four do", async () => {
  const h = house();
  const { call, caller, second, third, operator } = await conferring(h);
  await act(h, call, "step-out");
  expect(inRoom(h, caller)).toEqual([second, third].toSorted());
  expect(h.sound.hears(operator)).toBeUndefined();
  await act(h, call, "step-in");
  expect(inRoom(h, caller)).toEqual([second, third, operator].toSorted());
});

test("[C36] an interpreter joined alone: operator, interpreter and caller are three, and the operator cannot leave them", async () => {
  const h = house();
  const { call, caller, second, operator } = await patched(h, interpreter.id);
  expect(inRoom(h, caller)).toEqual([second, operator].toSorted());
  expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "leave" } })).toMatchObject({ refusal: { code: "calls.interpreterAlone" } });
});

test("[C37] the operator leaves the conference and is free; of the three the interpreter hangs up, and caller and doctor go on", async () => {
  const h = house();
  const { call, caller, second, operator } = await conferring(h);
  await act(h, call, "leave");
  expect(h.sound.open.has(operator)).toBe(false);
  expect(h.calls.operators().find((one) => one.person === ana)).toMatchObject({ state: "ready" });
  h.telephony.rung[1]!.end({ why: "remote-hangup" });
  await h.settled(() => stateOf(h, call).others.length === 1);
  expect(h.sound.hears(caller)).toBe(`bridge ${second}`);
});

test("[C37] the operator hangs up on the interpreter: the others go on, and a second press of the same changes nothing", async () => {
  const h = house();
  const { call, caller, second, third, operator } = await conferring(h);
  expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "let-go", leg: 2 } })).toMatchObject({ ok: true });
  await h.calls.settled();
  expect(h.sound.open.has(third)).toBe(false);
  expect(inRoom(h, caller)).toEqual([second, operator].toSorted());
  expect(await h.calls.handle(h.operator(ana), { call, act: { kind: "let-go", leg: 2 } })).toMatchObject({ ok: true });
});

test("[C37] the caller hangs up: doctor and interpreter are hung up on, nothing sounds any more, and the operator finishes the message", async () => {
  const h = house();
  const { call, phone } = await conferring(h);
  await act(h, call, "leave");
  phone.hangUp();
  await h.settled(() => stateOf(h, call).phase === "wrap-up");
  expect(h.telephony.rung.map(({ leg }) => leg.state)).toEqual(["ended", "ended"]);
  expect([...h.sound.open]).toEqual([]);
});

test("[C10] the media process dies under a conference: every leg is built again, and all who were in it are", async () => {
  const h = house();
  const { call, caller, second, third, operator } = await conferring(h);
  h.sound.deaf(caller, second, third, operator);
  for (const endpoint of [caller, second, third, operator]) h.sound.tell({ kind: "lost", endpoint });
  await h.settled(() => inRoom(h, caller).length === 2);
  expect(h.lost).toEqual([call]);
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" })).toMatchObject({ ok: true });
  await h.calls.settled();
  expect(inRoom(h, caller)).toEqual([second, third, ends(h).operator].toSorted());
});

async function parked(h: House) {
  const talk = await talking(h);
  const { caller } = ends(h);
  await act(h, talk.call, "park");
  return { ...talk, caller };
}

test("[C41] a parked caller hears the tone, their operator is free, and another takes them by answering", async () => {
  const h = house();
  const { call, caller } = await parked(h);
  expect(h.sound.hears(caller)).toBe("hold");
  expect(h.calls.operators().find((one) => one.person === ana)).toMatchObject({ state: "ready" });
  await h.ready(ben);
  expect(await h.calls.answer(h.operator(ben), { call, sdp: "v=0 offer" })).toMatchObject({ ok: true });
  await h.calls.settled();
  expect(stateOf(h, call)).toMatchObject({ phase: "talking", operator: ben });
  expect(h.sound.hears(caller)).toBe(`bridge ${ends(h).operator}`);
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" })).toMatchObject({ refusal: { code: "calls.answeredByAnother" } });
  await expect.poll(() => kinds(call)).toEqual(expect.arrayContaining(["park", "answer"]));
});

test("[C41] an operator with somebody on the line takes no parked caller", async () => {
  const h = house();
  const { call } = await parked(h);
  h.ring();
  await h.settled(() => h.offers.length === 2);
  expect(await h.calls.answer(h.operator(ana), { call: h.offers[1]![0], sdp: "v=0 offer" })).toMatchObject({ ok: true });
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" })).toMatchObject({ refusal: { code: "calls.onACall" } });
  expect(stateOf(h, call).phase).toBe("parked");
});

test("[C42] the desks are reminded of a parked caller at one and two minutes; at three they ring again before all others, and the office is told", async () => {
  const h = house();
  const { call, caller } = await parked(h);
  h.wait(60);
  h.wait(60);
  expect(stateOf(h, call)).toMatchObject({ phase: "parked", holdSteps: 2 });
  h.wait(60);
  await h.settled(() => h.facts.includes("call.parked-long"));
  expect(stateOf(h, call)).toMatchObject({ phase: "waiting", returned: true, offeredTo: ana });
  expect(h.sound.hears(caller)).toBe("hold");
});
