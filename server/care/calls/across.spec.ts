import { expect, test } from "vitest";
import type { Db } from "../../foundation/db/db.ts";
import { keptToGoOn, pair } from "./across-under-test.ts";
import { ana, ben, freshGround, ground, house, talking, type House } from "./calls-under-test.ts";

freshGround();

const stateOf = (h: House, person: string): string | undefined => h.calls.operators().find((one) => one.person === person)?.state;
const phaseAt = (h: House): string | undefined => h.calls.live()[0]?.state.phase;

test("[C80] a caller who rings at one node is offered to the operator whose desk is at the other, and stands on every desk", async () => {
  const { a, b, until } = await pair();
  await a.ready(ana);
  await until(() => stateOf(b, ana) === "ready");
  b.ring();
  await until(() => b.offers.length > 0);
  expect(b.offers[0]![1]).toBe(ana); // Told by the node that has the call; the frame crosses to where the desk is.
  await until(() => stateOf(a, ana) === "ringing" && stateOf(b, ana) === "ringing");
  expect([a.calls.live().length, a.calls.nodeOfCall(b.offers[0]![0]), b.calls.nodeOfCall(b.offers[0]![0]), b.calls.nodeOfDesk(ana), a.calls.nodeOfDesk(ana)]).toEqual([1, "b", null, "a", null]);
  expect(await b.calls.answer(b.operator(ana), { call: b.offers[0]![0], sdp: "v=0 offer" })).toMatchObject({ ok: true });
  await until(() => stateOf(a, ana) === "on-a-call");
});

test("[C80] of callers at two nodes the one who waits longest is offered first, and the operator who is free the longest is rung first", async () => {
  const { a, b, until } = await pair();
  b.ring();
  await until(() => a.calls.live().length === 1);
  a.wait(1);
  a.ring();
  await until(() => b.calls.live().length === 2);
  await a.ready(ana);
  await until(() => b.offers.length > 0);
  expect([a.offers.length, b.offers[0]![1]]).toEqual([0, ana]);
  a.wait(1);
  await b.ready(ben);
  await until(() => a.offers.length > 0);
  expect(a.offers[0]![1]).toBe(ben);
});

test("[C81] two callers at two nodes in one moment: one operator rings for one of them, and for the other when they are free again", async () => {
  const { a, b, until } = await pair();
  await a.ready(ana);
  await until(() => stateOf(b, ana) === "ready");
  a.ring();
  b.ring();
  await until(() => a.calls.live().length === 2 && b.calls.live().length === 2 && a.offers.length + b.offers.length === 1);
  expect(a.calls.live().filter(({ state }) => state.offeredTo === ana)).toHaveLength(1);
  const [first, second] = a.offers.length > 0 ? [a, b] : [b, a];
  const call = first.offers[0]![0];
  await first.calls.answer(first.operator(ana), { call, sdp: "v=0 offer" });
  await first.calls.handle(first.operator(ana), { call, act: { kind: "end" } });
  await first.calls.handle(first.operator(ana), { call, act: { kind: "finish", reason: "hung-up" } });
  a.wait(3);
  await until(() => second.offers.length === 1);
});

test("[C81] without a line to each other both nodes go on with their own callers and desks", async () => {
  const { link, a, b, until } = await pair();
  await a.ready(ana);
  await until(() => stateOf(b, ana) === "ready");
  link.cut("b");
  a.ring();
  await until(() => a.offers.length === 1);
  expect(a.offers[0]![1]).toBe(ana);
});

test("[C14] [C81] an operator who lets calls of the other node ring out is away there too", async () => {
  const { a, b, until } = await pair();
  await a.ready(ana);
  await until(() => stateOf(b, ana) === "ready");
  b.ring();
  for (const offers of [1, 2]) {
    await until(() => b.offers.length === offers);
    b.wait(21);
  }
  await until(() => stateOf(a, ana) === "away" && stateOf(b, ana) === "away");
});

test("[C83] a node dies: its waiting caller hears the tone at the other one and is first in the queue, with what was known of them", async () => {
  const { link, a, b, wires: { takenUp }, until } = await pair();
  b.ring();
  await until(() => phaseAt(a) === "waiting");
  await keptToGoOn();
  link.cut("b");
  expect(await a.calls.inherit("b")).toEqual({ carried: 1, wrapUp: 0, callBack: 0, cut: 0 });
  await a.calls.settled();
  expect([takenUp[0]!.saw, a.sound.played.at(-1)]).toEqual([["offered v=0"], "hold"]);
  const [call] = a.calls.live();
  expect([call!.state.phase, call!.state.returned, call!.callerNumber === null]).toEqual(["waiting", true, false]);
  await a.ready(ben);
  await expect.poll(() => a.offers.length).toBe(1);
  expect(await a.calls.answer(a.operator(ben), { call: call!.id, sdp: "v=0 offer" })).toMatchObject({ ok: true });
  await a.calls.handle(a.operator(ben), { call: call!.id, act: { kind: "end" } });
  expect(takenUp[0]!.saw.at(-1)).toBe("hung up");
  await a.calls.handle(a.operator(ben), { call: call!.id, act: { kind: "finish", reason: "hung-up" } });
  await a.calls.settled();
  expect(await ground.base.asOwner("select 1 from foundation.placed")).toEqual([]); // Over, and nobody's any more.
});

