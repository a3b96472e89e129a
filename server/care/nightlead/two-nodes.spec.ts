import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import type { Practice, TestHouse } from "../../testing/house.ts";
import { twoHouses, type TwoHouses } from "../../testing/two-houses.ts";
import { alarms, deskHeard, deskSeconds, LEAD, name, OWNER, shortLadder } from "./alarm-under-test.ts";

/** The alarm is raised by node a; the desk, or the lead's call, is at node b. */
let t: TwoHouses;
let lakeside: Practice;
beforeEach(async () => {
  t = await twoHouses();
  lakeside = await t.a.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await shortLadder(t.a, lakeside);
  await name(t.a, LEAD, OWNER);
});
afterEach(() => t.close());

const soundsAt = (h: TestHouse, person: PersonId): boolean =>
  h.frames.some((one) => one.person === person && one.frame.type === "desk" && one.frame.desk.working.some(({ state }) => state === "alarm"));

test("[NL10] an alarm sounds at the desk of another node, which has it alone for two minutes", async () => {
  const bo = await deskHeard(t.b, "Bo Lind");
  await t.settle();
  const [message] = await alarms(t.a, lakeside, "Ana Ruiz");
  expect([await deskSeconds(t.a, message!), t.a.telephony.rung.length]).toEqual([120, 0]);
  await expect.poll(async () => (await t.settle(), soundsAt(t.b, bo)), { timeout: 10_000, interval: 20 }).toBe(true);
  expect(soundsAt(t.a, bo)).toBe(false);
});

test("[NL10] where the only desk is at a node that is not heard, no desk heard the alarm: the night lead is rung at once", async () => {
  await deskHeard(t.b, "Bo Lind");
  await t.settle();
  t.link.cut("b");
  await alarms(t.a, lakeside, "Ana Ruiz");
  expect(t.a.telephony.rung.map(({ asked }) => asked.to)).toEqual(["+16465550171"]);
  t.a.telephony.rung[0]!.end({ why: "no-answer" });
  await t.a.house.nightlead.settled();
});

test("[NL12] a lead who talks with us over another node is not rung into: the owner is rung at once", async () => {
  t.b.telephony.ring("+12125550100", { number: "+16465550171" });
  await alarms(t.a, lakeside, "Ana Ruiz");
  expect(t.a.telephony.rung.map(({ asked }) => asked.to)).toEqual(["+16465550172"]);
  t.a.telephony.rung[0]!.end({ why: "no-answer" });
  await t.a.house.nightlead.settled();
});
