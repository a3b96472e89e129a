import { until } from "../../../tools/crash/until.ts";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { must, type TestHouse } from "../../testing/house.ts";

/** A patient rings Lakeside, and this operator, who was ready at an open desk, answers. */
export async function answered(t: TestHouse, operator: PersonId): Promise<CallId> {
  t.openDesks.add(operator);
  t.house.calls.deskOpened(operator);
  must(await t.house.calls.setOperatorState(await t.as(operator), { state: "ready" }));
  t.telephony.ring("+12125550100", { number: "+12125550142" });
  await t.until(() => t.house.calls.live().some(({ state }) => state.offeredTo === operator));
  const { id: call } = t.house.calls.live()[0]!;
  must(await t.house.calls.answer(await t.as(operator), { call, sdp: "v=0" }));
  await t.settle();
  return call;
}

/** Somebody rings this number, hears what is said to its end, and this operator, however often they have been rung before, has them on the line. */
export async function onTheLine(t: TestHouse, operator: PersonId, rings: { readonly to: string; readonly from: Parameters<TestHouse["telephony"]["ring"]>[1] }): Promise<CallId> {
  const as = await t.as(operator);
  t.openDesks.add(operator);
  t.house.calls.deskOpened(operator);
  must(await t.house.calls.setOperatorState(as, { state: "ready" }));
  const before = new Set(t.frames);
  t.telephony.ring(rings.to, rings.from);
  const offered = () => t.frames.find((one) => !before.has(one) && one.person === operator && one.frame.type === "offer")?.frame as { call: CallId } | undefined;
  await until("the call is offered", async () => {
    await t.settle();
    for (const id of t.sound.open) t.sound.finish(id);
    return offered() !== undefined;
  });
  const { call } = offered()!;
  must(await t.house.calls.answer(as, { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  return call;
}
