import { afterEach, beforeEach, expect, test } from "vitest";
import type { Urgency } from "../../../contract/index.ts";
import { system } from "../../foundation/actor.ts";
import { createDue, createRunner, type Job } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AttemptId, MessageId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { fromIso } from "../../foundation/time.ts";
import { createAudit } from "../../trust/audit/index.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { cho, lakeside, lee, night, park, type Night } from "../../testing/night.ts";
import { advance } from "../../testing/time.ts";
import { createDelivery, type Answer, type Channel, type Guard } from "./index.ts";

let base: TestDatabase;
let house: Night;
let sent: AttemptId[];
let answer: (id: AttemptId) => Promise<Answer>;
let silences: (() => void)[];
let told: string[];
const scope = system("test", { clients: [lakeside] }).scope;
const guard: Guard = { limits: { channel: { perMinute: 2, atOnceMax: 2 }, person: { perMinute: 60, atOnceMax: 60 } }, patience: { faultsMax: 3, pauseSeconds: 30, pauseSecondsMax: 300, answerSecondsMax: 20 } };

beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
  [sent, silences, told] = [[], [], []];
  answer = async () => ({ kind: "accepted" });
});
afterEach(() => base.drop());

/** A process of the service with one way that leads outside, over the same database; a second one is what a restart leaves. */
function process(over: Partial<Guard["limits"]> = {}) {
  const { world } = house;
  const due = createDue({ wake: () => undefined });
  const facts = createFacts({ due });
  for (const name of ["delivery.channel-opened", "delivery.channel-closed"] as const) {
    facts.subscribe(name, "test", async (job, finish) => base.db.transaction(scope, (tx) => (told.push(`${name} ${String(job.payload["channel"])}`), finish(tx))));
  }
  const way: Channel = { name: "voice", guard: { ...guard, limits: { ...guard.limits, ...over } }, send: (errand) => (sent.push(errand.id), answer(errand.id)) };
  const delivery = createDelivery({
    db: base.db, world, due, facts, audit: createAudit({ world }), addEvent: house.messages.addEvent, live: { inboxChanged: () => undefined, paged: () => undefined },
    push: { publicKey: "test", accepts: () => true, wake: async () => "pushed" }, after: (_milliseconds, ring) => (silences.push(ring), () => undefined),
  }, [way]);
  const errand = async (job: Job) => base.db.transaction(scope, async (tx) => {
    const attempt = (await delivery.attemptsOf(tx, [job.payload["message"] as MessageId])).find(({ id }) => id === job.subject)!;
    return job.tries > 1 || job.payload["again"] ? delivery.claimAgain(tx, { client: lakeside, attempt: attempt.id }) : attempt;
  });
  due.on("test.page", async (job, finish) => {
    await delivery.perform({ ...(await errand(job)), urgency: job.payload["urgency"] as Urgency, wanted: async () => true, answered: (tx) => finish(tx).catch(() => undefined) });
  });
  const runner = createRunner({ db: base.db, due, world, log: silentLog, leaseSeconds: 0 });
  const page = async (urgency: Urgency, person = lee): Promise<AttemptId> => {
    world.move({ milliseconds: 1 }); // No two are claimed in one instant, so that who came first is plain.
    const message = await house.send();
    await base.asOwner("delete from foundation.due where kind like 'dispatch.%' or kind like 'fact.%'");
    return base.db.transaction(scope, async (tx) => {
      const { id } = await delivery.claim(tx, { client: lakeside, message, revision: 1, person, channel: "voice" });
      await due.at(tx, { kind: "test.page", subject: id, client: lakeside, at: world.now(), priority: { emergency: 1, urgent: 2, routine: 4 }[urgency], payload: { message, urgency } });
      return id;
    });
  };
  return { page, settle: () => runner.settle(), advance: (seconds: number) => advance(world, runner, { seconds }), delivery };
}
const receipts = async (id: AttemptId) => (await base.asOwner<{ state: string; reason: string | null }>("select state, reason from delivery.receipt where attempt_id = $1 and state <> 'claimed' order by at, state", [id])).map(({ state, reason }) => reason ?? state);
const lines = async () => (await base.asOwner<{ say: string }>("select say from messages.event where say like 'Waits%' order by say")).map(({ say }) => say);

