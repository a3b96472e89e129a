import type { Swap } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { planOf } from "../plan.ts";
import { refusals, swapRefusals } from "../refusals.ts";
import type { Rank } from "../rules/plan.ts";
import { holdsAll, tradeFault, type Trade } from "../rules/swap.ts";
import * as overrides from "../store/overrides.ts";
import * as store from "../store/swaps.ts";
import { OVERRIDES_AHEAD_MAX } from "./change-overrides.ts";
import { change, lookAt } from "./on-account.ts";

export interface SwapAsk extends Trade {
  readonly rank: Rank;
  readonly role: string | null;
  readonly asked: PersonId;
  readonly reason: string;
}

const SWAPS_WAITING_MAX = 20;
const SWAPS_LISTED_MAX = 100;
const SWAPS_LISTED_DAYS = 62;

interface Parties extends Trade {
  readonly rank: Rank;
  readonly role: string | null;
  readonly asker: PersonId;
  readonly asked: PersonId;
}

/** [O30] Why these two may not trade these stretches now; judged when it is asked, and again when it is accepted. */
async function whyNot(needs: Needs, tx: Tx, { account, parties, at }: { account: AccountRow; parties: Parties; at: Instant }): Promise<Refusal | undefined> {
  const fault = tradeFault(parties, at);
  if (fault) return swapRefusals[fault];
  const coverers = await coverersOf(needs, tx, account);
  if (!coverers.has(parties.asked) || !coverers.has(parties.asker)) return refusals.personNotACoverer;
  const { rank, role, give, take, asker, asked } = parties;
  const window = { from: instant(Math.min(give.from, take.from)), until: instant(Math.max(give.until, take.until)) };
  const plan = await planOf(tx, account, { window, known: null });
  if (!holdsAll(plan, { rank, role, person: asker }, give)) return refusals.notAskersDuty;
  return holdsAll(plan, { rank, role, person: asked }, take) ? undefined : refusals.notAskedsDuty;
}

/** [O29] Both are told: the fact names them, and whoever carries news to people takes it from there. */
const tell = (needs: Needs, tx: Tx, news: { id: string; client: ClientId; asker: PersonId; asked: PersonId; state: store.SwapState; at: Instant }): Promise<void> =>
  needs.facts.record(tx, { name: "oncall.swap", subject: news.id, client: news.client, at: news.at, ids: { asker: news.asker, asked: news.asked, state: news.state } });

/** [O29] One clinician asks another to trade a stretch of duty. Nothing changes until the other accepts. */
export const askSwap =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: SwapAsk): Promise<Outcome<Swap>> => {
    const at = needs.world.now();
    return change(needs, { as, account: id, action: "oncall.ask-swap", act: "oncall.swap" }, async (tx, account) => {
      const asker = personOf(as);
      if (asker === null || asker === ask.asked) return refuse(refusals.swapWithOneself);
      const no = await whyNot(needs, tx, { account, parties: { ...ask, asker }, at });
      if (no) return refuse(no);
      if ((await store.countWaiting(tx, id, asker)) >= SWAPS_WAITING_MAX) return refuse(refusals.tooManySwaps);
      const row = { id: needs.world.id(), rank: ask.rank, role: ask.role, asker, asked: ask.asked, giveFrom: ask.give.from, giveUntil: ask.give.until, takeFrom: ask.take.from, takeUntil: ask.take.until, reason: ask.reason };
      await store.insertSwap(tx, { ...row, client: account.client, account: id, at });
      await tell(needs, tx, { ...row, client: account.client, state: "asked", at });
      return done(shownSwap({ ...row, state: "asked" }));
    });
  };

/** The swap that waits for an answer, locked; of two answers the second is told. */
async function waiting(tx: Tx, account: AccountId, { id, who, side }: { id: string; who: PersonId | null; side: "asker" | "asked" }): Promise<Outcome<store.SwapRow>> {
  const row = await store.lockSwap(tx, account, id);
  if (!row) return refuse(refusals.noSuchSwap);
  if (row[side] !== who) return refuse(refusals.notYourSwap);
  return row.state === "asked" ? done(row) : refuse(refusals.swapAnswered);
}

