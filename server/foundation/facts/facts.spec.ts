import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../actor.ts";
import { createDue } from "../due/index.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import type { Instant } from "../time.ts";
import { createFacts, only } from "./index.ts";

const scope = system("test").scope;
const subject = "00000000-0000-7000-8000-000000000001";
let base: TestDatabase;
beforeEach(async () => {
  base = await freshDatabase();
});
afterEach(() => base.drop());

test("[F16] news for screens is told to every listener when the change is kept, not before, and never of a change that was taken back", async () => {
  const facts = createFacts({ due: createDue({ wake: () => undefined }) });
  const heard: string[] = [];
  facts.listen("test.changed", (news) => void heard.push(`desk ${news.subject}`));
  facts.listen("test.changed", (news) => void heard.push(`floor ${news.subject}`));
  facts.listen("test.other", () => void heard.push("other"));
  await base.db.transaction(scope, async (tx) => {
    facts.announce(tx, { name: "test.changed", subject });
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual([`desk ${subject}`, `floor ${subject}`]);
  await expect(base.db.transaction(scope, async (tx) => {
    facts.announce(tx, { name: "test.changed", subject });
    throw new Error("taken back");
  })).rejects.toThrow("taken back");
  expect(heard).toHaveLength(2);
  expect(await base.asOwner("select 1 from foundation.due")).toEqual([]);
});

test("[F36] what is not a subscriber's is no work of its: nothing is stored for it, and the others hear as ever", async () => {
  const due = createDue({ wake: () => undefined });
  const facts = createFacts({ due });
  facts.subscribe("test.saved", "corrections", only(({ revision }) => revision !== 1, async () => undefined));
  facts.subscribe("test.saved", "all", async () => undefined);
  const saved = (revision: number) => base.db.transaction(scope, (tx) => facts.record(tx, { name: "test.saved", subject, at: 0 as Instant, ids: { revision } }));
  const stored = async (): Promise<string[]> => (await base.asOwner<{ kind: string }>("select kind from foundation.due order by id")).map(({ kind }) => kind);
  await saved(1);
  expect(await stored()).toEqual(["fact.test.saved.all"]);
  await saved(2);
  expect(await stored()).toEqual(["fact.test.saved.all", "fact.test.saved.corrections", "fact.test.saved.all"]);
});
