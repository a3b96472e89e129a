import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { testHouse, type Practice, type TestHouse } from "../house.ts";

/** One stolen phone, or one eager person, asks for the same thing many more times at once than the database has connections. */
const CROWD = 40;

let t: TestHouse;
let lakeside: Practice;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: "+12125550100", onDuty: "Dr Hannah Lee", backup: "Dr Min Cho" });
});
afterEach(() => t.close());

/** Through the endpoint, as edge/http calls it once the request is admitted. */
async function crowd(path: string, who: PersonId, ask: object): Promise<boolean[]> {
  const found = t.house.endpoints.find(({ route }) => route.path === path)!;
  const as = await t.as(who);
  const handle = found.handle as (ask: object) => Promise<Outcome<unknown>>;
  return Promise.all(Array.from({ length: CROWD }, () => handle({ as, ...ask }).then((outcome) => outcome.ok)));
}

test("[F-DB-17] a locked phone that asks for its inbox forty times at once gets forty answers", async () => {
  expect(await crowd("/api/inbox", lakeside.onDuty, { locked: true })).toEqual(Array.from({ length: CROWD }, () => true));
});

test("[F-DB-17] an operator who searches forty times at once gets forty answers", async () => {
  const ana = await t.person("Ana Ruiz", "operator", null);
  expect(await crowd("/api/find", ana, { body: { words: "lee" } })).toEqual(Array.from({ length: CROWD }, () => true));
});
