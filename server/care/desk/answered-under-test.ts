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
