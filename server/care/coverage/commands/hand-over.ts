import type { HandOver } from "../../../../contract/coverage.ts";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { CONFIRM_HOURS_BEFORE } from "../rules/hand-overs.ts";
import { sayHandedOver, seatCode } from "../rules/words.ts";
import * as store from "../store/hand-overs.ts";

const LISTED_MAX = 50;
/** How long what has gone from a person is still shown to them. */
const GONE_HOURS = 1;

/** A timer of one hand-over that still stands, for a person who still covers the account. */
const onTime = (needs: Needs, work: (tx: Tx, row: store.HandOverRow) => Promise<void>): DueHandler => (job, finish) =>
  needs.db.transaction(system("coverage", { clients: job.client === null ? [] : [job.client] }).scope, async (tx) => {
    const row = await store.lock(tx, job.subject);
    if (row && (await needs.oncall.coversAt(tx, row, row.person))) await work(tx, row);
    await finish(tx);
  });

/** [CV8] The phone is woken with the words that are always the same; what it is about stands in the room, behind the lock. */
export const remind = (needs: Needs): DueHandler => onTime(needs, async (tx, row) => {
  if (row.remindedAt !== null || row.confirmedAt !== null) return;
  await store.noteReminded(tx, row.id, needs.world.now());
  await needs.wake(tx, row.person);
  tx.afterCommit(() => needs.told(row.person));
});

/** [CV10] Duty passes: each message that nobody has taken says so, and both people are told how many there are. */
export const handOver = (needs: Needs): DueHandler => onTime(needs, async (tx, row) => {
  if (row.handedAt !== null) return;
  const at = needs.world.now();
  const open = (await needs.openMessages(tx)).filter(({ account }) => account === row.account);
  const names = await needs.namesOf(tx, [row.person, ...(row.before ? [row.before] : [])]);
  const say = sayHandedOver(row.rank, row.before === null ? null : (names.get(row.before) ?? null), names.get(row.person) ?? "a colleague");
  for (const { message, revision } of open) await needs.messages.addEvent(tx, { client: row.client, message, revision, at, kind: "handed-over", who: row.person, say });
  await store.noteHanded(tx, row.id, { at, open: open.length });
  if (open.length > 0) await needs.wake(tx, row.person);
  tx.afterCommit(() => [row.person, row.before].forEach((person) => person && needs.told(person)));
});

/** [CV9] Duty began a while ago, and nobody has said that they have it. */
export const tellUnconfirmed = (needs: Needs): DueHandler => onTime(needs, async (tx, row) => {
  const at = needs.world.now();
  if (row.confirmedAt !== null || row.until <= at) return;
  await store.noteTold(tx, row.id, at);
  await needs.facts.record(tx, { name: "coverage.unconfirmed", subject: row.person, client: row.client, at, ids: { account: row.account, rank: seatCode(row.rank) } });
});

/** [CV8] [CV10] What comes to this clinician, has just come, or has just gone from them. */
export const listHandOvers = (needs: Needs) => (as: Actor): Promise<Outcome<{ handOvers: HandOver[] }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (as.kind !== "person") return done({ handOvers: [] });
    const now = needs.world.now();
    const rows = await store.ofPerson(tx, as.person, { now, until: plus(now, { hours: CONFIRM_HOURS_BEFORE }), goneSince: plus(now, { hours: -GONE_HOURS }), limit: LISTED_MAX });
    const names = await needs.namesOf(tx, [...new Set(rows.flatMap(({ person, before }) => [person, ...(before ? [before] : [])]))]);
    const places = await placesOf(needs, tx, rows);
    return done({ handOvers: rows.map((row) => shown(row, { me: as.person, names, places })) });
  });

type Places = ReadonlyMap<string, { readonly name: string; readonly zone: string }>;

/** Somebody who covers another client has its account in no scope; they know the place by being on its schedule. */
async function placesOf(needs: Needs, tx: Tx, rows: readonly store.HandOverRow[]): Promise<Places> {
  const places = new Map<string, { name: string; zone: string }>();
  for (const { account } of rows) {
    const known = places.has(account) ? undefined : await needs.directory.account(tx, account);
    if (known) places.set(account, known);
  }
  return places;
}

const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at));

function shown(row: store.HandOverRow, known: { me: PersonId; names: ReadonlyMap<PersonId, string>; places: Places }): HandOver {
  const { name, zone } = known.places.get(row.account) ?? { name: "A practice you cover", zone: "UTC" };
  return {
    id: row.id, accountName: name, zone, rank: row.rank, at: toIso(row.at), until: toIso(row.until), mine: row.person === known.me, confirmedAt: iso(row.confirmedAt), open: row.open,
    before: row.before && (known.names.get(row.before) ?? null), to: known.names.get(row.person) ?? "A colleague",
  };
}

function judge(row: store.HandOverRow | undefined, person: PersonId, now: Instant): Outcome<store.HandOverRow> {
  if (!row || row.person !== person) return refuse(refusals.noSuchHandOver);
  return row.at > plus(now, { hours: CONFIRM_HOURS_BEFORE }) ? refuse(refusals.notBegun) : done(row);
}

/** [CV9] "I have it". A second press changes nothing. */
export const confirmHandOver = (needs: Needs) => (as: Actor, id: string): Promise<Outcome<object>> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (as.kind !== "person") return refuse(refusals.noSuchHandOver);
    const now = needs.world.now();
    const judged = judge(await store.lock(tx, id), as.person, now);
    await needs.audit.record(tx, as, "coverage.confirm", { type: "hand-over", id, ...(judged.ok && { client: judged.value.client }) }, verdictOf(judged));
    if (!judged.ok) return judged;
    await store.noteConfirmed(tx, id, now);
    tx.afterCommit(() => [as.person, judged.value.before].forEach((person) => person && needs.told(person)));
    return done({});
  });
