import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { phi, type Phi } from "../../../foundation/phi.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Connected, SpokenCall } from "../../calls/index.ts";
import { countsAs } from "../../ringback/index.ts";
import type { Needs } from "../needs.ts";
import type { Item, List, Me, Result } from "../rules/script.ts";
import { actorOf, atPractice } from "./who.ts";

const did = (say: string): Result => ({ kind: "did", say });
const within = async <T>(needs: Needs, me: Me, work: (tx: Tx, as: Actor) => Promise<T>): Promise<T> => {
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

/** [CI10] The message's caller is rung and joined, shown the practice's number and never the clinician's. A talk counts as a call-back, and so does a caller who was not there. */
export async function connect(needs: Needs, me: Me, { item, call }: { item: Item; call: SpokenCall }): Promise<Result> {
  const [to, from] = [await callerOf(needs, me, item), await shownNumber(needs, me, item)];
  if (to === undefined || from === undefined) return did("There is no number that can be rung.");
  const { joined, seconds } = await ring(needs, call, { to, from });
  if (joined.kind === "gone") return did("");
  const outcome = countsAs(joined.kind === "talked" ? { kind: "talked", seconds } : { kind: "caller-not-reached", why: joined.why });
  const isNoted = outcome !== undefined && (await noteCallBack(needs, me, { message: item.message, revision: item.revision, outcome }));
  return sayJoined(joined, isNoted);
}

function sayJoined(joined: Connected, isNoted: boolean): Result {
  if (joined.kind === "failed") return did(WHY[joined.why] ?? "The call did not get through.");
  return did(isNoted ? "The call back is noted." : "The call is over.");
}

/** Opened once more, as on a screen: a message that is theirs no more has no caller for them. */
const callerOf = (needs: Needs, me: Me, { message }: Item): Promise<Phi<string> | undefined> =>
  within(needs, me, async (tx, as) => {
    const detail = await needs.dispatch.open(tx, as, message);
    const number = detail.ok && detail.value.callback.number !== null ? needs.directory.normalise(detail.value.callback.number) : undefined;
    return number === undefined ? undefined : phi(number);
  });

/** The practice's own, also of one that is covered from another client: without it nobody is rung, since anything else could be the clinician's. */
async function shownNumber(needs: Needs, me: Me, { account }: Item): Promise<string | undefined> {
  const at = await atPractice(needs, me.person, account);
  return at && (await needs.db.transaction(at.scope, (tx) => needs.directory.numbersOf(tx, [at.account.id])))[0]?.number;
}

async function ring(needs: Needs, call: SpokenCall, { to, from }: { to: Phi<string>; from: string }): Promise<{ joined: Connected; seconds: number }> {
  let since = needs.world.now();
  const joined = await call.connect({ to, from, purpose: "call-back", ringSecondsMax: RING_SECONDS_MAX, answered: () => void (since = needs.world.now()) });
  return { joined, seconds: Math.round((needs.world.now() - since) / 1000) };
}

/** Only of a message that this person has: a call about another one is no call back. */
async function noteCallBack(needs: Needs, me: Me, ask: Parameters<Needs["dispatch"]["calledBack"]>[2]): Promise<boolean> {
  const as = await actorOf(needs, me.person);
  return (await needs.db.transaction(as.scope, (tx) => needs.dispatch.calledBack(tx, as, ask))).ok;
}
