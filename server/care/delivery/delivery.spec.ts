import { afterEach, beforeEach, expect, test } from "vitest";
import type { AttemptId, MessageId } from "../../foundation/ids.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { advance } from "../../testing/time.ts";
import { ana, cho, Crash, ent, harbor, lakeside, lee, night, park, pediatrics, type Night } from "../../testing/night.ts";

let base: TestDatabase;
let house: Night;
beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
});
afterEach(() => base.drop());

const run = (by: Parameters<typeof advance>[2]) => advance(house.world, house.runner, by);
const device = (who: typeof lee, name: string) =>
  house.as(who, (tx, as) => house.delivery.subscribe(tx, as, { endpoint: `https://push.example.org/${name}`, p256dh: "p", auth: "a" }));
const states = async () => (await base.asOwner<{ state: string }>("select state from delivery.receipt order by at, state")).map((one) => one.state);
const attemptOf = async (message: MessageId) => (await base.asOwner<{ id: AttemptId }>("select id from delivery.attempt where message_id = $1 order by number desc limit 1", [message]))[0]!.id;

test("[R1] an attempt is claimed before it is sent, and each receipt stands for itself", async () => {
  const message = await house.send();
  await run({ seconds: 1 });
  expect(await states()).toEqual(["accepted", "claimed"]);
  await house.as(lee, (tx, as) => house.dispatch.open(tx, as, message));
  expect((await states()).toSorted()).toEqual(["accepted", "claimed", "opened"]);
});

test("[R20] a page for our own inbox is claimed and placed in one transaction; one by another way is claimed first", async () => {
  const together = () => base.asOwner<{ same: boolean }>("select a.xmin = i.xmin as same from delivery.attempt a join delivery.inbox i on i.client_id = a.client_id and i.id = a.id order by a.claimed_at");
  await house.send();
  await run({ seconds: 1 });
  expect(await together()).toEqual([{ same: true }]);
  house.fate.outside = true;
  await run({ minutes: 5 });
  expect(await together()).toEqual([{ same: true }, { same: false }]);
});

test("[R20] [R18] a crash while a page is placed leaves neither the claim nor the page, and tells nobody; the next look pages once, and it is no repeat", async () => {
  house.fate.diesPlacing = true;
  await house.send();
  await expect(run({ seconds: 1 })).rejects.toThrow(Crash);
  const left = () => base.asOwner<{ claims: number; pages: number; receipts: number }>("select (select count(*) from delivery.attempt)::int as claims, (select count(*) from delivery.inbox)::int as pages, (select count(*) from delivery.receipt)::int as receipts");
  expect([await left(), house.paged]).toEqual([[{ claims: 0, pages: 0, receipts: 0 }], []]);
  await run({ seconds: 10 });
  expect([await left(), house.paged.map(({ person }) => person)]).toEqual([[{ claims: 1, pages: 1, receipts: 2 }], [lee]]);
  expect(await base.asOwner("select a.repeats, i.repeated from delivery.attempt a join delivery.inbox i on i.id = a.id")).toEqual([{ repeats: 0, repeated: false }]);
});

test("[R18] whoever has the inbox open hears of a page before anybody is told that the message moved, and asks the database about it", async () => {
  const told: string[] = [];
  house.facts.listen("dispatch.changed", () => void told.push(`moved, ${house.paged.length} paged`));
  await house.send();
  told.length = 0;
  await run({ seconds: 1 });
  expect(told).not.toEqual([]);
  expect(told.filter((one) => one !== "moved, 1 paged")).toEqual([]);
});

test("[R4] \"on device\" comes from the person who was paged, once, and is no acknowledgement", async () => {
  const message = await house.send();
  await run({ seconds: 1 });
  const attempt = await attemptOf(message);
  const say = (who: typeof lee) => house.as(who, (tx, as) => house.dispatch.onDevice(tx, as, attempt));
  expect(await say(park)).toMatchObject({ ok: false, refusal: { code: "delivery.notFound" } });
  expect(await say(ana)).toMatchObject({ ok: false, refusal: { code: "delivery.notFound" } });
  await say(lee);
  await say(lee);
  expect((await states()).toSorted()).toEqual(["accepted", "claimed", "on-device"]);
  await run({ minutes: 5 });
  expect(await base.asOwner("select 1 from delivery.attempt")).toHaveLength(2);
});

test("[R5] every device of the person is woken, and a page that was taken before wakes nobody", async () => {
  await device(lee, "phone");
  await device(lee, "tablet");
  await device(cho, "phone-of-cho");
  await house.send();
  await run({ seconds: 1 });
  expect(house.pushed.map((one) => one.endpoint).toSorted()).toEqual(["https://push.example.org/phone", "https://push.example.org/tablet"]);
  expect(await base.asOwner("select pushed, gone, failed from delivery.push_note")).toEqual([{ pushed: 2, gone: 0, failed: 0 }]);
});

