import { expect, test } from "vitest";
import { keptToGoOn, pair, type Pair } from "./across-under-test.ts";
import { act, ana, conferring, consulting, DIRECTORY, freshGround, patched, stateOf } from "./calls-under-test.ts";
import type { CallId } from "../../foundation/ids.ts";

/** Several people on a call whose node dies. */
freshGround();

/** The node that has the call is killed when how to go on with this many legs is kept, and the other one is its heir. */
async function inherits({ link, a, b, wires: { takenUp, kept } }: Pair, legs: number) {
  await expect.poll(() => kept()).toBe(legs);
  await keptToGoOn();
  await b.calls.settled();
  await link.settled();
  await expect.poll(() => a.calls.live().length).toBe(1);
  link.cut("b");
  const went = await a.calls.inherit("b");
  await a.calls.settled();
  return { went, takenUp, ends: [...a.sound.open] };
}
const inRoom = (at: Pair["a"], end: string): string[] => (at.sound.hears(end) ?? "").split(" ").slice(1).toSorted();
const seen = (each: Pair, call: CallId): Promise<void> => each.until(() => each.a.calls.live()[0]?.state.phase === stateOf(each.b, call).phase && each.a.calls.live()[0]?.state.operator === stateOf(each.b, call).operator);

test("[C88] caller and clinician whom the operator left hear each other again at the heir, and either of them ends it there", async () => {
  const each = await pair();
  const { call } = await patched(each.b);
  await act(each.b, call, "leave");
  await seen(each, call);
  const { went, takenUp, ends: [caller, second] } = await inherits(each, 2);
  const { a } = each;
  expect([went.carried, stateOf(a, call).phase, stateOf(a, call).operator, takenUp.map(({ saw }) => saw)]).toEqual([1, "joined", null, [["offered v=0"], ["offered v=0"]]]);
  expect([a.sound.hears(caller!), a.sound.hears(second!), a.lost]).toEqual([`bridge ${second}`, `bridge ${caller}`, []]);
  takenUp[0]!.hangup();
  await a.calls.settled();
  expect(takenUp[1]!.saw.at(-1)).toBe("hung up");
  expect(a.sound.open.size).toBe(0);
});

test("[C88] a clinician who is gone when the heir asks: the caller is first in the queue, and is told so", async () => {
  const each = await pair({ gone: 2 });
  const { call } = await patched(each.b);
  await act(each.b, call, "leave");
  await seen(each, call);
  await inherits(each, 2);
  const { a } = each;
  expect(stateOf(a, call)).toMatchObject({ phase: "waiting", returned: true, others: [] });
  expect(a.sound.played).toContain("other-gone");
});

test("[C88] a conference goes on without its operator at once, who is asked for their sound and is in it again", async () => {
  const each = await pair();
  const { call } = await conferring(each.b);
  await seen(each, call);
  const { ends } = await inherits(each, 3);
  const { a } = each;
  for (const end of ends) expect(inRoom(a, end)).toEqual(ends.filter((one) => one !== end).toSorted());
  expect(a.lost).toEqual([call]);
  expect(await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await a.calls.settled();
  expect(inRoom(a, ends[0]!)).toHaveLength(3);
  await act(a, call, "leave");
  expect(stateOf(a, call)).toMatchObject({ phase: "joined", operator: null });
});

test("[C88] an operator apart with somebody who answered is apart with them again, and the caller holds", async () => {
  const each = await pair();
  const { call } = await consulting(each.b);
  await seen(each, call);
  const { ends: [caller, second] } = await inherits(each, 2);
  const { a } = each;
  expect([stateOf(a, call).phase, a.sound.hears(caller!), a.lost]).toEqual(["held", "hold", [call]]);
  await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" });
  await a.calls.settled();
  expect(a.sound.hears(second!)).toMatch(/^bridge browser/);
  await act(a, call, "join");
  expect(a.sound.hears(caller!)).toBe(`bridge ${second}`);
});

test("[C88] what is kept follows who is on the line: whoever is let go is not taken up", async () => {
  const each = await pair();
  const { call } = await patched(each.b, DIRECTORY[0].id);
  await expect.poll(() => each.wires.kept()).toBe(2);
  await act(each.b, call, "resume");
  await expect.poll(() => each.wires.kept()).toBe(1);
  await seen(each, call);
  const { takenUp } = await inherits(each, 1);
  expect([takenUp.length, stateOf(each.a, call).phase]).toEqual([1, "talking"]);
});
