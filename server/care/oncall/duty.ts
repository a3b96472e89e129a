import type { OnDuty as Shown } from "../../../contract/oncall.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { plus, toIso, type Instant } from "../../foundation/time.ts";
import type { AccountRow } from "../directory/index.ts";
import { TZ_VERSION, type Needs } from "./needs.ts";
import { coverersOf, type Coverer } from "./people.ts";
import { planOf } from "./plan.ts";
import type { Rank } from "./rules/plan.ts";
import { LOOK_AHEAD_DAYS, resolve, type Duty as Resolved } from "./rules/resolve.ts";

export interface OnDuty {
  readonly person: PersonId;
  readonly name: string;
  readonly until: Instant;
  readonly next: { readonly person: PersonId; readonly name: string } | null;
  readonly why: string;
}

/** Everything that a decision stores of its reason. */
export interface Duty {
  readonly first: OnDuty | null;
  readonly backup: OnDuty | null;
  readonly why: string;
  /** 0: the account has no schedule yet. */
  readonly scheduleVersion: number;
  readonly tzVersion: string;
}

/** The resolver: who is on duty for an account at an instant, by all that is known now or by what was known at an instant. */
export async function dutyAt(needs: Needs, tx: Tx, ask: { account: AccountRow; at: Instant; known: Instant | null }): Promise<Duty> {
  const { account, at } = ask;
  const window = { from: at, until: plus(at, { days: LOOK_AHEAD_DAYS }) };
  const [plan, people] = await Promise.all([planOf(tx, account, { window, known: ask.known }), coverersOf(needs, tx, account)]);
  const ranked = (rank: Rank) => named(resolve(plan, { rank, at, tzVersion: TZ_VERSION }), people);
  const [first, backup] = [ranked("first"), ranked("backup")];
  return { first: first.duty, backup: backup.duty, why: `${first.why} ${backup.why}`, scheduleVersion: plan.version, tzVersion: TZ_VERSION };
}

/** [O12] One who stands on the schedule and may not cover any more is not on duty; the sentence says it, for the planner to see. */
function named({ person, until, next, why }: Resolved, people: ReadonlyMap<PersonId, Coverer>): { duty: OnDuty | null; why: string } {
  const coverer = person === null ? undefined : people.get(person);
  if (!coverer) return { duty: null, why: person === null ? why : `${why} The person it names no longer covers this account.` };
  const after = next === null ? undefined : people.get(next);
  return { duty: { person: coverer.id, name: coverer.name, until, next: after ? { person: after.id, name: after.name } : null, why }, why };
}

const shown = (duty: OnDuty | null): Shown | null => duty && { ...duty, until: toIso(duty.until) };

/** The same in the form of the contract. */
export const shownDuty = ({ first, backup, why }: Duty): { first: Shown | null; backup: Shown | null; why: string } => ({ first: shown(first), backup: shown(backup), why });
