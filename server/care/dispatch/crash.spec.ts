import { expect, test } from "vitest";

import type { TestDatabase } from "../../testing/database.ts";
import { advance } from "../../testing/time.ts";
import { ana, cho, Crash, CRASH_POINTS, lee, park, type CrashPoint, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
const { row } = nightForEach((one) => void ({ base, house } = one));

const attempts = () => base.asOwner<{ id: string; number: number; repeats: number }>("select id, number, repeats from delivery.attempt order by number");
const inboxRows = () => base.asOwner<{ id: string; repeated: boolean }>("select id, repeated from delivery.inbox");

/** The process dies at that point; another takes the work up where the database has it. */
async function dieAndComeBack(point: CrashPoint): Promise<void> {
  house.fate.armed = point;
  await expect(house.runner.settle()).rejects.toThrow(Crash);
  expect(house.fate.armed).toBeNull();
  await house.runner.settle();
}

/** The answer of our own inbox is kept with the page; a gateway's is lost when we die before it is kept, so the page is sent again. */
const WAYS = [["our inbox", false], ["a gateway", true]] as const;
const everyCrash = WAYS.flatMap(([by, outside]) => CRASH_POINTS.map((point) => [point, by, outside] as const));

test.each(everyCrash)("[D5] a crash %s, paging by %s, loses nothing: the page is in the inbox once, under one id", async (point, _by, outside) => {
  house.fate.outside = outside;
  const message = await house.send();
  await dieAndComeBack(point);
  const repeats = point === "before-send" || (point === "after-send" && outside) ? 1 : 0;
  expect(await attempts()).toMatchObject([{ number: 1, repeats }]);
  expect(await inboxRows()).toEqual([{ id: (await attempts())[0]!.id, repeated: repeats === 1 }]);
  expect(await row(message)).toMatchObject({ state: "working", receipts: ["claimed", "accepted"], tries: [{ repeat: repeats === 1 }] });
  expect(await house.as(lee, (tx) => house.delivery.pages(tx, lee))).toHaveLength(1);
});

test("[D5] three crashes in a row are three repeats of one attempt, and the timeline says so", async () => {
  house.fate.outside = true;
  const message = await house.send();
  for (const point of ["after-send", "before-send", "after-send"] as const) {
    house.fate.armed = point;
    await expect(house.runner.settle()).rejects.toThrow(Crash);
  }
  await house.runner.settle();
  expect(await attempts()).toMatchObject([{ repeats: 3 }]);
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.find((line) => line.kind === "repeat")?.say).toContain("sent again 3 times");
});

test.each(everyCrash)("[D3] [D5] after a crash %s, paging by %s, the ladder goes on to its end", async (point, _by, outside) => {
  house.fate.outside = outside;
  const message = await house.send();
  await dieAndComeBack(point);
  await advance(house.world, house.runner, { minutes: 30 });
  expect(await row(message)).toMatchObject({ state: "alarm", tries: [{}, {}, {}, {}] });
});

test.each(["before-send", "after-send"] as const)("[D5] a page by name survives a crash %s, marked as a repeat", async (point) => {
  house.fate.outside = true;
  const message = await house.send();
  await house.runner.settle();
  await house.as(ana, (tx, as) => house.dispatch.pageNamed(tx, as, { message, person: park, reason: "not-reached" }));
  await dieAndComeBack(point);
  expect(await attempts()).toMatchObject([{ repeats: 0 }, { number: 2, repeats: 1 }]);
  expect(await house.as(park, (tx) => house.delivery.pages(tx, park))).toMatchObject([{ repeated: true }]);
});

test("[D5] a crash in the save leaves neither a message nor work", async () => {
  await base.asOwner("alter table foundation.due add constraint no_steps check (kind <> 'dispatch.step')");
  await expect(house.send()).rejects.toThrow();
  expect(await base.asOwner("select 1 from messages.message")).toEqual([]);
  expect(await base.asOwner("select 1 from dispatch.dispatch")).toEqual([]);
});

test("[D6] taken between the claim and the sending: nothing reaches the backup", async () => {
  const message = await house.send();
  await advance(house.world, house.runner, { minutes: 9 });
  house.fate.beforeSend = async () => {
    house.fate.beforeSend = null;
    await house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
  };
  await advance(house.world, house.runner, { minutes: 1 });
  expect(house.fate.beforeSend).toBeNull();
  expect(await row(message)).toMatchObject({ state: "taken", takenBy: "Dr Lee" });
  expect(await base.asOwner("select 1 from delivery.inbox where person_id = $1", [cho])).toEqual([]);
  expect(await base.asOwner("select reason from delivery.receipt where state = 'failed'")).toEqual([{ reason: "no-longer-wanted" }]);
});

test("[D9] passed on between the claim and the sending: the next step begins all the same", async () => {
  const message = await house.send();
  await advance(house.world, house.runner, { minutes: 4 });
  house.fate.beforeSend = async () => {
    house.fate.beforeSend = null;
    await house.as(lee, (tx, as) => house.dispatch.passOn(tx, as, { message, reason: "unavailable" }));
  };
  await advance(house.world, house.runner, { minutes: 1 });
  expect(await row(message)).toMatchObject({ state: "working", recipient: "Dr Cho" });
  await advance(house.world, house.runner, { minutes: 10 });
  expect(await row(message)).toMatchObject({ state: "alarm" });
});

test("[D5] the same job in two workers at once pages nobody twice in the inbox", async () => {
  await house.send();
  await Promise.allSettled([house.runner.settle(), house.runner.settle(), house.runner.settle()]);
  await house.runner.settle();
  expect(await attempts()).toHaveLength(1);
  expect(await inboxRows()).toHaveLength(1);
});