/** [O31] Accepted, two overrides are added together, and each has the other's stretch; declined, nothing changes. */
export const answerSwap =
  (needs: Needs) =>
  (as: Actor, id: AccountId, answer: { swap: string; accept: boolean }): Promise<Outcome<Swap>> => {
    const at = needs.world.now();
    return change(needs, { as, account: id, action: answer.accept ? "oncall.accept-swap" : "oncall.decline-swap", act: "oncall.swap" }, async (tx, account) => {
      await store.oneAtATime(tx, id);
      const found = await waiting(tx, id, { id: answer.swap, who: personOf(as), side: "asked" });
      if (!found.ok) return found;
      const row = found.value;
      const no = answer.accept ? await accept(needs, tx, { account, row, at }) : undefined;
      if (no) return refuse(no);
      return close(needs, tx, { account, row, state: answer.accept ? "accepted" : "declined", at });
    });
  };

/** [O29] Whoever asked may take it back while it waits. */
export const withdrawSwap =
  (needs: Needs) =>
  (as: Actor, id: AccountId, swap: string): Promise<Outcome<Swap>> => {
    const at = needs.world.now();
    return change(needs, { as, account: id, action: "oncall.withdraw-swap", act: "oncall.swap" }, async (tx, account) => {
      const found = await waiting(tx, id, { id: swap, who: personOf(as), side: "asker" });
      return found.ok ? close(needs, tx, { account, row: found.value, state: "withdrawn", at }) : found;
    });
  };

interface Closing {
  readonly account: AccountRow;
  readonly row: store.SwapRow;
  readonly state: Exclude<store.SwapState, "asked">;
  readonly at: Instant;
}

async function close(needs: Needs, tx: Tx, { account, row, state, at }: Closing): Promise<Outcome<Swap>> {
  await store.answerSwap(tx, row.id, { state, at });
  await tell(needs, tx, { ...row, client: account.client, state, at });
  return done(shownSwap({ ...row, state }));
}

/** The pair of overrides; or why there is none. The plan may have changed since it was asked. */
async function accept(needs: Needs, tx: Tx, { account, row, at }: { account: AccountRow; row: store.SwapRow; at: Instant }): Promise<Refusal | undefined> {
  const give = { from: row.giveFrom, until: row.giveUntil };
  const take = { from: row.takeFrom, until: row.takeUntil };
  const no = await whyNot(needs, tx, { account, parties: { ...row, give, take }, at });
  if (no) return no;
  if ((await overrides.countAhead(tx, account.id, at)) + 2 > OVERRIDES_AHEAD_MAX) return refusals.tooManyOverrides;
  const over = { client: account.client, account: account.id, rank: row.rank, role: row.role, swap: row.id, reason: row.reason, at, by: row.asked };
  await overrides.insertOverride(tx, { ...over, ...give, id: needs.world.id(), person: row.asked });
  await overrides.insertOverride(tx, { ...over, ...take, id: needs.world.id(), person: row.asker });
  return undefined;
}

/** Those that wait, and those of the last two months. */
export const listSwaps =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<{ swaps: Swap[] }>> => {
    const since = plus(needs.world.now(), { days: -SWAPS_LISTED_DAYS });
    return lookAt(needs, { as, account: id }, async (tx) => done({ swaps: (await store.listed(tx, id, { since, limit: SWAPS_LISTED_MAX })).map(shownSwap) }));
  };

const shownSwap = (row: store.SwapRow): Swap => ({
  id: row.id, rank: row.rank, role: row.role, asker: row.asker, asked: row.asked, reason: row.reason, state: row.state,
  give: { from: toIso(row.giveFrom), until: toIso(row.giveUntil) },
  take: { from: toIso(row.takeFrom), until: toIso(row.takeUntil) },
});
