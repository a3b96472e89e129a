import type { Tx } from "../../foundation/db/db.ts";
import type { Answered, Attempt, ReceiptRow } from "../delivery/index.ts";
import type { Needs } from "./needs.ts";
import { answerOf } from "./rules/answer-of.ts";
import type { Case } from "./rules/core.ts";
import type { Try, Work } from "./rules/next-move.ts";
import * as decisions from "./store/decisions.ts";
import type { DispatchRow } from "./store/dispatches.ts";

/** Everything known about one dispatch: the row, who was chosen when, each attempt and what came back. */
export interface Loaded {
  readonly row: DispatchRow;
  readonly decisions: readonly decisions.DecisionRow[];
  readonly attempts: readonly Attempt[];
  readonly receipts: readonly ReceiptRow[];
}

export async function load(needs: Pick<Needs, "delivery">, tx: Tx, rows: readonly DispatchRow[]): Promise<Loaded[]> {
  if (rows.length === 0) return [];
  const chosen = await decisions.of(tx, rows.map((row) => row.id));
  const attempts = await needs.delivery.attemptsOf(tx, rows.map((row) => row.message));
  const receipts = await needs.delivery.receiptsOf(tx, attempts.map((one) => one.id));
  const byDispatch = Map.groupBy(chosen, (one) => one.dispatch);
  const byMessage = Map.groupBy(attempts, (one) => one.message);
  const byAttempt = Map.groupBy(receipts, (one) => one.attempt);
  return rows.map((row) => {
    // A corrected message has attempts of older revisions too; they belong to the dispatch of that revision.
    const own = (byMessage.get(row.message) ?? []).filter((one) => one.revision === row.revision);
    return { row, decisions: byDispatch.get(row.id) ?? [], attempts: own, receipts: own.flatMap((one) => byAttempt.get(one.id) ?? []) };
  });
}

/** The same of one row, by its keys: what the ladder asks at every step. */
export async function loadOne(needs: Pick<Needs, "delivery">, tx: Tx, row: DispatchRow): Promise<Loaded> {
  return known(row, await Promise.all([decisions.ofOne(tx, { client: row.client, dispatch: row.id }), needs.delivery.answersFor(tx, row)]));
}

/** Puts together what was asked for in one go. A corrected message has attempts of older revisions too; they belong to that revision's dispatch. */
export function known(row: DispatchRow, [chosen, answered]: readonly [decisions: readonly decisions.DecisionRow[], answered: readonly Answered[]]): Loaded {
  const attempts = answered.filter((one) => one.revision === row.revision);
  return { row, decisions: chosen, attempts, receipts: attempts.flatMap((one) => one.receipts) };
}

/** The part the ladder is decided from. Pages beside the ladder do not move it. */
export function workOf({ row, decisions: chosen, receipts }: Loaded): Work {
  return { state: row.state, steps: row.steps, tries: onLadder(chosen).map((one) => tryOf(one, receipts)) };
}

export const onLadder = (chosen: readonly decisions.DecisionRow[]): decisions.DecisionRow[] => chosen.filter((one) => one.step !== null && one.repeat !== null);

/** All that the core knows of it. Whoever was paged beside the ladder and passed it on is not asked again either. */
export function caseOf(loaded: Loaded): Case {
  const { row, decisions: chosen } = loaded;
  return { ...workOf(loaded), revision: row.revision, takenBy: row.takenBy, takenAt: row.takenAt, nextAt: row.nextAt, passed: chosen.filter((one) => one.passedAt !== null).flatMap((one) => one.person ?? []) };
}

const tryOf = (one: decisions.DecisionRow, receipts: readonly ReceiptRow[]): Try => ({
  rung: { step: one.step!, repeat: one.repeat! }, attempt: one.attempt, person: one.person, passed: one.passedAt !== null, hurried: one.hurriedAt !== null,
  ...cameOf(one, receipts),
});

function cameOf(one: decisions.DecisionRow, receipts: readonly ReceiptRow[]): Pick<Try, "outcome" | "answeredAt" | "heldUntil"> {
  if (one.heldUntil !== null) return { outcome: "held", answeredAt: one.decidedAt, heldUntil: one.heldUntil };
  return isAsked(one) ? { outcome: one.ringResult ?? "asked", answeredAt: one.decidedAt } : answerOf(one.attempt, receipts);
}

/** The desk was to ring somebody; where nobody was there to ring, it was not asked. */
export const isAsked = ({ role, person }: Pick<decisions.DecisionRow, "role" | "person">): boolean => role === "nurse-triage" || role === "office-phone" || (role === "operator-calls" && person !== null);