test("[R11] of five pages at once two leave, and one every half minute after that; each timeline says once what it waits for, and none is a repeat", async () => {
  const p = process();
  const pages = [];
  for (let n = 0; n < 5; n++) pages.push(await p.page("routine"));
  await p.settle();
  expect(sent).toEqual(pages.slice(0, 2));
  expect(await lines()).toEqual(Array(3).fill("Waits: the channel allows 2 a minute."));
  await p.advance(29);
  expect(sent).toHaveLength(2);
  await p.advance(1);
  expect(sent).toEqual(pages.slice(0, 3));
  await p.advance(60);
  expect(sent).toEqual(pages);
  expect(await base.asOwner("select 1 from delivery.attempt where repeats > 0")).toEqual([]);
  expect([await lines(), await base.asOwner("select 1 from delivery.turn")]).toEqual([Array(3).fill("Waits: the channel allows 2 a minute."), []]);
});

test("[R12] an urgent page that comes last leaves first, and the routine ones keep their order behind it", async () => {
  const p = process();
  const pages = [];
  for (let n = 0; n < 4; n++) pages.push(await p.page("routine"));
  await p.advance(10);
  const urgent = await p.page("urgent", cho);
  await p.advance(90);
  expect(sent).toEqual([pages[0], pages[1], urgent, pages[2], pages[3]]);
});

test("[R11] a restart gives away no burst and no place", async () => {
  const before = process();
  const pages = [];
  for (let n = 0; n < 4; n++) pages.push(await before.page("routine"));
  await before.settle();
  const after = process();
  await after.advance(29);
  expect(sent).toEqual(pages.slice(0, 2));
  await after.advance(31);
  expect(sent).toEqual(pages);
});

test("[R11] [R15] one person's limit holds up nobody else", async () => {
  const p = process({ channel: { perMinute: 600, atOnceMax: 60 }, person: { perMinute: 1, atOnceMax: 1 } });
  const [first, second, other] = [await p.page("urgent"), await p.page("urgent"), await p.page("routine", park)];
  await p.settle();
  expect(sent).toEqual([first, other]);
  expect(await lines()).toEqual(["Waits: the channel allows 1 a minute to one person."]);
  expect(await base.db.transaction(scope, p.delivery.ways)).toMatchObject([{ name: "voice", waiting: 1, faults: 0, closed: null }, { name: "push" }]);
  await p.advance(60);
  expect(sent).toEqual([first, other, second]);
});

test("[R13] [R15] a way that refuses three times is passed over at once; a page that tries it half a minute later opens it to all, and the office hears both", async () => {
  const p = process({ channel: { perMinute: 600, atOnceMax: 60 } });
  answer = async () => ({ kind: "failed", reason: "refused", fault: "channel" });
  for (let n = 0; n < 3; n++) await p.page("urgent");
  await p.settle();
  const passedOver = await p.page("urgent");
  await p.settle();
  expect([sent.length, await receipts(passedOver), told]).toEqual([3, ["channel-open"], ["delivery.channel-opened voice"]]);

  const [way] = await base.db.transaction(scope, p.delivery.ways);
  expect(way).toMatchObject({ name: "voice", waiting: 0, guard: { all: { perMinute: 600 }, faultsMax: 3 }, faults: 3 });
  expect(fromIso(way!.closed!.tryAt) - fromIso(way!.closed!.since)).toBe(30_000);
  answer = async () => ({ kind: "accepted" });
  await p.advance(30);
  const [probe, next] = [await p.page("urgent"), await p.page("urgent")];
  await p.settle();
  expect([await receipts(probe), await receipts(next)]).toEqual([["accepted"], ["accepted"]]);
  expect(told).toEqual(["delivery.channel-opened voice", "delivery.channel-closed voice"]);
});

test("[R13] somebody who cannot be reached says nothing of the way to everybody else", async () => {
  const p = process({ channel: { perMinute: 600, atOnceMax: 60 } });
  answer = async () => ({ kind: "failed", reason: "busy" });
  for (let n = 0; n < 5; n++) await p.page("urgent");
  await p.settle();
  expect([sent.length, told]).toEqual([5, []]);
});

test("[R14] a way that is silent has failed; what it says later is kept beside the silence", async () => {
  const p = process();
  const late = Promise.withResolvers<Answer>();
  answer = () => late.promise;
  const page = await p.page("urgent");
  const settled = p.settle();
  await expect.poll(() => silences.length).toBe(1);
  silences[0]!();
  await settled;
  expect(await receipts(page)).toEqual(["silent"]);
  house.world.move({ seconds: 5 });
  late.resolve({ kind: "accepted" });
  await expect.poll(() => receipts(page)).toEqual(["silent", "accepted"]);
});
