import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { plus, toIso } from "../../server/foundation/time.ts";
import { must, testHouse, type TestHouse } from "../../server/testing/house.ts";
import { sendMessage } from "../../server/testing/sent-message.ts";
import { compare, replay } from "./replay.ts";

let h: TestHouse;
beforeEach(async () => {
  h = await testHouse();
});
afterEach(() => h.close());

const textAt = async (account: string, at = h.world.now()) => {
  const { lines, same } = await replay({ db: h.base.db, oncall: h.house.oncall }, { account, at });
  return { text: lines.join("\n"), same };
};

test("[O35] a page of last night is replayed as it was decided, though the schedule, the roles and a note have changed since", async () => {
  const practice = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await sendMessage(h, practice, { operator: "Ben Ito" });
  await h.settle();
  const then = h.world.now();
  const [decision] = await h.base.asOwner<{ why: string }>("select why from dispatch.decision where schedule_version is not null");
  h.world.move({ hours: 1 });
  const manager = await h.as(await h.person("Mo Gray", "client-manager", practice.client));
  must(await h.house.oncall.addNote(manager, practice.account, { person: practice.backup, standIn: null, words: "In surgery", until: plus(h.world.now(), { hours: 2 }) }));
  await h.base.asOwner("insert into oncall.schedule_version (client_id, id, account_id, version, zone, shifts, saved_at) select client_id, gen_random_uuid(), account_id, 2, 'UTC', '[]', $1 from oncall.schedule_version", [toIso(h.world.now())]);
  await h.base.asOwner("update access.membership set until_at = $2 where person_id = $1", [practice.onDuty, toIso(h.world.now())]);

  const { text, same } = await textAt(practice.account, then);
  expect(same).toBe(true);
  expect(text).toContain("first         Dr Lee, until");
  expect(text).toContain("schedule      version 1");
  expect(text).toContain(`decided by    ${decision!.why}`);
  expect(text).toContain("replayed      the same rule");
  expect((await textAt(practice.account)).text).toContain("first         nobody");
});

test("[O35] a page that was decided by another rule than the one that is found now is told apart", async () => {
  const practice = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await sendMessage(h, practice, { operator: "Ben Ito" });
  await h.settle();
  await h.base.asOwner("update dispatch.decision set why = 'Weekly first shift Monday 01:00 to 02:00, schedule version 1 (UTC, tz database 2019a).' where schedule_version is not null");
  const { text, same } = await textAt(practice.account);
  expect(same).toBe(false);
  expect(text).toContain(`the page was decided with 2019a, this machine has ${process.versions.tz}`);
  expect(text).toContain("REPLAYED      another rule than was stored");
});

test("[O35] the same rule by another edition of the time zone database is the same rule, and the edition is named", () => {
  const why = "Weekly first shift Monday 19:00 to 07:00, schedule version 7 (America/New_York, tz database 2026c).";
  const duty = { first: { person: "p" as never, name: "Dr Lee", until: h.world.now(), next: null, why }, backup: null, backups: [], roles: {}, roleWhy: {}, why, scheduleVersion: 7, tzVersion: "2026c" };
  const { lines, same } = compare({ why: why.replace("2026c", "2025a"), at: h.world.now(), version: 7 }, duty);
  expect(same).toBe(true);
  expect(lines.join("\n")).toContain("decided with 2025a, this machine has 2026c");
});

test("[O35] a role in which nobody stood is replayed with its own reason, and is the decision of then", () => {
  const why = "Nobody is first for surgery: no override, and no shift of schedule version 7, covers Monday 2027-01-11 19:00 (America/New_York, tz database 2026c).";
  const duty = { first: null, backup: null, backups: [], roles: { surgery: [] }, roleWhy: { surgery: why }, why: "Weekly first shift.", scheduleVersion: 7, tzVersion: "2026c" };
  expect(compare({ why, at: h.world.now(), version: 7 }, duty).same).toBe(true);
  expect(compare({ why: why.replace("surgery", "oncology"), at: h.world.now(), version: 7 }, duty).same).toBe(false);
});

test("[O35] an account that is not there, and an instant that is none or lies ahead, are said in one sentence", async () => {
  await expect(textAt("nowhere")).rejects.toThrow("There is no such account.");
  const run = (at: string) => spawnSync(process.execPath, [new URL("./oncall.ts", import.meta.url).pathname, "replay", "--account", "lakeside", "--at", at], { env: { PATH: process.env.PATH }, encoding: "utf8" });
  expect(run("yesterday")).toMatchObject({ status: 2, stderr: expect.stringContaining('"yesterday" is no instant.') });
  expect(run("9999-01-01T00:00:00Z")).toMatchObject({ status: 2, stderr: expect.stringContaining("still to come") });
});
