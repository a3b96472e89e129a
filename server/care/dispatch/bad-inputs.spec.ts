import { expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";
import { ana, cho, lee, type Night } from "../../testing/night.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { nightForEach } from "./night-under-test.ts";

let house: Night;
const { run, take } = nightForEach((one) => void ({ house } = one));

const timelineOf = async (message: MessageId) => {
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  return opened.ok ? opened.value.timeline : [];
};

test("[D7] two doctors take one message in the same instant: one has it, the other is told who, and the timeline has a line for each, also when they press again", async () => {
  const message = await house.send();
  await run({ minutes: 10 });
  const answers = await Promise.all([take(lee, message), take(cho, message)]);
  const [first, second] = answers[0].ok ? (["Dr Lee", "Dr Cho"] as const) : (["Dr Cho", "Dr Lee"] as const);
  expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  await take(lee, message);
  await take(cho, message);
  const told = (await timelineOf(message)).filter(({ kind }) => kind === "acknowledged" || kind === "too-late").map(({ who, say }) => `${who}: ${say}`);
  expect(told.toSorted()).toEqual([`${first}: A person has it. The ladder stopped.`, `${second}: Acknowledged it as well; ${first} has it since 02:24:00 EST.`].toSorted());
});

test("[D4] a schedule that names one person as on duty and as backup at once: they are asked as on duty, the backup's step begins the next at once, and the timeline says why", async () => {
  house.roster.backup = lee;
  const message = await house.send();
  await run({ minutes: 10 });
  const lines = (await timelineOf(message)).filter(({ kind }) => kind !== "opened-by-staff").map(({ say }) => say);
  expect(lines.filter((say) => say.startsWith("Dr Lee, on duty, inbox"))).toHaveLength(2);
  expect(lines.some((say) => say.startsWith("No backup to page. Dr Lee is on duty and the backup at once: the schedule contradicts itself"))).toBe(true);
  expect(lines.at(-1)).toBe("Nobody took it. The desk has an alarm.");
});

test("[D4] of a schedule with one person alone, off duty first, the backup is asked", async () => {
  Object.assign(house.roster, { first: null, backup: lee });
  const message = await house.send();
  await run({ minutes: 1 });
  expect((await timelineOf(message)).map(({ say }) => say).some((say) => say.startsWith("Dr Lee, backup, inbox"))).toBe(true);
});

/** The whole house: what the resolver itself says of accounts that nobody has thought through. */
async function inHouse(story: (t: TestHouse) => Promise<void>): Promise<void> {
  const t = await testHouse();
  try {
    await story(t);
  } finally {
    await t.close();
  }
}
const shownIn = async (t: TestHouse, message: MessageId) => {
  const sue = await t.as(await t.person(`Sue ${t.world.id()}`, "supervisor", null));
  const opened = must(await t.base.db.transaction(sue.scope, (tx) => t.house.dispatch.open(tx, sue, message)));
  return { state: opened.state, lines: opened.timeline.filter(({ kind }) => kind !== "opened-by-staff").map(({ say }) => say) };
};

test("[D3] [D4] an account without any schedule: the desk has its alarm at once, and the timeline says that there is no schedule", () => inHouse(async (t) => {
  const practice = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  await t.base.asOwner("delete from oncall.schedule_version where account_id = $1", [practice.account]);
  const message = await sendMessage(t, practice, { operator: "Ana Ruiz" });
  await t.settle();
  const { state, lines } = await shownIn(t, message);
  expect(state).toBe("alarm");
  const none = "Nobody is first: this account has no on-call schedule yet. Nobody is backup: this account has no on-call schedule yet.";
  expect(lines.slice(1, 5)).toEqual([`Nobody on duty to page. ${none}`, "Step 2 begins.", `No backup to page. ${none}`, "Nobody took it. The desk has an alarm."]);
}));

test("[D3] [D4] a schedule that was spoiled on the disk covers nobody: the desk has its alarm at once, and the timeline names the version that was asked", () => inHouse(async (t) => {
  const practice = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  await t.base.asOwner("update oncall.schedule_version set shifts = '[{\"start\": 7}]' where account_id = $1", [practice.account]);
  const message = await sendMessage(t, practice, { operator: "Ana Ruiz" });
  await t.settle();
  const { state, lines } = await shownIn(t, message);
  expect(state).toBe("alarm");
  expect(lines[1]).toMatch(/^Nobody on duty to page\. Nobody is first: no override, and no shift of schedule version 1, covers Thursday 2027-01-14 02:14/);
}));