test("[R5] a device that is gone is forgotten; a gateway in trouble is asked three times and holds nothing up", async () => {
  await device(lee, "phone");
  house.push.answer = "failed";
  await house.send();
  await run({ seconds: 1 });
  expect((await states()).toSorted()).toEqual(["accepted", "claimed"]);
  await run({ minutes: 2 });
  expect(house.pushed).toHaveLength(3);
  house.push.answer = "gone";
  await house.send();
  await run({ seconds: 1 });
  expect(await base.asOwner("select 1 from delivery.push_subscription")).toEqual([]);
});

test("[R5] a phone that was not reached is asked again, also when the same person's tablet was woken, which is left in peace", async () => {
  await device(lee, "phone");
  await device(lee, "tablet");
  house.push.failing.add("https://push.example.org/phone");
  await house.send();
  await run({ minutes: 2 });
  const asked = (name: string) => house.pushed.filter((one) => one.endpoint === `https://push.example.org/${name}`).length;
  expect([asked("phone"), asked("tablet")]).toEqual([3, 1]);
});

test("[R5] waiting wake-ups are dropped when the message is taken", async () => {
  await device(lee, "phone");
  house.push.answer = "failed";
  const message = await house.send();
  await run({ seconds: 1 });
  await house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
  await run({ minutes: 2 });
  expect(house.pushed).toHaveLength(1);
});

test("[R5] a device belongs to whoever signed in on it last, a person has ten at most, and an address inside is refused", async () => {
  await device(lee, "shared");
  await device(cho, "shared");
  expect(await base.asOwner("select person_id from delivery.push_subscription")).toEqual([{ person_id: cho }]);
  for (let n = 0; n < 12; n++) {
    house.world.move({ seconds: 1 });
    await device(lee, `phone-${n}`);
  }
  expect(await base.asOwner("select 1 from delivery.push_subscription where person_id = $1", [lee])).toHaveLength(10);
  const inside = await house.as(lee, (tx, as) => house.delivery.subscribe(tx, as, { endpoint: "http://10.0.0.1/", p256dh: "p", auth: "a" }));
  expect(inside).toMatchObject({ ok: false, refusal: { code: "delivery.noPushService", field: "endpoint" } });
});

test("[R6] [R7] paged three times is one line to read; taken by one, it waits for nobody", async () => {
  const message = await house.send();
  await run({ minutes: 11 });
  const untaken = (who: typeof lee) => house.as(who, (tx) => house.delivery.untaken(tx, who));
  const pages = (who: typeof lee) => house.as(who, (tx) => house.delivery.pages(tx, who));
  expect([await untaken(lee), await untaken(cho)]).toEqual([1, 1]);
  expect(await pages(lee)).toMatchObject([{ message, attempt: expect.any(String) }]);
  house.told.length = 0;
  await house.as(cho, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
  expect([await untaken(lee), await untaken(cho)]).toEqual([0, 0]);
  expect(house.told.toSorted()).toEqual([lee, cho].toSorted());
  await run({ hours: 13 });
  expect(await pages(lee)).toEqual([]);
});

test("[R18] each page is told to whom it is for when it is kept, once; when somebody took the message no other is told", async () => {
  const message = await house.send();
  await run({ minutes: 11 });
  const kept = await base.asOwner<{ person: string; attempt: string }>("select person_id as person, id as attempt from delivery.inbox order by placed_at, id");
  expect(house.paged.toSorted((a, b) => (a.attempt < b.attempt ? -1 : 1))).toEqual(kept.toSorted((a, b) => (a.attempt < b.attempt ? -1 : 1)));
  expect(new Set(kept.map(({ person }) => person))).toEqual(new Set([lee, cho]));
  await house.as(cho, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
  await run({ minutes: 10 });
  expect(house.paged).toHaveLength(kept.length);
});

test("[R7] an inbox reaches over clients, and shows nobody else's pages", async () => {
  house.roster.first = cho;
  const one = await house.send({ account: pediatrics });
  const two = await house.send({ account: ent });
  await run({ seconds: 1 });
  expect((await house.as(cho, (tx) => house.delivery.pages(tx, cho))).map((page) => [page.client, page.message]).toSorted()).toEqual([[lakeside, one], [harbor, two]].toSorted());
  expect(await house.as(park, (tx) => house.delivery.pages(tx, cho))).toEqual([]);
  expect(await house.as(park, (tx) => house.delivery.untaken(tx, park))).toBe(0);
});
