import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS } from "../../../contract/index.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";

let t: TestHouse;
let ana: PersonId;
let ben: PersonId;
beforeAll(async () => {
  t = await testHouse();
  const { client, account } = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  [ana, ben] = [await t.person("Ana Ruiz", "operator", null), await t.person("Ben Ito", "operator", null)];
  const manager = await t.as(await t.person("Pat Owner", "client-manager", client));
  must(await t.house.directory.reception.save(manager, account, { ...PLAIN_RECEPTION, menu: { ...PLAIN_RECEPTION.menu, on: true } }));
  const supervisor = await t.as(await t.person("Sam Night", "supervisor", null));
  must(await t.house.directory.skills.save(supervisor, ben, { ...PLAIN_SKILLS, languages: ["en", "es"] }));
});
afterAll(() => t.close());

const rows = async (person: PersonId) => must(await t.house.desk.snapshot(await t.as(person))).calls;
async function rings(...keys: string[]): Promise<void> {
  const before = new Set(t.sound.open);
  t.telephony.ring("+12125550100", { number: "+12125550142" });
  const mine = () => [...t.sound.open].find((id) => !before.has(id) && t.sound.hears(id)?.includes("menu-urgent"));
  await t.until(() => mine() !== undefined);
  const endpoint = mine()!;
  for (const digit of keys) t.sound.tell({ kind: "digit", endpoint, digit });
  await t.settle();
}

test("[K80] a caller still in the menu is seen, and what they chose stands on every desk, the urgent one first", async () => {
  await rings();
  await rings("2");
  await rings("9", "1");
  expect((await rows(ana)).map(({ state, wants }) => ({ state, ...wants }))).toEqual([
    { state: "queued", choosing: false, language: "es", urgent: true, choice: "urgent", needsInterpreter: false },
    { state: "greeting", choosing: true, language: "en", urgent: false, choice: null, needsInterpreter: false },
    { state: "queued", choosing: false, language: "en", urgent: false, choice: "office", needsInterpreter: false },
  ]);
});

test("[K80] an operator who is offered a Spanish caller and speaks none is told that an interpreter is needed", async () => {
  t.openDesks.add(ana);
  t.house.calls.deskOpened(ana);
  must(await t.house.calls.setOperatorState(await t.as(ana), { state: "ready" }));
  await t.settle();
  expect((await rows(ana))[0]).toMatchObject({ state: "offered", mine: true, wants: { language: "es", needsInterpreter: true } });
  must(await t.house.calls.handle(await t.as(ana), { call: (await rows(ana))[0]!.id as never, act: { kind: "pass" } }));
  t.openDesks.add(ben);
  t.house.calls.deskOpened(ben);
  must(await t.house.calls.setOperatorState(await t.as(ben), { state: "ready" }));
  await t.until(() => t.house.calls.live().some(({ state, needsInterpreter }) => state.offeredTo === ben && !needsInterpreter));
});
