import type { OnDuty as Shown } from "../../../contract/oncall.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { plus, toIso, type Instant } from "../../foundation/time.ts";
import type { AccountRow } from "../directory/index.ts";
import { TZ_VERSION, type Needs } from "./needs.ts";
import { coverersOf, type Coverer } from "./people.ts";
import { planOf } from "./plan.ts";
import { forRole, ranksOf, rolesOf, type Override, type Plan, type Rank } from "./rules/plan.ts";
import { LOOK_AHEAD_DAYS_MAX, resolve, type Duty as Resolved } from "./rules/resolve.ts";

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
  /** Everybody after the first, in the order in which they are asked; a rank that names nobody is left out. */
  readonly backups: readonly OnDuty[];
  /** [O27] Who is asked for by the name of a role, in order; a role that names nobody now is there and empty. */
  readonly roles: Readonly<Record<string, readonly OnDuty[]>>;
  /** [O8] Of each role, why. */
  readonly roleWhy: Readonly<Record<string, string>>;
  readonly why: string;
  /** 0: the account has no schedule yet. */
  readonly scheduleVersion: number;
  readonly tzVersion: string;
}

interface Asked {
  readonly at: Instant;
  readonly people: ReadonlyMap<PersonId, Coverer>;
}
interface Named {
  readonly rank: Rank;
  readonly duty: OnDuty | null;
  readonly why: string;
}

/** The resolver: who is on duty for an account at an instant, by all that is known now or by what was known at an instant. */
export async function dutyAt(needs: Needs, tx: Tx, ask: { account: Pick<AccountRow, "id" | "client"> & { readonly zone: string | Promise<string> }; at: Instant; known: Instant | null; over?: Override | undefined }): Promise<Duty> {
  const { account, at } = ask;
  const window = { from: at, until: plus(at, { days: LOOK_AHEAD_DAYS_MAX }) };
  const [saved, people] = await Promise.all([planOf(tx, account, { window, known: ask.known }), coverersOf(needs, tx, { ...account, asOf: ask.known })]);
  const plan = ask.over ? { ...saved, overrides: [...saved.overrides, ask.over] } : saved;
  const ranks = rankedIn(plan, { at, people });
  const roles = rolesOf(plan).map((role) => [role, rankedIn(forRole(plan, role), { at, people })] as const);
  const of = (rank: Rank): OnDuty | null => ranks.find((one) => one.rank === rank)?.duty ?? null;
  return {
    first: of("first"), backup: of("backup"), backups: present(ranks.slice(1)),
    roles: Object.fromEntries(roles.map(([role, ranked]) => [role, present(ranked)])),
    roleWhy: Object.fromEntries(roles.map(([role, ranked]) => [role, whyOf(ranked)])),
    why: whyOf(ranks), scheduleVersion: plan.version, tzVersion: TZ_VERSION,
  };
}

const rankedIn = (plan: Plan, { at, people }: Asked): Named[] => ranksOf(plan).map((rank) => ({ rank, ...named(resolve(plan, { rank, at, tzVersion: TZ_VERSION }), people) }));
const whyOf = (ranks: readonly Named[]): string => ranks.map(({ why }) => why).join(" ");
const present = (ranks: readonly Named[]): OnDuty[] => ranks.flatMap(({ duty }) => duty ?? []);

/** [O12] One who stands on the schedule and may not cover any more is not on duty; the sentence says it, for the planner to see. */
function named({ person, until, next, why }: Resolved, people: ReadonlyMap<PersonId, Coverer>): { duty: OnDuty | null; why: string } {
  const coverer = person === null ? undefined : people.get(person);
  if (!coverer) return { duty: null, why: person === null ? why : `${why} The person it names no longer covers this account.` };
  const after = next === null ? undefined : people.get(next);
  return { duty: { person: coverer.id, name: coverer.name, until, next: after ? { person: after.id, name: after.name } : null, why }, why };
}

const shown = (duty: OnDuty): Shown => ({ ...duty, until: toIso(duty.until) });

/** The same in the form of the contract. */
export const shownDuty = ({ first, backup, why, backups, roles, roleWhy }: Duty) => ({
  first: first && shown(first), backup: backup && shown(backup), why, backups: backups.map(shown),
  roles: Object.entries(roles).map(([role, duties]) => ({ role, onDuty: duties.map(shown), why: roleWhy[role] ?? why })),
});
