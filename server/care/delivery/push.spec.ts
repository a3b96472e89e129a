import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import type { AttemptId, MessageId } from "../../foundation/ids.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { cho, lakeside, lee, night, type Night } from "../../testing/night.ts";
import { advance } from "../../testing/time.ts";

let base: TestDatabase;
let house: Night;
let told: string[];
const scope = system("test", { clients: [lakeside] }).scope;
beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
  told = [];
  for (const name of ["delivery.channel-opened", "delivery.channel-closed"] as const) {
    house.facts.subscribe(name, "test", async (job, finish) => base.db.transaction(scope, (tx) => (told.push(`${name} ${String(job.payload["channel"])}`), finish(tx))));
  }
});
afterEach(() => base.drop());

const [ONE, OTHER] = ["https://one.example.org", "https://other.example.org"] as const;
const run = (seconds: number): Promise<unknown> => advance(house.world, house.runner, { seconds });
const device = (who: typeof lee, at: string) => house.as(who, (tx, as) => house.delivery.subscribe(tx, as, { endpoint: at, p256dh: "p", auth: "a" }));
const paged = async (message: MessageId): Promise<string[]> =>
  (await base.asOwner<{ person: string }>("select person_id as person from delivery.attempt where message_id = $1 order by number", [message])).map(({ person }) => (person === lee ? "Dr Lee" : "Dr Cho"));
const reasons = async (message: MessageId): Promise<(string | null)[]> =>
  (await base.asOwner<{ reason: string | null }>("select r.reason from delivery.receipt r join delivery.attempt a on a.client_id = r.client_id and a.id = r.attempt_id where a.message_id = $1 and a.person_id = $2 and r.state = 'failed'", [message, lee])).map(({ reason }) => reason);
