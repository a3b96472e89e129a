import type { z } from "zod";
import type { Override } from "../../../../contract/oncall.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store/overrides.ts";
import { OVERRIDES_AHEAD_MAX } from "./change-overrides.ts";
import { change } from "./on-account.ts";
import { shownOverride } from "./read-schedule.ts";

/** A night and a day: whoever wants more asks the practice. */
const TAKE_OVER_HOURS_MAX = 24;

/** [O40] A clinician who covers the account takes duty over for themselves, from now on. More than that a clinician may not change. */
export const takeOver =
  (needs: Needs) =>
  (as: Actor, account: AccountId, ask: { until: Instant; reason: string }): Promise<Outcome<z.infer<typeof Override>>> => {
    const at = needs.world.now();
    return change(needs, { as, account, action: "oncall.take-over", act: "oncall.take-over" }, async (tx, { client }) => {
      if (ask.until <= at) return refuse(refusals.overIsPast);
      if (ask.until > plus(at, { hours: TAKE_OVER_HOURS_MAX })) return refuse(refusals.takeOverTooLong);
      if (as.kind !== "person" || !(await coverersOf(needs, tx, { id: account, client })).has(as.person)) return refuse(refusals.personNotACoverer);
      if ((await store.countAhead(tx, account, at)) >= OVERRIDES_AHEAD_MAX) return refuse(refusals.tooManyOverrides);
      const row = { ...ask, rank: "first", role: null, from: at, person: as.person, swap: null, client, id: needs.world.id(), account, at, by: as.person } as const;
      await store.insertOverride(tx, row);
      return done(shownOverride({ ...row, cancelled: false }));
    });
  };
