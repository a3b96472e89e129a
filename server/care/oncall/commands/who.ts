import type { Duty } from "../../../../contract/oncall.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { dutyAt, shownDuty } from "../duty.ts";
import type { Override } from "../rules/plan.ts";
import type { Needs } from "../needs.ts";
import { lookAt } from "./on-account.ts";

export interface WhoAsk {
  readonly at?: Instant | undefined;
  /** As it would be with this on top. */
  readonly override?: Override | undefined;
}

/** [O13] Who would be paged at this instant, and why; of a past instant, who would have been, by what was known then. [O43] Of an override that is not saved, what it would do. */
export const whoIsOnDuty =
  (needs: Needs) =>
  (as: Actor, id: AccountId, { at: asked, override }: WhoAsk = {}): Promise<Outcome<Duty>> => {
    const now = needs.world.now();
    const at = asked ?? now;
    return lookAt(needs, { as, account: id }, async (tx, account) => done(shownDuty(await dutyAt(needs, tx, { account, at, known: at < now ? at : null, over: override }))));
  };
