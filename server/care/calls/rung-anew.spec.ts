import { expect, test } from "vitest";
import { keptToGoOn, pair, type Pair } from "./across-under-test.ts";
import { act, ana, ben, dialled, DIRECTORY, freshGround, ground, NUMBER, stateOf, talking, type House } from "./calls-under-test.ts";
import { LINE, OFFICE, PARTNER, toOffice, toPartner } from "./outside-under-test.ts";

/** Calls whose node dies while somebody rings or waits. */
freshGround();

const callerAt = (h: House): string => [...h.sound.open].find((id) => id.startsWith("phone"))!;

const seenAt = (h: House): string => JSON.stringify(h.calls.live().toSorted((one, other) => one.id.localeCompare(other.id)).map(({ state }) => state));

/** Node b dies while this many of those it rings ring. */
async function inherits({ link, a, b, wires, until }: Pair, ringing: number): Promise<void> {
  await expect.poll(() => wires.ringing()).toBe(ringing);
  await keptToGoOn();
  await b.calls.settled();
  await until(() => seenAt(a) === seenAt(b));
  link.cut("b");
  await a.calls.inherit("b");
  await a.calls.settled();
}

test("[C115] a clinician who was being rung for a caller when the node died is rung anew by the heir at once; the caller holds, and they talk as ever", async () => {
  const each = await pair();
  const { call } = await dialled(each.b);
  each.b.telephony.rung[0]!.ring();
  await inherits(each, 1);
  const { a, wires } = each;
  expect([wires.calledOff, stateOf(a, call).phase, a.sound.hears(callerAt(a)), a.lost]).toEqual([[1], "held", "hold", [call]]);
  expect(a.telephony.rung.map(({ asked }) => asked)).toMatchObject([{ to: DIRECTORY[0].number, from: LINE, purpose: "patch" }]);
  expect(a.ofItself).toContain("call.dial");
  await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" });
  await a.telephony.rung[0]!.pickUp();
  await a.settled(() => stateOf(a, call).others[0]?.stage === "consulting");
  await act(a, call, "join");
  expect(a.sound.hears(callerAt(a))).toMatch(/^bridge phone/);
});

test("[C115] the operator who goes back to the caller gives up the ringing at the heir too, and one who is rung in vain there is told as ever", async () => {
  const each = await pair();
  const { call } = await dialled(each.b);
  each.b.telephony.rung[0]!.ring();
  await inherits(each, 1);
  const { a } = each;
  await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" });
  a.telephony.rung[0]!.end({ why: "no-answer" });
  await a.settled(() => stateOf(a, call).otherFailed?.why === "no-answer");
  expect(await a.calls.dial(a.operator(ana), { call, entry: DIRECTORY[1].id })).toMatchObject({ ok: true });
  await a.settled(() => a.telephony.rung.length === 2);
  await act(a, call, "resume");
  expect([a.telephony.rung[1]!.leg.state, stateOf(a, call).phase]).toEqual(["ended", "talking"]);
});

test("[C115] a number that cannot be looked up any more is shown to the operator as a line that was lost", async () => {
  const each = await pair();
  const { call } = await dialled(each.b);
  each.b.telephony.rung[0]!.ring();
  each.a.directory.splice(0);
  await inherits(each, 1);
  const { a } = each;
  expect([stateOf(a, call).others, stateOf(a, call).otherFailed?.why, a.telephony.rung]).toEqual([[], "lost", []]);
});

test("[C115] 911 that was ringing for a caller is dialled anew by the heir, and stands on the desks as a call of its own", async () => {
  const each = await pair();
  const { call } = await talking(each.b);
  expect(await each.b.calls.help.dial(each.b.operator(ana), { call, workstation: undefined })).toMatchObject({ ok: true });
  await each.b.settled(() => each.b.telephony.rung.length === 1);
  each.b.telephony.rung[0]!.ring();
  await inherits(each, 1);
  const { a } = each;
  expect(a.telephony.rung.map(({ asked }) => [asked.to, asked.purpose])).toEqual([["911", "emergency"]]);
  expect(a.calls.help.list().map(({ stage, person }) => [stage, person]).toSorted()).toEqual([["calling", ana], ["over", ana]]);
});

