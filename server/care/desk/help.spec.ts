import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmergencyCall } from "../../../contract/index.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";

const WORKSTATION = "00000000-0000-7000-8000-0000000000f1";
const DESK = { name: "Desk 3", place: { houseNumber: "12", street: "Main Street", within: "Floor 2", city: "Lakeside", state: "NY", zip: "10001" }, callback: "212 555 0190" } as const;
let t: TestHouse;
let ana: PersonId;
let sue: PersonId;
beforeAll(async () => {
  t = await testHouse();
  [ana, sue] = [await t.person("Ana Ruiz", "operator", null), await t.person("Sue Lim", "supervisor", null)];
});
afterAll(() => t.close());

const called = async (person: PersonId) => {
  const { help, emergencies } = must(await t.house.desk.snapshot(await t.as(person)));
  return { help, emergencies };
};

test("[K71] a desk that was opened stands in the office without a place, and with one as soon as somebody writes it down", async () => {
  must(await t.house.calls.help.myPlace(await t.as(ana), WORKSTATION));
  expect(must(await t.house.desk.showDesks(await t.as(sue))).desks).toMatchObject([{ workstation: WORKSTATION, desk: null, seenBy: "Ana Ruiz", savedAt: null }]);
  const saved = must(await t.house.desk.saveDesk(await t.as(sue), { workstation: WORKSTATION, desk: DESK }));
  expect(saved.desks).toMatchObject([{ workstation: WORKSTATION, desk: { ...DESK, callback: "+12125550190" } }]);
});

test("[K70] 911 from a desk: its operator sees how far it is; supervisors and the floor see who, from where and the number to ring, and a notice stays", async () => {
  t.house.calls.deskOpened(ana);
  must(await t.house.calls.help.call(await t.as(ana), { number: "911", workstation: WORKSTATION, sdp: "v=0 offer" }));
  await t.until(() => t.telephony.rung.length === 1);
  t.telephony.rung[0]!.ring();
  await t.settle();
  const told: Partial<EmergencyCall> = { number: "911", operator: "Ana Ruiz", stage: "ringing", desk: { ...DESK, callback: "+12125550190" } };
  expect(await called(ana)).toMatchObject({ help: told, emergencies: undefined });
  expect(await called(sue)).toMatchObject({ help: undefined, emergencies: [told] });
  expect(must(await t.house.desk.floor(await t.as(sue))).emergencies).toMatchObject([told]);
  await t.until(async () => must(await t.house.notices.list(await t.as(sue))).open.some(({ kind, by, say }) => kind === "help-called" && by === "Ana Ruiz" && say.startsWith("911 was called")));
  t.telephony.rung[0]!.end({ why: "remote-hangup" });
  await t.settle();
  expect(await called(ana)).toMatchObject({ help: undefined });
  expect(await called(sue)).toMatchObject({ emergencies: [{ stage: "over", outcome: "911 hung up" }] });
});

test("[K70] a test with 933 alarms nobody's desk, and stays as a notice", async () => {
  must(await t.house.calls.help.call(await t.as(ana), { number: "933", workstation: WORKSTATION, sdp: "v=0 offer" }));
  await t.until(() => t.telephony.rung.length === 2);
  expect(t.telephony.rung[1]!.asked.to).toBe("933");
  expect((await called(sue)).emergencies).toHaveLength(1);
  must(await t.house.calls.help.end(await t.as(ana)));
  await t.settle();
});
