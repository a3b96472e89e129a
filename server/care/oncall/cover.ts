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
import type { RankCover } from "./rules/coverage.ts";
import { ranksOf, type Override, type Plan, type Window } from "./rules/plan.ts";
import { personIn, spansOf } from "./rules/spans.ts";
import * as schedules from "./store/schedules.ts";

export interface Proposal {
  readonly shifts?: readonly WeeklyShift[] | undefined;
  readonly arrangement?: Arrangement | undefined;
  readonly zone?: string | undefined;
}

export interface CoverAsk {
  readonly window: Window;
  /** As it would be with this week and this over it. */
  readonly proposed?: Proposal | undefined;
  /** As it would be with these on top. */
  readonly overrides?: readonly Override[] | undefined;
}

/** Who stands where over a window, for whoever proves, reports or publishes it. */
export interface Cover {
  readonly zone: string;
  readonly ranks: readonly RankCover[];
  readonly overrides: readonly Override[];
  /** Who may be on duty; somebody who stands in a rank and is not here has left. */
  readonly people: ReadonlyMap<PersonId, Coverer>;
  /** When the newest version was saved; null: there is none. */
  readonly savedAt: Instant | null;
}

/** Refused as saving what is proposed would be. */
export async function coverOf(needs: Needs, tx: Tx, { account, ...ask }: CoverAsk & { account: AccountRow }): Promise<Outcome<Cover>> {
  const [saved, people, newest] = await Promise.all([planOf(tx, account, { window: ask.window, known: null }), coverersOf(needs, tx, account), schedules.newest(tx, account.id, null)]);
  const plan: Outcome<Plan> = ask.proposed ? proposed(needs, saved, { ...ask.proposed, from: ask.window.from, days: 1 }) : done(saved);
  if (!plan.ok) return plan;
  const whole = { ...plan.value, overrides: [...plan.value.overrides, ...(ask.overrides ?? [])] };
  const ranks = ranksOf(whole).map((rank) => ({ rank, spans: spansOf(whole, rank, ask.window).map((span) => ({ from: span.from, until: span.until, person: personIn(span) })) }));
  return done({ zone: whole.zone, ranks, overrides: whole.overrides, people, savedAt: newest?.savedAt ?? null });
}
