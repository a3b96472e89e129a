import type { Instant } from "../../../foundation/time.ts";

/** What was done to a record after it was signed. Numbered from 1 in the order of the acts. */
export interface Change {
  readonly number: number;
  readonly act: "suspend" | "resume" | "end";
  readonly at: Instant;
}

export interface Term {
  readonly id: string;
  readonly effectiveAt: Instant;
  /** Exclusive. Null: until ended. */
  readonly endsAt: Instant | null;
  readonly recordedAt: Instant;
  readonly changes: readonly Change[];
}

export type State = "in-force" | "not-yet" | "suspended" | "expired" | "ended";

export interface Standing {
  readonly kind: State | "none";
  /** The record that decides. */
  readonly agreement: string | null;
  /** In force: when the gate closes if nobody acts. Not yet: when it opens. Null: no such instant is known. */
  readonly until: Instant | null;
}

const changesBy = (term: Term, at: Instant): Change[] => term.changes.filter((change) => change.at <= at).toSorted((a, b) => a.number - b.number);
const endedAt = (term: Term): Instant | undefined => term.changes.find((change) => change.act === "end")?.at;

/** [G1] [G5] The state of one record, told from the acts that had happened by then. */
export function stateOf(term: Term, at: Instant): State {
  const acts = changesBy(term, at);
  if (acts.some((change) => change.act === "end")) return "ended";
  if (term.endsAt !== null && at >= term.endsAt) return "expired";
  if (at < term.effectiveAt) return "not-yet";
  return acts.at(-1)?.act === "suspend" ? "suspended" : "in-force";
}

/** Later effective is newer; of two that begin together, the one recorded later; then the greater id, so that order is total. */
const newestFirst = (a: Term, b: Term): number =>
  b.effectiveAt - a.effectiveAt || b.recordedAt - a.recordedAt || (a.id < b.id ? 1 : -1);

/** A record counts from its effective instant on, unless it was ended before that: then it never began. */
function hasBegun(term: Term, at: Instant): boolean {
  const ended = endedAt(term);
  return term.effectiveAt <= at && (ended === undefined || ended >= term.effectiveAt);
}

/** [G2] [G3] [G4] Which record decides at this instant, and what it says; `until` is left to `standing`. */
function decide(terms: readonly Term[], at: Instant): Omit<Standing, "until"> {
  const begun = terms.filter((term) => hasBegun(term, at)).toSorted(newestFirst);
  const suspended = begun.find((term) => stateOf(term, at) === "suspended");
  const decisive = suspended ?? begun[0];
  if (decisive) return { kind: stateOf(decisive, at), agreement: decisive.id };
  const coming = nextToBegin(terms, at);
  return coming ? { kind: "not-yet", agreement: coming.id } : { kind: "none", agreement: null };
}

const nextToBegin = (terms: readonly Term[], at: Instant): Term | undefined =>
  terms.filter((term) => stateOf(term, at) === "not-yet").toSorted(newestFirst).at(-1);

/** [G6] The first instant after `at` at which a record begins or ends and the gate is then closed. */
function closesAt(terms: readonly Term[], at: Instant): Instant | null {
  const known = terms.map((term) => ({ ...term, changes: changesBy(term, at) }));
  const edges = known.flatMap((term) => [term.effectiveAt, term.endsAt]).filter((edge) => edge !== null && edge > at) as Instant[];
  return edges.toSorted((a, b) => a - b).find((edge) => decide(known, edge).kind !== "in-force") ?? null;
}

/** The gate's question: may a call of this client be offered at this instant? Only "in-force" says yes. */
export function standing(terms: readonly Term[], at: Instant): Standing {
  const verdict = decide(terms, at);
  if (verdict.kind === "in-force") return { ...verdict, until: closesAt(terms, at) };
  if (verdict.kind === "not-yet") return { ...verdict, until: nextToBegin(terms, at)?.effectiveAt ?? null };
  return { ...verdict, until: null };
}
