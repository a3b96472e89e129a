import { z } from "zod";
import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { seatsOf } from "../../oncall/index.ts";
import { CONFIRM_MINUTES, handOversIn, passedAt, PLANNED_HOURS, REMIND_HOURS, type HandOver } from "../rules/hand-overs.ts";
import * as store from "../store/hand-overs.ts";

export const REMIND = "coverage.remind";
export const HAND = "coverage.hand-over";
export const CHECK = "coverage.unconfirmed";
const TIMERS = [REMIND, HAND, CHECK] as const;

const keyOf = ({ rank, at, person }: Pick<HandOver, "rank" | "at" | "person">): string => `${rank} ${at} ${person}`;

/** [CV8] Writes down the hand-overs ahead with their timers; what the schedule does not say any more is dropped with its own. */
export async function planAccount(needs: Needs, tx: Tx, account: Pick<AccountRow, "id" | "client">): Promise<void> {
  const now = needs.world.now();
  const cover = await needs.oncall.cover(tx, account.id, { window: { from: now, until: plus(now, { hours: PLANNED_HOURS }) } });
  if (!cover?.ok) return;
  const ahead = handOversIn(seatsOf(cover.value), now).filter(({ person }) => cover.value.people.has(person));
  const wanted = new Set(ahead.map(keyOf));
  for (const planned of await store.plannedAfter(tx, account.id, now)) {
    if (wanted.has(keyOf(planned))) continue;
    await store.drop(tx, planned.id, now);
    await needs.due.cancel(tx, { subject: planned.id, kinds: TIMERS });
  }
  for (const one of ahead) {
    const row = await store.plan(tx, { client: account.client, id: needs.world.id(), account: account.id, ...one });
    if (row) await setTimers(needs, tx, { id: row.id, client: account.client, at: one.at });
  }
}

async function setTimers({ due, world }: Needs, tx: Tx, of: { id: string; client: AccountRow["client"]; at: Instant }): Promise<void> {
  await due.cancel(tx, { subject: of.id, kinds: TIMERS });
  const remindAt = Math.max(world.now(), plus(of.at, { hours: -REMIND_HOURS })) as Instant;
  for (const [kind, at] of [[REMIND, remindAt], [HAND, of.at], [CHECK, plus(of.at, { minutes: CONFIRM_MINUTES })]] as const) await due.at(tx, { kind, subject: of.id, client: of.client, at });
}

/** A change by a person. What the house itself sets up, before anybody has signed in, passes nothing on. */
const Changed = z.object({ at: z.number(), by: z.string() });
const MOMENT = { minutes: 1 };

interface Passing {
  readonly account: Pick<AccountRow, "id" | "client">;
  readonly at: Instant;
  readonly by: PersonId;
}

/** [CV28] Whoever stands somewhere from the very instant of the change is told, as at any hand-over; whoever made it themselves has said by that that they have it. */
async function passOn(needs: Needs, tx: Tx, { account, at, by }: Passing): Promise<void> {
  for (const one of await passedNow(needs, tx, { account, at })) {
    await store.endAt(tx, { account: account.id, rank: one.rank, at });
    const row = await store.plan(tx, { client: account.client, id: needs.world.id(), account: account.id, ...one });
    if (row && one.person === by) await store.noteConfirmed(tx, row.id, at);
    if (row) await setTimers(needs, tx, { id: row.id, client: account.client, at });
  }
}

/** Who stood there by what was known a moment before, and who stands there now. */
async function passedNow({ oncall }: Needs, tx: Tx, { account, at }: Pick<Passing, "account" | "at">): Promise<HandOver[]> {
  const before = await oncall.cover(tx, account.id, { window: { from: at, until: plus(at, MOMENT) }, known: instant(at - 1) });
  const after = await oncall.cover(tx, account.id, { window: { from: at, until: plus(at, { hours: PLANNED_HOURS }) } });
  if (!before?.ok || !after?.ok) return [];
  return passedAt(at, { before: seatsOf(before.value), after: seatsOf(after.value) }).filter(({ person }) => after.value.people.has(person));
}

/** A schedule, an override, a swap or a note changed: the hand-overs of that account are looked at anew. */
export const planAgain = (needs: Needs): Subscriber => (job, finish) =>
  needs.db.transaction(system("coverage", { clients: job.client === null ? [] : [job.client] }).scope, async (tx) => {
    const account = await needs.directory.account(tx, job.subject as AccountId);
    const change = Changed.safeParse(job.payload).data;
    if (account && change) await passOn(needs, tx, { account, at: instant(change.at), by: change.by as PersonId });
    if (account) await planAccount(needs, tx, account);
    await finish(tx);
  });
