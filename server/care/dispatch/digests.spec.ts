import { beforeEach, expect, test } from "vitest";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, lee, manager, pediatrics, sue, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
let told: string[];
const { run } = nightForEach((one) => void ({ base, house } = one)); // Thursday, 02:14 in New York.
beforeEach(async () => {
  Object.assign(house.timetable, { hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })) });
  told = [];
  for (const name of ["dispatch.digest-late", "dispatch.digest-unread", "dispatch.digest-picked-up"] as const) {
    house.facts.subscribe(name, "test", async (job, finish) => base.db.transaction({ role: "worker", clients: [job.client!] }, async (tx) => (told.push(name), finish(tx))));
  }
  await house.as(ana, async () => undefined);
  await house.dispatch.beginDigests();
});

const until = (iso: string) => run({ seconds: (fromIso(iso) - house.world.now()) / 1000 });
const list = async (who: PersonId = manager) => {
  const listed = await house.as(who, (tx, as) => house.dispatch.digests(tx, as, pediatrics.id));
  if (!listed.ok) throw new Error(listed.refusal.code);
  return listed.value;
};
const open = (who: PersonId, digest: string) => house.as(who, (tx, as) => house.dispatch.openDigest(tx, as, digest));
const shown = async (who: PersonId, digest: string) => {
  const opened = await open(who, digest);
  if (!opened.ok) throw new Error(opened.refusal.code);
  return opened.value;
};
const read = (who: PersonId, message: MessageId) => house.as(who, (tx, as) => house.dispatch.open(tx, as, message));
async function aNight(): Promise<{ taken: MessageId; waiting: MessageId; held: MessageId }> {
  const taken = await house.send({ urgency: "urgent" });
  await run({ minutes: 1 });
  await house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message: taken, revision: 1 }));
  const held = await house.send({ urgency: "routine", hold: "caller-content" });
  await run({ minutes: 1 });
  const waiting = await house.send({ urgency: "urgent" });
  return { taken, waiting, held };
}

test("[D31] at half past seven by the practice's clock its night is counted: calls, messages, acknowledged, held, and what nobody acknowledged", async () => {
  const { taken, held, waiting } = await aNight();
  await until("2027-01-14T12:29:59Z");
  expect((await list()).digests).toEqual([]);
  await until("2027-01-14T12:30:00Z");
  const [digest] = (await list()).digests;
  expect(digest).toMatchObject({ from: "2027-01-13T12:30:00.000Z", until: "2027-01-14T12:30:00.000Z", calls: 12, unanswered: 2, messages: 3, taken: 1, held: 1, untaken: 2, dueAt: "2027-01-14T14:00:00.000Z", pickedUpBy: null });
  const { messages } = await shown(sue, digest!.id);
  expect(messages.map(({ row, held: isHeld }) => [row.message, row.state, isHeld])).toEqual([[held, "working", true], [waiting, "alarm", false], [taken, "taken", false]]);
});

test("[D32] opened by the office it is picked up, once, with who and when; a message of it is when that is opened; a supervisor who looks proves nothing", async () => {
  const { taken } = await aNight();
  await until("2027-01-14T13:05:00Z");
  const { id } = (await list()).digests[0]!;
  await shown(sue, id);
  await read(sue, taken);
  expect((await list()).digests[0]!.pickedUpAt).toBeNull();
  expect((await shown(manager, id)).digest).toMatchObject({ pickedUpBy: "Mo Gray", pickedUpAt: "2027-01-14T13:05:00.000Z" });
  await run({ minutes: 5 });
  await read(manager, taken);
  await run({ minutes: 5 });
  await read(manager, taken);
  const again = await shown(manager, id);
  expect(again.digest.pickedUpAt).toBe("2027-01-14T13:05:00.000Z");
  expect(again.messages.map(({ openedBy, openedAt }) => [openedBy, openedAt])).toEqual([[null, null], [null, null], ["Mo Gray", "2027-01-14T13:10:00.000Z"]]);
  expect(await base.asOwner("select convert_from(bytes, 'UTF8')::jsonb ->> 'verdict' as verdict from audit.entry where convert_from(bytes, 'UTF8')::jsonb ->> 'action' = 'digest.open' order by id")).toEqual([{ verdict: "seen" }, { verdict: "picked-up" }, { verdict: "seen" }]);
  await run({ hours: 8 });
  expect(told).toEqual(["dispatch.digest-picked-up"]);
});

