import { afterEach, beforeEach, expect, test } from "vitest";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

let h: TestHouse;
beforeEach(async () => {
  h = await testHouse();
});
afterEach(() => h.close());

test("[D19] when it cannot be worked out who is on duty, the desk has an alarm within seconds, and the timeline says why", async () => {
  const practice = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await h.base.asOwner("update oncall.schedule_version set zone = 'America/Nowhere'");
  const message = await sendMessage(h, practice, { operator: "Ben Ito" });
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  h.runner.start();
  const states = (): Promise<string[]> => h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.working(tx)).then((rows) => rows.map((row) => row.state));
  await expect.poll(states, { timeout: 20_000 }).toEqual(["alarm"]);
  await h.runner.stop();
  const opened = must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.open(tx, ana, message as never)));
  expect(opened.timeline.map((line) => line.say)).toContain("The next step could not be decided. The desk has an alarm.");
  expect(await h.base.asOwner("select 1 from foundation.due where kind = 'dispatch.step'")).toEqual([]);
});

test("[D19] the floor says how much of the house's own work fails", async () => {
  const sue = await h.as(await h.person("Sue Lim", "supervisor", null));
  const failing = async () => must(await h.house.desk.floor(sue)).failing;
  expect(await failing()).toBeUndefined();
  await h.base.asOwner("insert into foundation.due (kind, subject, due_at, failed_with) values ('fact.message.saved.desk', gen_random_uuid(), now() + interval '1 year', 'TypeError')");
  expect(await failing()).toBe(1);
});
