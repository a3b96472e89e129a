import { afterAll, beforeAll, expect, test } from "vitest";
import { usualKeys } from "../../../contract/index.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
});
afterAll(() => t.close());

test("[K10] an operator's keys are theirs alone, and are there at the next desk they sit down at", async () => {
  const [ana, ben] = [await t.person("Ana Keys", "operator", null), await t.person("Ben Keys", "operator", null)];
  expect(must(await t.house.desk.keysOf(await t.as(ana))).keys).toEqual(usualKeys);
  must(await t.house.desk.chooseKeys(await t.as(ana), { keys: { ...usualKeys, answer: "Alt B" } }));
  must(await t.house.desk.chooseKeys(await t.as(ana), { keys: { ...usualKeys, answer: "Alt A" } }));
  expect(must(await t.house.desk.keysOf(await t.as(ana))).keys.answer).toBe("Alt A");
  expect(must(await t.house.desk.keysOf(await t.as(ben))).keys).toEqual(usualKeys);
});

test("[K10] one key for two acts, or a key that a screen reader needs, is refused, names its act, and changes nothing", async () => {
  const cleo = await t.person("Cleo Keys", "operator", null);
  for (const key of [usualKeys.end, "Alt F4", "B"]) {
    const outcome = await t.house.desk.chooseKeys(await t.as(cleo), { keys: { ...usualKeys, send: key } });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "desk.keyNotFree", field: "send" } });
  }
  expect(must(await t.house.desk.keysOf(await t.as(cleo))).keys).toEqual(usualKeys);
});

test("[K10] keys that were chosen before two acts came to share one are put back, so that no act is without a key", async () => {
  const dora = await t.person("Dora Keys", "operator", null);
  await t.base.asOwner("insert into desk.chosen_keys (person_id, keys, saved_at) values ($1, $2, now())", [dora, JSON.stringify({ answer: "F9" })]);
  expect(must(await t.house.desk.keysOf(await t.as(dora))).keys).toEqual(usualKeys);
});
