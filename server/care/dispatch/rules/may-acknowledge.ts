import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { WorkState } from "./next-move.ts";

export interface Standing {
  readonly state: WorkState;
  readonly revision: number;
  readonly takenBy: PersonId | null;
  readonly takenAt: Instant | null;
}

export type Verdict =
  | { readonly kind: "yes" }
  /** A second tap of the same person: nothing changes, and it is no error. */
  | { readonly kind: "already"; readonly at: Instant }
  | { readonly kind: "taken"; readonly by: PersonId; readonly at: Instant }
  | { readonly kind: "notAssigned" }
  | { readonly kind: "newerRevision" };

/** [D7] Whether this person may take this revision now. */
export function mayAcknowledge(standing: Standing, ask: { me: PersonId; assigned: boolean; revision: number }): Verdict {
  if (!ask.assigned) return { kind: "notAssigned" };
  if (ask.revision !== standing.revision || standing.state === "superseded") return { kind: "newerRevision" };
  const { takenBy, takenAt } = standing;
  if (takenBy === null || takenAt === null) return { kind: "yes" };
  return takenBy === ask.me ? { kind: "already", at: takenAt } : { kind: "taken", by: takenBy, at: takenAt };
}
