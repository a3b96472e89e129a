import { HOLDS_SHOWN_MAX, type Hold, type HoldFinding } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { isOver, outcomeOf } from "../rules/hold-outcome.ts";
import * as dispatches from "../store/dispatches.ts";
import * as holds from "../store/holds.ts";
import { worker } from "./work-step.ts";

const REVIEWED_SHOWN = { days: -7 };
type Row = holds.HoldRow & { readonly dispatched: dispatches.DispatchRow };

/** [D29] What waited for an office and nobody has reviewed, the longest first; then what was reviewed lately. */
export const listHolds = (needs: Needs) => async (tx: Tx, as: Actor): Promise<Outcome<{ holds: Hold[]; more: boolean }>> => {
  if (as.kind !== "person" || !(await needs.access.may(tx, as, "hold.review"))) return refuse(refusals.mayNot);
  const found = await holds.forReview(tx, { reviewedSince: plus(needs.world.now(), REVIEWED_SHOWN), limit: HOLDS_SHOWN_MAX + 1 });
  const rows = await withDispatches(tx, found.slice(0, HOLDS_SHOWN_MAX));
  const names = await needs.namesOf(tx, [...new Set(rows.flatMap((row) => [row.by, row.reviewedBy, row.dispatched.takenBy].flatMap((one) => one ?? [])))]);
  return done({ holds: rows.map((row) => shown(row, { names, me: as.person })), more: found.length > HOLDS_SHOWN_MAX });
};

async function withDispatches(tx: Tx, rows: readonly holds.HoldRow[]): Promise<Row[]> {
  const byId = new Map((await dispatches.byIds(tx, rows.map(({ dispatch }) => dispatch))).map((one) => [one.id, one]));
  return rows.map((row) => ({ ...row, dispatched: byId.get(row.dispatch)! }));
}

function shown({ dispatched, ...row }: Row, { names, me }: { names: ReadonlyMap<PersonId, string>; me: PersonId }): Hold {
  const nameOf = (person: PersonId | null): string | null => person && (names.get(person) ?? "A former colleague");
  return {
    id: row.id, message: row.message, revision: row.revision, account: row.account, accountName: dispatched.accountName, zone: dispatched.zone,
    heldAt: toIso(row.heldAt), until: toIso(row.until), heldBy: nameOf(row.by), reason: row.reason, own: row.by === me,
    outcome: outcomeOf({ state: dispatched.state, officeHad: row.officeHad }), takenBy: nameOf(dispatched.takenBy), takenAt: dispatched.takenAt && toIso(dispatched.takenAt),
    reviewedBy: nameOf(row.reviewedBy), reviewedAt: row.reviewedAt && toIso(row.reviewedAt), finding: row.finding,
  };
}

/** [D29] Somebody else than who held it says whether that was right. A second review changes nothing and is no error. */
export const reviewHold = (needs: Needs) => async (tx: Tx, as: Actor, ask: { hold: string; finding: HoldFinding }): Promise<Outcome<undefined>> => {
  const row = await holds.lock(tx, ask.hold);
  if (!row || as.kind !== "person") return refuse(refusals.noSuchHold);
  const verdict = await judge(needs, tx, { as, person: as.person, row });
  await needs.audit.record(tx, as, "hold.review", { type: "message", id: row.message, client: row.client }, verdict.ok ? ask.finding : verdictOf(verdict));
  if (!verdict.ok || row.reviewedAt !== null) return verdict;
  const at = needs.world.now();
  await holds.setReviewed(tx, { client: row.client, id: row.id, by: as.person, at, finding: ask.finding });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "held", who: as.person, say: ask.finding === "right" ? "The hold was reviewed: it was right." : "The hold was reviewed: it should have gone out." });
  return done();
};

async function judge(needs: Needs, tx: Tx, { as, person, row }: { as: Actor; person: PersonId; row: holds.HoldRow }): Promise<Outcome<undefined>> {
  if (!(await needs.access.may(tx, as, "hold.review", row.client))) return refuse(refusals.mayNot);
  if (row.by === person) return refuse(refusals.ownHold);
  const [found] = await withDispatches(tx, [row]);
  return isOver(outcomeOf({ state: found!.dispatched.state, officeHad: row.officeHad })) ? done() : refuse(refusals.notOverYet);
}

/** [D29] A day after the office opened nobody has looked at it: the office is told, so that it does not fall out of a list. */
export const tellUnreviewed = (needs: Needs): DueHandler => async (job, finish) => {
  const as = worker(job.client!);
  await needs.db.transaction(as.scope, async (tx) => {
    const row = await holds.find(tx, job.subject);
    if (row && row.reviewedAt === null) await needs.facts.record(tx, { name: "dispatch.hold-unreviewed", subject: row.account, client: row.client, at: needs.world.now(), ids: { account: row.account, message: row.message } });
    await finish(tx);
  });
};
