import { expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, cho, lee, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
const { run, row, take } = nightForEach((one) => void ({ base, house } = one));

const timers = () => base.asOwner("select 1 from foundation.due where kind like 'dispatch.%'");

/** What the desk heard, as the receipts it found when it looked. */
function desk(message: () => MessageId): string[][] {
  const seen: string[][] = [];
  const looks: Promise<unknown>[] = [];
  house.facts.listen("dispatch.changed", ({ subject }) => void (subject === message() && looks.push(row(message()).then((one) => seen.push([...one.receipts])))));
  return seen;
}

test.each([["the ladder", 1], ["the desk by name", 2]] as const)("[D20] taken while a page of %s is on its way: its answer is kept, the desk hears of it, and nothing is pending", async (_by, page) => {
  const message = await house.send();
  const heard = desk(() => message);
  house.fate.outside = true;
  if (page === 2) {
    await house.runner.settle();
    await house.as(ana, (tx, as) => house.dispatch.pageNamed(tx, as, { message, person: cho, reason: "nobody-took-it" }));
  }
  house.fate.afterSend = async () => {
    house.fate.afterSend = null;
    expect(await take(lee, message)).toMatchObject({ ok: true });
  };
  await house.runner.settle();
  expect(house.fate.afterSend).toBeNull();
  await expect.poll(() => heard.at(-1)).toContain("accepted");
  expect(await row(message)).toMatchObject({ state: "taken", takenBy: "Dr Lee" });
  expect(await timers()).toEqual([]);
  await run({ minutes: 30 });
  expect(await base.asOwner("select 1 from delivery.attempt where kind = 'page'")).toHaveLength(page);
});

test("[D20] an answer that is told as the page arrives is heard once it is kept", async () => {
  const message = await house.send();
  const heard = desk(() => message);
  await house.runner.settle();
  await expect.poll(() => heard.at(-1)).toEqual(["claimed", "accepted"]);
});

test.each([["by two hours", { hours: -2 }], ["by seconds", { seconds: -40 }]] as const)("[D21] the clock set back %s: the second page comes five minutes after the first, and the ladder ends when it would have", async (_by, back) => {
  const message = await house.send();
  await run({ minutes: 2 });
  house.world.step(back);
  await run({ minutes: 2, seconds: 59 });
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(1);
  await run({ seconds: 1 });
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(2);
  await run({ minutes: 15 });
  expect(await row(message)).toMatchObject({ state: "alarm", tries: [{}, {}, {}, {}] });
});

test("[D21] the clock set forward over a wait pages once, and once more when that page's own minutes are over", async () => {
  await house.send();
  await run({ minutes: 2 });
  house.world.step({ hours: 2 });
  await house.runner.settle();
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(2);
  house.world.step({ hours: -2 });
  await run({ minutes: 4, seconds: 59 });
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(2);
  await run({ seconds: 1 });
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(3);
});
