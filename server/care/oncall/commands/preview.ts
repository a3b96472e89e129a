import type { Arrangement, Stretch, WeeklyShift } from "../../../../contract/oncall.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf, type Coverer } from "../people.ts";
import { planOf } from "../plan.ts";
import { faulty, refusals } from "../refusals.ts";
import { faultOf, laid } from "../rules/arrangement.ts";
import { forRole, ranksOf, type Plan, type Rank, type Window } from "../rules/plan.ts";
import { personIn, spansOf, type Span } from "../rules/spans.ts";
import { lookAt } from "./on-account.ts";
import { readShifts } from "./save-schedule.ts";

export interface PreviewAsk {
  readonly from: Instant;
  readonly days: number;
  /** As it would be with these shifts, this over them, and in this zone. */
  readonly shifts?: readonly WeeklyShift[] | undefined;
  readonly arrangement?: Arrangement | undefined;
  readonly zone?: string | undefined;
  /** The duty that is asked for by this name. */
  readonly role?: string | undefined;
}

const STRETCHES_MAX = 2000;

/** [O14] [O15] Who is on duty over these days, gaps named; with what is proposed, what it would do. Saves nothing. */
export const preview =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: PreviewAsk): Promise<Outcome<{ stretches: Stretch[] }>> => {
    const window = { from: ask.from, until: plus(ask.from, { days: ask.days }) };
    return lookAt(needs, { as, account: id }, async (tx, account) => {
      const plan = proposed(needs, await planOf(tx, account, { window, known: null }), ask);
      if (!plan.ok) return plan;
      const people = await coverersOf(needs, tx, account);
      const stretches = ranksOf(plan.value).flatMap((rank) => stretchesOf(plan.value, { rank, window, people }));
      return stretches.length > STRETCHES_MAX ? refuse(refusals.tooDetailed) : done({ stretches });
    });
  };

export function proposed(needs: Needs, plan: Plan, ask: PreviewAsk): Outcome<Plan> {
  const zone = ask.zone ?? plan.zone;
  const shifts = readShifts(needs, { zone, shifts: ask.shifts ?? plan.shifts });
  if (!shifts.ok) return shifts;
  const over = ask.arrangement ? laid(ask.arrangement) : plan;
  const fault = faultOf(over);
  if (fault) return refuse(faulty(fault));
  const { layers, holidays, temporary } = over;
  return done(forRole({ ...plan, zone, shifts: shifts.value, layers, holidays, temporary }, ask.role ?? null));
}

const stretchesOf = (plan: Plan, ask: { rank: Rank; window: Window; people: ReadonlyMap<string, Coverer> }): Stretch[] =>
  spansOf(plan, ask.rank, ask.window).map((span) => shown(span, ask.rank, ask.people));

/** [O12] One who no longer covers the account is shown as the gap that they leave. */
function shown(span: Span, rank: Rank, people: ReadonlyMap<string, Coverer>): Stretch {
  const coverer = people.get(personIn(span) ?? "");
  return { rank, from: toIso(span.from), until: toIso(span.until), person: coverer?.id ?? null, name: coverer?.name ?? null, because: coverer ? span.by.kind : "gap" };
}