test("[C83] [C84] [C89] an operator who talked goes on talking: their browser is asked for sound, and again when their desk opens at the other node; the caller follows when it is there", async () => {
  const { link, a, b, wires: { takenUp }, until } = await pair();
  await b.ready(ana);
  b.ring();
  await until(() => b.offers.length === 1);
  const call = b.offers[0]![0];
  await b.calls.answer(b.operator(ana), { call, sdp: "v=0 offer" });
  await until(() => phaseAt(a) === "talking");
  await keptToGoOn();
  link.cut("b");
  await a.calls.inherit("b");
  await a.calls.settled();
  expect([phaseAt(a), a.lost, stateOf(a, ana)]).toEqual(["talking", [call], "on-a-call"]);
  a.calls.deskOpened(ana);
  expect(a.lost).toEqual([call, call]);
  expect(await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await a.calls.settled();
  expect(a.sound.open.size).toBe(2); // The caller's end, and the operator's.
  const [caller, operator] = [...a.sound.open];
  expect([a.sound.hears(caller!), takenUp[0]!.saw]).toEqual([`bridge ${operator}`, []]); // [C89] They are together here before the caller is asked.
  a.sound.tell({ kind: "connected", endpoint: operator! });
  await expect.poll(() => takenUp[0]!.saw).toEqual(["offered v=0"]);
  a.calls.deskOpened(ana);
  expect(a.lost).toHaveLength(2); // There is sound: nobody is asked again.
});

test("[C83] [F31] whichever question the database leaves unanswered while an heir takes a caller up, they are taken up at the next look", async () => {
  const never = Number.POSITIVE_INFINITY;
  let fails = never;
  const transaction: Db["transaction"] = (scope, work) => (--fails === 0 ? Promise.reject(new Error("the connection is lost")) : ground.base.db.transaction(scope, work));
  const { a, b, until, wires: { takenUp } } = await pair({ account: { recording: true, db: { ...ground.base.db, transaction } } });
  for (let asked = 1, whole = false; !whole; asked++) {
    const before = a.calls.live().length;
    b.ring();
    await until(() => a.calls.live().length === before + 1);
    await keptToGoOn();
    fails = asked;
    whole = await a.calls.inherit("b").then(() => true, () => false);
    whole &&= fails > 0;
    fails = never;
    if (!whole) await a.calls.inherit("b");
    await a.calls.settled();
    expect([asked, a.calls.live().filter(({ id }) => a.calls.nodeOfCall(id) === null).length]).toEqual([asked, before + 1]);
    expect([asked, takenUp.length]).toEqual([asked, before + 1]); // One leg for each: two of one dialog would end the call in time.
  }
});

test("[C83] a caller who is gone when the heir speaks to them ends as any caller does, and who was never spoken to is rung back", async () => {
  const { link, a, b, until } = await pair({ takes: false });
  b.ring();
  await until(() => phaseAt(a) === "waiting");
  await keptToGoOn();
  link.cut("b");
  await a.calls.inherit("b");
  await a.settled(() => a.facts.includes("call.abandoned"));
  expect(a.calls.live()).toEqual([]);
});

test("[C85] a node that starts leaves alone what another one has, and an heir takes only what the dead one had", async () => {
  const { link, a, b, until } = await pair();
  await a.ready(ana);
  a.ring();
  await until(() => a.offers.length === 1);
  await a.calls.answer(a.operator(ana), { call: a.offers[0]![0], sdp: "v=0 offer" });
  b.ring();
  await until(() => b.calls.live().length === 2);
  const c = house({ world: a.world, nodes: link.node("c") });
  expect(await c.calls.recover()).toEqual({ wrapUp: 0, callBack: 0, cut: 0 });
  expect(await c.calls.inherit("d")).toMatchObject({ carried: 0, wrapUp: 0, callBack: 0 });
  expect(a.calls.live().map(({ state }) => state.phase).toSorted()).toEqual(["talking", "waiting"]);
});

test("[C64] a supervisor who is signed out at one node hears nothing more of a call that another node has", async () => {
  const { a, b, link } = await pair();
  const { call } = await talking(b);
  expect(await b.calls.listen(b.operator(ben), { call, sdp: "v=0 offer" })).toMatchObject({ ok: true });
  a.calls.endListening(ben);
  await link.settled();
  expect(b.calls.live().find(({ id }) => id === call)?.listener).toBeNull();
  await b.calls.settled();
  expect(b.audited.map(({ action, verdict }) => `${action} ${verdict}`)).toContain("call.listen-end signed-out");
});