test("[C115] a practice's office that was ringing for its caller is rung anew, and the caller goes on hearing that it rings", async () => {
  const each = await pair({ account: { reception: toOffice, open: true } });
  const { a, b } = each;
  b.telephony.ring(LINE, { number: NUMBER });
  await b.settled(() => b.sound.open.size > 0 && b.sound.hears(callerAt(b)) === "office-ringing");
  b.wait(1);
  await b.settled(() => b.telephony.rung.length === 1);
  b.telephony.rung[0]!.ring();
  await inherits(each, 1);
  expect([a.telephony.rung.map(({ asked }) => [asked.to, asked.from]), a.sound.hears(callerAt(a)), each.wires.calledOff]).toEqual([[[OFFICE, LINE]], "ringing", [1]]);
  await a.telephony.rung[0]!.pickUp();
  await a.settled(() => a.sound.hears(callerAt(a))?.startsWith("bridge phone") === true);
});

test("[C115] a partner service that was ringing is rung anew while its caller keeps their place in line", async () => {
  const each = await pair({ account: { reception: toPartner, open: true } });
  const { a, b } = each;
  b.telephony.ring(LINE, { number: NUMBER });
  await b.settled(() => b.sound.open.size > 0 && b.sound.hears(callerAt(b)) !== undefined);
  b.wait(6);
  await b.settled(() => b.telephony.rung.length === 1);
  b.telephony.rung[0]!.ring();
  await inherits(each, 1);
  expect([a.telephony.rung.map(({ asked }) => asked.to), a.calls.live()[0]?.state.phase]).toEqual([[PARTNER], "waiting"]);
  a.telephony.rung[0]!.end({ why: "busy" });
  await a.settled(() => a.sound.played.includes("partner-unreached"));
  await a.ready(ana);
  await a.settled(() => a.offers.length === 1);
});

test("[C116] callers who waited at a dead node stand at its heir in the order in which they came, an urgent one in front of them as before, and have waited as long as before", async () => {
  const each = await pair();
  const { a, b } = each;
  await b.ready(ana); // Somebody is at work, so nobody is led to the recorder.
  await talking(b);
  b.sound.tell({ kind: "connected", endpoint: [...b.sound.open].find((id) => id.startsWith("browser"))! });
  const came: string[] = [];
  for (const _caller of [1, 2, 3, 4]) {
    b.ring();
    await b.settled(() => b.calls.live().length === came.length + 2);
    came.push(b.calls.live().find(({ id, state }) => state.phase === "waiting" && !came.includes(id))!.id);
    b.wait(7);
  }
  const since = b.calls.live().filter(({ state }) => state.phase === "waiting").map(({ state }) => state.since).toSorted();
  await inherits(each, 0);
  const waiting = a.calls.live().filter(({ state }) => state.phase === "waiting");
  expect(waiting.map(({ state }) => state.since).toSorted()).toEqual(since);
  const offered: string[] = [];
  await a.ready(ben);
  for (const _caller of [1, 2, 3, 4]) {
    await a.settled(() => a.offers.length > offered.length);
    const [call] = a.offers.at(-1)!;
    offered.push(call);
    expect(await a.calls.answer(a.operator(ben), { call, sdp: "v=0 offer" })).toMatchObject({ ok: true });
    await a.calls.handle(a.operator(ben), { call, act: { kind: "end" } });
    await a.calls.handle(a.operator(ben), { call, act: { kind: "finish", reason: "hung-up" } });
  }
  expect(offered).toEqual(came);
  expect(await ground.base.asOwner("select 1 from calls.recording")).toEqual([]);
});
