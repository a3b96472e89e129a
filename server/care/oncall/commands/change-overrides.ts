import type { z } from "zod";
import type { Override } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { refusals } from "../refusals.ts";
import type { Rank } from "../rules/plan.ts";
import * as store from "../store/overrides.ts";
import { change, changedBy } from "./on-account.ts";
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

/** One of several overrides that cannot be added, and why: then none of them is. */
export interface NotAdded {
  readonly ask: OverrideAsk;
  readonly refusal: Refusal;
}

/** [O42] In the transaction of whoever asked for leave and has it: all of them, or none. One change is told, and one entry says how many. */
export const addOverrides =
  (needs: Needs) =>
  async (tx: Tx, as: Actor, { account, client, asks }: { account: AccountId; client: ClientId; asks: readonly OverrideAsk[] }): Promise<NotAdded | undefined> => {
    const at = needs.world.now();
    const [coverers, ahead] = [await coverersOf(needs, tx, { id: account, client }), await store.countAhead(tx, account, at)];
    for (const [before, ask] of asks.entries()) {
      const times = judgeTimes(ask, at);
      if (!times.ok) return { ask, refusal: times.refusal };
      if (!coverers.has(ask.person)) return { ask, refusal: refusals.personNotACoverer };
      if (ahead + before >= OVERRIDES_AHEAD_MAX) return { ask, refusal: refusals.tooManyOverrides };
    }
    for (const ask of asks) await store.insertOverride(tx, { ...ask, role: ask.role ?? null, swap: null, client, id: needs.world.id(), account, at, by: personOf(as) });
    await needs.audit.record(tx, as, "oncall.add-overrides", { type: "account", id: account, client }, "yes", { count: asks.length });
    await needs.facts.record(tx, { name: "oncall.changed", subject: account, client, ...changedBy(needs, as) });
    return undefined;
  };

/** How many overrides more an account takes. */
export const roomForOverrides = (needs: Needs) => async (tx: Tx, account: AccountId): Promise<number> => Math.max(0, OVERRIDES_AHEAD_MAX - (await store.countAhead(tx, account, needs.world.now())));

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