const asked = (at: string): number => house.pushed.filter(({ endpoint }) => endpoint.startsWith(at)).length;
const ways = () => base.db.transaction(scope, house.delivery.ways);
/** Somebody takes it, so that nothing more comes of this message. */
const take = (who: typeof lee, message: MessageId) => house.as(who, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
async function pageThat(answer: "pushed" | "failed"): Promise<void> {
  house.push.answer = answer;
  const message = await house.send();
  await run(1);
  await take(lee, message);
  await run(1);
}

test("[R16] [R15] a service that takes nothing three times in a row is passed over; the devices of another are woken meanwhile, and the office reads of both", async () => {
  await device(lee, `${ONE}/phone`);
  await device(cho, `${OTHER}/phone`);
  for (let page = 0; page < 3; page++) await pageThat("failed");
  expect([asked(ONE), told]).toEqual([3, ["delivery.channel-opened push"]]);
  house.push.answer = "pushed";
  await house.send();
  await run(1);
  expect(asked(ONE)).toBe(3);
  house.roster.first = cho;
  await house.send();
  await run(1);
  expect(asked(OTHER)).toBe(1);
  const [, way, service] = await ways();
  expect(way).toMatchObject({ name: "push", waiting: 0, guard: { all: { perMinute: 6000 }, faultsMax: 3 }, faults: 0, closed: null });
  expect(service).toMatchObject({ name: "push one.example.org", faults: 3, closed: { since: expect.any(String), tryAt: expect.any(String) } });
});

test("[R16] after the pause one device alone tries the service; it answers, and all of them are woken again", async () => {
  for (const name of ["phone", "tablet", "watch"]) await device(lee, `${ONE}/${name}`);
  for (let page = 0; page < 3; page++) await pageThat("failed");
  await run(30);
  house.pushed.length = 0;
  house.push.answer = "pushed";
  const message = await house.send();
  await house.runner.settle();
  expect(asked(ONE)).toBe(1);
  expect(told).toEqual(["delivery.channel-opened push", "delivery.channel-closed push"]);
  await run(10);
  expect([asked(ONE), await paged(message)]).toEqual([3, ["Dr Lee"]]);
  expect(await ways()).toHaveLength(2);
});

test("[R16] a probe that fails keeps the service closed for twice as long, and one device is asked and not three", async () => {
  for (const name of ["phone", "tablet", "watch"]) await device(lee, `${ONE}/${name}`);
  for (let page = 0; page < 3; page++) await pageThat("failed");
  await run(30);
  house.pushed.length = 0;
  await pageThat("failed");
  await run(57);
  await pageThat("pushed");
  expect(asked(ONE)).toBe(1);
  await run(1);
  await pageThat("pushed");
  expect([asked(ONE), told]).toEqual([2, ["delivery.channel-opened push", "delivery.channel-closed push"]]);
});

test("[R16] keys that are none, and devices that are gone, close no service", async () => {
  for (const [name, answer] of [["a", "refused"], ["b", "refused"], ["c", "refused"], ["d", "gone"]] as const) {
    await device(lee, `${ONE}/${name}`);
    house.push.answer = answer;
    await take(lee, await house.send().then(async (message) => (await run(1), message)));
  }
  expect([told, await ways()]).toEqual([[], [expect.objectContaining({ name: "inbox" }), expect.objectContaining({ name: "push", closed: null })]]);
});

test.each(["failed", "refused", "gone"] as const)("[R17] [D41] the only phone: %s; whoever is next is paged after three seconds, and not after the patience of the step", async (answer) => {
  await device(lee, `${ONE}/phone`);
  await device(cho, `${OTHER}/phone`);
  house.push.answer = answer;
  const message = await house.send();
  await run(2);
  expect(await paged(message)).toEqual(["Dr Lee"]);
  house.push.answer = "pushed";
  await run(2);
  expect([await paged(message), await reasons(message)]).toEqual([["Dr Lee", "Dr Cho"], ["not-woken"]]);
  const { timeline } = await house.as(cho, async (tx, as) => {
    const opened = await house.dispatch.open(tx, as, message);
    if (!opened.ok) throw new Error(opened.refusal.code);
    return opened.value;
  });
  expect(timeline.map(({ say }) => say)).toContain("None of their devices could be woken. Whoever is next is reached now.");
});

test("[D41] a ladder that went on by itself while a phone could not be woken is let be: nobody is paged twice", async () => {
  await device(lee, `${ONE}/phone`);
  house.push.answer = "failed";
  const message = await house.send();
  await run(1);
  await house.as(lee, (tx, as) => house.dispatch.passOn(tx, as, { message, reason: "pass" }));
  await run(9);
  expect(await paged(message)).toEqual(["Dr Lee", "Dr Cho"]);
  expect(await base.asOwner("select 1 from delivery.attempt where repeats > 0")).toEqual([]);
});

test("[R17] [D41] a window that shows the page is as good as a phone that rings, and so is another device that was woken", async () => {
  await device(lee, `${ONE}/phone`);
  house.push.answer = "failed";
  const message = await house.send();
  await run(1);
  const [attempt] = await base.asOwner<{ id: AttemptId }>("select id from delivery.attempt");
  await house.as(lee, (tx, as) => house.dispatch.onDevice(tx, as, attempt!.id));
  await run(9);
  expect([await paged(message), await reasons(message)]).toEqual([["Dr Lee"], []]);
  house.push.answer = "pushed";
  house.push.failing.add(`${ONE}/phone`);
  await device(lee, `${OTHER}/tablet`);
  const second = await house.send();
  await run(9);
  expect([await paged(second), await reasons(second)]).toEqual([["Dr Lee"], []]);
});

test("[R11] [R16] a phone that was woken six times at once is woken again every five seconds; the pages are in the inbox all the while, and urgent ones wake it first", async () => {
  await device(lee, `${ONE}/phone`);
  for (let page = 0; page < 7; page++) await house.send({ urgency: "routine" });
  await house.runner.settle();
  await house.send({ urgency: "urgent" });
  await house.runner.settle();
  expect([asked(ONE), await house.as(lee, (tx) => house.delivery.untaken(tx, lee))]).toEqual([6, 8]);
  expect((await ways())[1]).toMatchObject({ name: "push", waiting: 2 });
  await run(5);
  expect(house.pushed.map(({ urgency }) => urgency).slice(6)).toEqual(["urgent"]);
  await run(5);
  expect([asked(ONE), (await ways())[1]!.waiting]).toEqual([8, 0]);
  expect((await base.asOwner<{ say: string }>("select distinct say from messages.event where say like '%waits%'")).map(({ say }) => say)).toEqual(["Waking the phone waits: the channel allows 12 a minute to one person."]);
});
