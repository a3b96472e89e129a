import type { Arrangement, WeeklyShift } from "../../../contract/oncall.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { done, type Outcome } from "../../foundation/refusal.ts";
import type { Instant } from "../../foundation/time.ts";
import type { AccountRow } from "../directory/index.ts";
import { proposed } from "./commands/preview.ts";
import type { Needs } from "./needs.ts";
import { coverersOf, type Coverer } from "./people.ts";
import { planOf } from "./plan.ts";
import { seatOf, type RankCover, type SeatCover } from "./rules/coverage.ts";
import { forRole, ranksOf, rolesOf, type Override, type Plan, type Window } from "./rules/plan.ts";
import { personIn, spansOf } from "./rules/spans.ts";
import * as schedules from "./store/schedules.ts";

export interface Proposal {
  readonly shifts?: readonly WeeklyShift[] | undefined;
  readonly arrangement?: Arrangement | undefined;
  readonly zone?: string | undefined;
}

export interface CoverAsk {
  readonly window: Window;
  /** By what was known at this instant; undefined: by all that is known. */
  readonly known?: Instant | undefined;
  /** As it would be with this week and this over it. */
  readonly proposed?: Proposal | undefined;
  /** As it would be with these on top. */
  readonly overrides?: readonly Override[] | undefined;
}

/** Who stands where over a window, for whoever proves, reports or publishes it. */
export interface Cover extends SeatCover {
  readonly zone: string;
  readonly overrides: readonly Override[];
  /** Who may be on duty; somebody who stands in a rank and is not here has left. */
  readonly people: ReadonlyMap<PersonId, Coverer>;
  /** When the newest version was saved; null: there is none. */
  readonly savedAt: Instant | null;
}

/** Refused as saving what is proposed would be. */
export async function coverOf(needs: Needs, tx: Tx, { account, ...ask }: CoverAsk & { account: AccountRow }): Promise<Outcome<Cover>> {
  const known = ask.known ?? null;
  const [saved, people, newest] = await Promise.all([planOf(tx, account, { window: ask.window, known }), coverersOf(needs, tx, { ...account, asOf: known }), schedules.newest(tx, account.id, known)]);
  const plan: Outcome<Plan> = ask.proposed ? proposed(needs, saved, { ...ask.proposed, from: ask.window.from, days: 1 }) : done(saved);
  if (!plan.ok) return plan;
  const whole = { ...plan.value, overrides: [...plan.value.overrides, ...(ask.overrides ?? [])] };
  const roles = rolesOf(whole).map((role) => ({ role, ranks: seatsIn(whole, role, ask.window) }));
  return done({ zone: whole.zone, ranks: seatsIn(whole, null, ask.window), roles, overrides: whole.overrides, people, savedAt: newest?.savedAt ?? null });
}

/** [O27] The seats of one role, or with null of whoever asks for nothing in particular. */
function seatsIn(plan: Plan, role: string | null, window: Window): RankCover[] {
  const asked = forRole(plan, role);
  return ranksOf(asked).map((rank) => ({ rank: seatOf(role, rank), spans: spansOf(asked, rank, window).map((span) => ({ from: span.from, until: span.until, person: personIn(span) })) }));
}