test("[D32] a clinician, an operator and whoever does not belong to the practice see no digest", async () => {
  await aNight();
  await until("2027-01-14T12:30:00Z");
  const { id } = (await list()).digests[0]!;
  expect([await open(lee, id), await open(ana, id)]).toMatchObject([{ ok: false, refusal: { code: "dispatch.mayNot" } }, { ok: false, refusal: { code: "dispatch.mayNot" } }]);
  expect(await open(manager, house.world.id())).toMatchObject({ ok: false, refusal: { code: "dispatch.notFound" } });
});

test("[D33] not opened an hour after the office did: the desk is asked to ring it, and half an hour later a supervisor is told; nothing more", async () => {
  await aNight();
  await until("2027-01-14T13:59:59Z");
  expect(told).toEqual([]);
  await run({ seconds: 1 });
  expect(told).toEqual(["dispatch.digest-late"]);
  await run({ minutes: 30 });
  expect(told).toEqual(["dispatch.digest-late", "dispatch.digest-unread"]);
  await run({ hours: 12 });
  expect(told).toHaveLength(2);
});

test("[D33] the office's devices are woken when it is there, with the words that they always say; a night without messages wakes nobody and is not waited for", async () => {
  await house.as(manager, (tx, as) => house.delivery.subscribe(tx, as, { endpoint: "https://push.example/mo", p256dh: "k", auth: "a" }));
  await until("2027-01-14T12:30:00Z");
  expect([(await list()).digests[0], house.pushed]).toMatchObject([{ messages: 0, calls: 12, dueAt: null }, []]);
  await aNight();
  await until("2027-01-15T12:30:00Z");
  expect(house.pushed.filter(({ endpoint }) => endpoint.endsWith("/mo"))).toEqual([{ endpoint: "https://push.example/mo", urgency: "routine" }]);
  await until("2027-01-15T15:00:00Z");
  expect(told).toEqual(["dispatch.digest-late", "dispatch.digest-unread"]);
});

test("[D31] a night that the service was away for is made up for, each night once, however often it starts", async () => {
  await until("2027-01-14T12:31:00Z");
  house.world.move({ days: 3 });
  await house.dispatch.beginDigests();
  await house.dispatch.beginDigests();
  await run({ seconds: 0 });
  expect((await list()).digests.map((one) => one.until)).toEqual(["2027-01-17T12:30:00.000Z", "2027-01-16T12:30:00.000Z", "2027-01-15T12:30:00.000Z", "2027-01-14T12:30:00.000Z"]);
});

test("[D31] the office chooses the hour and how long it may wait; a supervisor may, an operator may not; no part of a night is left out or told twice", async () => {
  const save = (who: PersonId, at: string) => house.as(who, (tx, as) => house.dispatch.saveDigestPlan(tx, as, { account: pediatrics.id, at, pickUpMinutes: 30 }));
  await until("2027-01-14T12:30:00Z");
  expect(await save(ana, "06:00")).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await save(manager, "06:00")).toMatchObject({ ok: true });
  await until("2027-01-15T11:00:00Z");
  expect(await save(sue, "09:15")).toMatchObject({ ok: true });
  await until("2027-01-15T14:15:00Z");
  const { digests, plan } = await list();
  expect(digests.map((one) => [one.from, one.until])).toEqual([
    ["2027-01-15T11:00:00.000Z", "2027-01-15T14:15:00.000Z"], ["2027-01-14T12:30:00.000Z", "2027-01-15T11:00:00.000Z"], ["2027-01-13T12:30:00.000Z", "2027-01-14T12:30:00.000Z"],
  ]);
  expect(plan).toEqual({ at: "09:15", pickUpMinutes: 30 });
});
