import type { z } from "zod";
import type { Override } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { refusals } from "../refusals.ts";
import type { Rank } from "../rules/plan.ts";
import * as store from "../store/overrides.ts";
import { change } from "./on-account.ts";
import { shownOverride } from "./read-schedule.ts";

export interface OverrideAsk {
  readonly rank: Rank;
  readonly role?: string | null | undefined;
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
  readonly reason: string;
}

const OVERRIDE_DAYS_MAX = 92;
export const OVERRIDES_AHEAD_MAX = 200;

function judgeTimes({ from, until }: OverrideAsk, at: Instant): Outcome<undefined> {
  if (until <= from) return refuse(refusals.untilBeforeFrom);
  if (until <= at) return refuse(refusals.overIsPast);
  return until > plus(from, { days: OVERRIDE_DAYS_MAX }) ? refuse(refusals.tooLong) : done();
}

/** Someone else takes a stretch. It lies over the schedule and over the overrides before it. */
export const addOverride =
  (needs: Needs) =>
  (as: Actor, account: AccountId, ask: OverrideAsk): Promise<Outcome<z.infer<typeof Override>>> => {
    const at = needs.world.now();
    return change(needs, { as, account, action: "oncall.add-override" }, async (tx, { client }) => {
      const times = judgeTimes(ask, at);
      if (!times.ok) return times;
      if (!(await coverersOf(needs, tx, { id: account, client })).has(ask.person)) return refuse(refusals.personNotACoverer);
      if ((await store.countAhead(tx, account, at)) >= OVERRIDES_AHEAD_MAX) return refuse(refusals.tooManyOverrides);
      const row = { ...ask, role: ask.role ?? null, swap: null, client, id: needs.world.id(), account, at, by: personOf(as) };
      await store.insertOverride(tx, row);
      return done(shownOverride({ ...row, cancelled: false }));
    });
  };

/** Takes an override back, from now on, and with one half of a swap the other: what it decided before now stays decided. */
export const cancelOverride =
  (needs: Needs) =>
  (as: Actor, account: AccountId, id: string): Promise<Outcome<object>> => {
    const at = needs.world.now();
    return change<object>(needs, { as, account, action: "oncall.cancel-override" }, async (tx) => {
      const row = await store.lockOverride(tx, account, id);
      if (!row) return refuse(refusals.noSuchOverride);
      if (row.cancelled) return refuse(refusals.alreadyCancelled);
      await store.cancelOverride(tx, { id, swap: row.swap }, { at, by: personOf(as) });
      return done({});
    });
  };
