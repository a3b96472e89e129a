import { afterEach, expect, test } from "vitest";
import { callRoutes, type DeskSnapshot } from "../contract/index.ts";
import type { CallId } from "./foundation/ids.ts";
import { linked, type Nodes } from "./foundation/nodes/index.ts";
import type { Outcome } from "./foundation/refusal.ts";
import { must, testHouse, type TestHouse } from "./testing/house.ts";
import { liveAcross, shareSpending } from "./nodes.ts";
import type { SharedSpending } from "./edge/sip/index.ts";
import { dial, edgeWith, scriptedTrunk, WIDE_CAPS } from "./edge/sip/peers/trunk.ts";
import { fakeWorld } from "./testing/world.ts";
import { memoryKeys } from "./trust/vault/index.ts";

const open: TestHouse[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** Two houses over one database that hear each other. */
async function pair() {
  const [link, world] = [linked(), fakeWorld()];
  const keys = memoryKeys(world);
  const a = await testHouse({ world, keys, nodes: link.node("a") });
  const b = await testHouse({ world, keys, nodes: link.node("b"), base: { ...a.base, drop: async () => undefined } });
  open.push(a, b);
  await link.settled();
  const until = (what: () => boolean): Promise<void> => a.until(async () => {
    b.house.calls.tick();
    await b.settle();
    await link.settled();
    return what();
  });
  return { link, a, b, until };
}

test("[C82] an operator answers, holds and ends at one node a call that another one has; what they say of themselves reaches the node of their desk", async () => {
  const { link, a, b, until } = await pair();
  await a.practice({ name: "Lakeside Pediatrics", number: "+12125550100", onDuty: "Dr Hannah Lee" });
  const ana = await a.person("Ana Ruiz", "operator", null);
  const as = await a.as(ana);
  const act = async (at: TestHouse, route: { method: string; path: string }, { call, body = {} }: { call?: CallId; body?: unknown } = {}): Promise<Outcome<unknown>> => {
    const endpoint = at.house.endpoints.find((each) => each.route.path === route.path && each.route.method === route.method)!;
    return endpoint.handle({ as, locked: false, params: { call }, query: {}, body, wire: { network: "", cookies: {} } } as never);
  };
  a.house.calls.deskOpened(ana);
  await until(() => b.house.calls.nodeOfDesk(ana) === "a");
  must(await act(b, callRoutes.ready, { body: { state: "ready" } })); // Her browser asked the other node.
  await until(() => b.house.calls.operators().some(({ person, state }) => person === ana && state === "ready"));
  const phone = b.telephony.ring("+12125550100", { number: "+12125550142" });
  await until(() => a.house.calls.live()[0]?.state.offeredTo === ana);
  const call = a.house.calls.live()[0]!.id;
  expect(a.house.calls.nodeOfCall(call)).toBe("b");
  expect(must(await act(a, callRoutes.answer, { call, body: { sdp: "v=0 offer" } }))).toMatchObject({ sdp: expect.any(String) });
  must(await act(a, callRoutes.hold, { call }));
  await until(() => a.house.calls.live()[0]?.state.phase === "held");
  expect(await act(a, callRoutes.pass, { call: "00000000-0000-7000-8000-00000000dead" as CallId })).toMatchObject({ ok: false, refusal: { status: 404 } });
  must(await act(a, callRoutes.resume, { call }));
  must(await act(a, callRoutes.end, { call }));
  await until(() => phone.saw.includes("hung up"));
  link.cut("b");
  expect(await act(a, callRoutes.finish, { call, body: { reason: "hung-up" } })).toMatchObject({ ok: false, refusal: { code: "nodes.away", status: 503 } });
});

test("[C114] [K70] 911 from a desk at one node stands at once on a supervisor's desk at the other, with who, from where and how far it is, and with no database between", async () => {
  const { a, b, until } = await pair();
  const [ana, sue] = [await a.person("Ana Ruiz", "operator", null), await a.person("Sue Lim", "supervisor", null)];
  b.openDesks.add(sue);
  b.house.calls.deskOpened(sue);
  must(await b.house.desk.snapshot(await b.as(sue))); // Her desk is open.
  const shown = () => (b.frames.findLast(({ person, frame }) => person === sue && frame.type === "desk")?.frame as { desk: DeskSnapshot } | undefined)?.desk.emergencies?.map(({ operator, number, stage }) => `${operator} ${number} ${stage}`);
  a.house.calls.deskOpened(ana);
  must(await a.house.calls.help.call(await a.as(ana), { number: "911", workstation: undefined, sdp: "v=0 offer" }));
  await until(() => shown()?.[0] === "Ana Ruiz 911 calling");
  a.telephony.rung[0]!.ring();
  await until(() => shown()?.[0] === "Ana Ruiz 911 ringing");
  await a.telephony.rung[0]!.pickUp();
  await until(() => shown()?.[0] === "Ana Ruiz 911 talking");
  expect(must(await b.house.desk.floor(await b.as(sue))).emergencies).toMatchObject([{ operator: "Ana Ruiz", stage: "talking" }]);
  expect(must(await b.house.desk.snapshot(await b.as(ana))).help).toBeUndefined(); // Her own desk is at the other node.
  a.telephony.rung[0]!.end({ why: "remote-hangup" });
  await until(() => shown()?.[0] === "Ana Ruiz 911 over");
});

test("[C114] a node that comes later is told all that stands; when a node dies with a desk's call to 911, it is over at its heir and written down", async () => {
  const [link, world] = [linked(), fakeWorld()];
  const keys = memoryKeys(world);
  const a = await testHouse({ world, keys, nodes: link.node("a") });
  open.push(a);
  const ana = await a.person("Ana Ruiz", "operator", null);
  a.house.calls.deskOpened(ana);
  must(await a.house.calls.help.call(await a.as(ana), { number: "911", workstation: undefined, sdp: "v=0 offer" }));
  await a.settle();
  const b = await testHouse({ world, keys, nodes: link.node("b"), base: { ...a.base, drop: async () => undefined } });
  open.push(b);
  await a.until(async () => (await link.settled(), b.house.calls.help.list()[0]?.stage === "calling"));
  link.cut("a");
  expect(b.house.calls.help.list()[0]?.stage).toBe("calling"); // A line that is cut is no death.
  await b.house.calls.inherit("a");
  expect(b.house.calls.help.list()[0]).toMatchObject({ stage: "over", outcome: "transport-lost" });
  const rows = () => b.base.asOwner<{ outcome: string }>("select outcome from calls.emergency_call");
  await expect.poll(rows).toEqual([{ outcome: "transport-lost" }]);
});

test("[C80] a frame for a person reaches the windows that they have at other nodes, and a desk's own picture does not leave its node", async () => {
  const link = linked();
  const seen: string[] = [];
  const live = (name: string) => ({ toPerson: (person: string, frame: { type: string }) => void seen.push(`${name} ${person} ${frame.type}`), inRoom: () => [] });
  const a = liveAcross(live("a"), link.node("a"));
  liveAcross(live("b"), link.node("b"));
  a.toPerson("ana" as never, { type: "offer" } as never);
  a.toPerson("ana" as never, { type: "desk" } as never);
  await link.settled();
  expect(seen.toSorted()).toEqual(["a ana desk", "a ana offer", "b ana offer"]);
});

test("[F18] two houses that start in one moment, and again, have one of each daily round between them", async () => {
  const { a, b } = await pair();
  const begin = ({ house: { identity, checkin, coverage, dispatch } }: TestHouse): Promise<unknown> => Promise.all([identity.beginSweeping(), checkin.beginForgetting(), coverage.beginRounds(), dispatch.beginDigests()]);
  const rounds = () => a.base.asOwner("select kind, count(*)::int as count, bool_and(single) as single from foundation.due where kind in ('identity.sweep', 'checkin.forget', 'coverage.round', 'digest.round') group by kind order by kind");
  const oneOfEach = ["checkin.forget", "coverage.round", "digest.round", "identity.sweep"].map((kind) => ({ kind, count: 1, single: true }));
  for (const _start of [1, 2, 3]) await Promise.all([a, b].map(begin));
  expect(await rounds()).toEqual(oneOfEach);
  await a.settle(); // Each was done, and asked for the next.
  expect(await rounds()).toEqual(oneOfEach);
});

test("[S93] what one node spends is counted by the other at once, and by one that comes later: the house's last call is refused at whichever node it is placed", async () => {
  const link = linked();
  const trunk = await scriptedTrunk();
  const edges = [] as Awaited<ReturnType<typeof edgeWith>>[];
  const node = async (name: string) => {
    const edge = await edgeWith([trunk], { outbound: { caps: { ...WIDE_CAPS, concurrentMax: 2, callsPerHourMax: 3 } } });
    edges.push(edge);
    shareSpending(edge.sip, link.node(name));
    return edge;
  };
  try {
    const [a, b] = [await node("a"), await node("b")];
    await link.settled();
    const [first, second] = [dial(a), dial(b)];
    await link.settled();
    expect(await dial(b).ended()).toMatchObject({ why: "refused-by-limit", limit: "concurrent" });
    for (const { leg, ended } of [first, second]) {
      leg.hangup();
      await ended();
    }
    await link.settled();
    dial(b).leg.hangup();
    await link.settled();
    const c = await node("c");
    await link.settled();
    for (const each of [a, b, c]) expect(await dial(each).ended()).toMatchObject({ why: "refused-by-limit", limit: "hour" });
  } finally {
    for (const edge of edges) await edge.close();
    trunk.close();
  }
});

/** One node's book, of which only the others' legs are looked at. */
function legsBook() {
  const [others, tellers] = [new Map<string, number>(), [] as ((legs: number) => void)[]];
  const spending: SharedSpending = {
    own: () => [], learn: () => undefined, learnDay: () => undefined, learnLegs: (node, legs) => void others.set(node, legs),
    onSpent: () => undefined, onLegs: (tell) => void tellers.push(tell),
  };
  return { spending, others, moved: (legs: number) => tellers.forEach((tell) => tell(legs)) };
}

test("[S93] a node whose line to another was cut, and that one noticed nothing, counts its calls again when the line is back", async () => {
  const link = linked();
  const lines = { met: [] as ((node: string) => void)[], cut: [] as ((node: string) => void)[] };
  const [a, b] = [legsBook(), legsBook()];
  const here = link.node("a");
  const seen: Nodes = { ...here, onMet: (tell) => (lines.met.push(tell), here.onMet(tell)), onCut: (tell) => (lines.cut.push(tell), here.onCut(tell)) };
  shareSpending(a, seen);
  shareSpending(b, link.node("b"));
  await link.settled();
  b.moved(2);
  await link.settled();
  expect(a.others.get("b")).toBe(2);
  lines.cut.forEach((tell) => tell("b"));
  expect(a.others.get("b")).toBe(0);
  lines.met.forEach((tell) => tell("b"));
  await link.settled();
  expect(a.others.get("b")).toBe(2);
});
