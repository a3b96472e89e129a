import { DIGEST_MESSAGES_MAX, type DigestPlan } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { DEFAULT_PLAN, lastDigest, nextDigest, pickUpBy, RING_MINUTES } from "../rules/digest.ts";
import * as digests from "../store/digests.ts";
import { openingOf } from "./keep-hold.ts";
import { worker } from "./work-step.ts";

export const ROUND = "digest.round";
export const ROUND_OF_CLIENT = "digest.client";
export const MAKE = "digest.make";
export const LATE = "digest.late";
/** The one timer's own subject. */
const TIMER = "00000000-0000-0000-0000-000000000268";
/** An account that was opened since has its first digest by then. */
const EVERY = { hours: 6 };
/** Nobody's life hangs on it: whatever is a page goes first. */
const PRIORITY = 8;

export interface Place {
  readonly client: ClientId;
  readonly account: AccountId;
}
interface Night extends Place {
  readonly plan: DigestPlan;
  readonly zone: string;
}

/** Once at each start: one timer for the whole database, however often and on however many machines it starts. */
export const beginDigests = (needs: Needs) => (): Promise<void> =>
  needs.db.transaction(system("dispatch").scope, async (tx) => {
    await needs.due.cancel(tx, { subject: TIMER });
    await needs.due.at(tx, { kind: ROUND, subject: TIMER, at: needs.world.now(), priority: PRIORITY, single: true });
  });

export const goRound = (needs: Needs): DueHandler => (_job, finish) =>
  needs.db.transaction(system("dispatch").scope, async (tx) => {
    const at = needs.world.now();
    for (const client of await needs.everyClient(tx)) await needs.due.at(tx, { kind: ROUND_OF_CLIENT, subject: client, client, at, priority: PRIORITY });
    await finish(tx);
    await needs.due.at(tx, { kind: ROUND, subject: TIMER, at: plus(at, EVERY), priority: PRIORITY, single: true });
  });

export const planClient = (needs: Needs): DueHandler => (job, finish) =>
  needs.db.transaction(worker(job.client!).scope, async (tx) => {
    for (const account of await needs.accountsOf(tx, job.client!)) await planNext(needs, tx, { client: job.client!, account });
    await finish(tx);
  });

export const planOf = async (tx: Tx, at: Place): Promise<DigestPlan> => (await digests.planOf(tx, at)) ?? DEFAULT_PLAN;

/** [D31] One timer for each account, at the first hour of its digest after the last that was made: a night that the service was away for is made up for. */
export async function planNext(needs: Needs, tx: Tx, place: Place): Promise<void> {
  const account = await needs.accountOf(tx, place.account);
  if (!account) return;
  const clock = { at: (await planOf(tx, place)).at, zone: account.zone };
  const [last] = await digests.newest(tx, { ...place, limit: 1 });
  await needs.due.cancel(tx, { subject: place.account, kinds: [MAKE] });
  await needs.due.at(tx, { kind: MAKE, subject: place.account, client: place.client, at: nextDigest(clock, last?.until ?? needs.world.now()), priority: PRIORITY });
}

/** [D31] The hour has come: what happened since the last digest is counted, and the office is told that it is there. */
export const makeDigest = (needs: Needs): DueHandler => async (job, finish) => {
  const place = { client: job.client!, account: job.subject as AccountId };
  await needs.db.transaction(worker(place.client).scope, async (tx) => {
    const account = await needs.accountOf(tx, place.account);
    await finish(tx);
    if (!account) return;
    const night: Night = { ...place, plan: await planOf(tx, place), zone: account.zone };
    const window = await windowOf(needs, tx, night);
    if (window) await make(needs, tx, { night, window });
    await planNext(needs, tx, place);
  });
};

interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

/** From the last digest to the hour that has come; the first one has a day. Undefined: the hour was changed, and is still to come. */
async function windowOf(needs: Needs, tx: Tx, { plan, zone, ...place }: Night): Promise<Window | undefined> {
  const now = needs.world.now();
  const clock = { at: plan.at, zone };
  const [last] = await digests.newest(tx, { ...place, limit: 1 });
  const until = last ? nextDigest(clock, last.until) : lastDigest(clock, now);
  return until > now ? undefined : { from: last?.until ?? plus(until, { days: -1 }), until };
}

async function make(needs: Needs, tx: Tx, { night, window }: { night: Night; window: Window }): Promise<void> {
  const { client, account, plan } = night;
  const madeAt = needs.world.now();
  const messages = await digests.ofTheNight(tx, { client, account, ...window, limit: DIGEST_MESSAGES_MAX + 1 });
  const calls = await needs.callsOf(tx, { client, account, ...window });
  const counts = { ...calls, messages: messages.length, taken: messages.filter(({ taken }) => taken).length, held: messages.filter(({ held }) => held).length, untaken: messages.filter(({ taken }) => !taken).length };
  const row = { client, account, id: needs.world.id(), ...window, madeAt, counts, dueAt: pickUpBy({ madeAt, opens: await openingOf(needs, tx, { account, at: madeAt }), plan, messages: messages.length }) };
  if (!(await digests.add(tx, row))) return;
  for (const { message } of messages) digests.addItem(tx, { client, id: needs.world.id(), digest: row.id, message });
  await needs.audit.record(tx, worker(client), "digest.make", { type: "account", id: account, client }, undefined, { digest: row.id });
  if (row.dueAt !== null) await tellOffice(needs, tx, { client, digest: row.id, dueAt: row.dueAt });
}

/** [D33] A word without anything in it, by the ways there are; what it is about stands behind the sign-in. Another way to tell an office belongs here. */
async function tellOffice(needs: Needs, tx: Tx, { client, digest, dueAt }: { client: ClientId; digest: string; dueAt: Instant }): Promise<void> {
  for (const manager of await needs.managersOf(tx, client)) await needs.delivery.wake(tx, manager);
  await needs.due.at(tx, { kind: LATE, subject: digest, client, at: dueAt, priority: PRIORITY, payload: { rung: false } });
}

/** [D33] Nobody at the office has opened it: the desk rings, and when that was in vain as well, a supervisor hears of it. */
export const digestLate = (needs: Needs): DueHandler => (job, finish) =>
  needs.db.transaction(worker(job.client!).scope, async (tx) => {
    const row = await digests.find(tx, job.subject);
    await finish(tx);
    if (!row || row.pickedUpAt !== null) return;
    const at = needs.world.now();
    const wasRung = job.payload["rung"] === true;
    await needs.facts.record(tx, { name: wasRung ? "dispatch.digest-unread" : "dispatch.digest-late", subject: row.account, client: row.client, at, ids: { account: row.account, digest: row.id } });
    if (!wasRung) await needs.due.at(tx, { kind: LATE, subject: row.id, client: row.client, at: plus(at, { minutes: RING_MINUTES }), priority: PRIORITY, payload: { rung: true } });
  });
