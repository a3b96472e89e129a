import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, MessageId } from "../../../foundation/ids.ts";
import { phi, type Phi } from "../../../foundation/phi.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { SpokenCall } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import type { Item, List, Me, Result } from "../rules/script.ts";
import { actorOf } from "./who.ts";

const did = (say: string): Result => ({ kind: "did", say });
const within = async (needs: Needs, me: Me, work: (tx: Tx, as: Actor) => Promise<Result>): Promise<Result> => {
  const as = await actorOf(needs, me.person);
  return needs.db.transaction(as.scope, (tx) => work(tx, as));
};
const said = (outcome: Outcome<unknown>, done: string): Result => did(outcome.ok ? done : outcome.refusal.say);

/** [CI10] By dispatch's own doors, under their own rules: a newer revision, or somebody who was quicker, is said. */
export const take = (needs: Needs, me: Me, { list, item }: { list: List; item: Item }): Promise<Result> =>
  within(needs, me, async (tx, as) => said(await (list === "mine" ? needs.dispatch.acknowledge : needs.dispatch.takeHeld)(tx, as, { message: item.message, revision: item.revision }), list === "mine" ? "You have it." : "The office has it."));

export const pass = (needs: Needs, me: Me, item: Item): Promise<Result> =>
  within(needs, me, async (tx, as) => said(await needs.dispatch.passOn(tx, as, { message: item.message, reason: "pass" }), "It is passed on."));

const RING_SECONDS_MAX = 40;
const WHY: Readonly<Record<string, string>> = { busy: "It is busy.", "no-answer": "Nobody answers.", declined: "The call was declined.", "no-such-number": "The number cannot be rung.", "refused-by-limit": "That number may not be rung." };

/** [CI10] The message's caller is rung and joined, shown the practice's number and never the clinician's. Whoever was joined has called back. */
export async function connect(needs: Needs, me: Me, { item, call }: { item: Item; call: SpokenCall }): Promise<Result> {
  const as = await actorOf(needs, me.person);
  const whom = await needs.db.transaction(as.scope, async (tx) => {
    const [detail, [from]] = [await needs.dispatch.open(tx, as, item.message), await needs.directory.numbersOf(tx, [item.account as AccountId])];
    const number = detail.ok && detail.value.callback.number !== null ? needs.directory.normalise(detail.value.callback.number) : undefined;
    return { to: number === undefined ? undefined : phi(number), from: from?.number };
  });
  if (whom.to === undefined) return did("There is no number that can be rung.");
  const joined = await ring(call, { to: whom.to, from: whom.from });
  if (joined !== "talked") return did(WHY[joined] ?? "The call did not get through.");
  return noteCallBack(needs, me, item.message, item.revision);
}

async function ring(call: SpokenCall, { to, from }: { to: Phi<string>; from: string | undefined }): Promise<string> {
  const joined = await call.connect({ to, from, purpose: "call-back", ringSecondsMax: RING_SECONDS_MAX });
  return joined.kind === "failed" ? joined.why : joined.kind;
}

/** Only of a message that this person has: a call about another one is no call back. */
const noteCallBack = (needs: Needs, me: Me, ...[message, revision]: readonly [MessageId, number]): Promise<Result> =>
  within(needs, me, async (tx, as) => {
    const noted = await needs.dispatch.calledBack(tx, as, { message, revision, outcome: "reached" });
    return did(noted.ok ? "The call back is noted." : "The call is over.");
  });
