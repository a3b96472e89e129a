import { CHECK_IN_PEOPLE_MAX } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, verdictOf, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import type { StoredCall } from "../../calls/index.ts";
import { mayRing, proveAtNumber } from "../live/front-door.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { FAILURES_MAX } from "../rules/proving.ts";
import { CALLED_FOR_OPERATOR, PIN_DIGITS_MAX } from "../rules/words.ts";
import * as store from "../store.ts";
import { beginAttempt, settleAttempt } from "./attempts.ts";

export type PersonActor = Extract<Actor, { kind: "person" }>;
/** No call lasts longer, so no card silences an operator for longer. */
const CARD_HOURS_MAX = 12;
/** The caller is told to key it, finds the keys, and ends with the hash key. */
const KEYS = { digitsMax: PIN_DIGITS_MAX, waitSeconds: 25 };

export interface Shown {
  readonly person: PersonId;
  readonly state: store.CardRow["state"];
  readonly triesLeft: number;
  readonly how: store.CardRow["how"];
}
const shown = ({ person, state, failures, how }: store.CardRow): Shown => ({ person, state, how, triesLeft: Math.max(0, FAILURES_MAX - failures) });

/** The call, when this operator has it. */
async function ownCall(needs: Needs, tx: Tx, { as, call }: { as: PersonActor; call: CallId }): Promise<StoredCall | undefined> {
  const found = await needs.calls.find(tx, call);
  return found && found.endedAt === null && needs.calls.isWith(as.person, found) ? found : undefined;
}

/** [CI20] The caller says that they are this person. From this transaction on the operator opens no message, until it is proved or the call is over. */
export const openCard = (needs: Needs) => (as: PersonActor, ask: { call: CallId; person: PersonId }): Promise<Outcome<Shown>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const call = await ownCall(needs, tx, { as, call: ask.call });
    if (!call) return refuse(refusals.noSuchCall);
    const known = await needs.identity.people.byId(tx, ask.person);
    const belongs = known && (await needs.access.membershipsOf(tx, ask.person)).some(({ client }) => client === call.client);
    const outcome = belongs ? done(shown(await store.claim(tx, { client: call.client, id: needs.world.id(), call: ask.call, operator: as.person, person: ask.person, at: needs.world.now() }))) : refuse(refusals.notAtThisPractice);
    await needs.audit.record(tx, as, "checkin.open-card", { type: "call", id: ask.call, client: call.client }, verdictOf(outcome), { person: ask.person });
    return outcome;
  });

interface Open {
  readonly card: store.CardRow;
  /** Counted against whoever tries; it opens nothing. */
  readonly number: Phi<string> | null;
}

/** The card of a call that this operator has, when something can still be proved on it. */
const openOne = (needs: Needs, as: PersonActor, call: CallId): Promise<Outcome<Open>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const found = await ownCall(needs, tx, { as, call });
    if (!found) return refuse(refusals.noSuchCall);
    const card = await store.cardOfCall(tx, call);
    const why = whyNot(card);
    if (!card || why) return refuse(why ?? refusals.noCard);
    await needs.audit.record(tx, as, "checkin.verify", { type: "call", id: call, client: found.client }, undefined, { person: card.person });
    return done({ card, number: (await needs.calls.caller(found)).number });
  });

function whyNot(card: store.CardRow | undefined): Refusal | undefined {
  if (!card) return refusals.noCard;
  return card.state === "verified" ? refusals.alreadyVerified : card.state === "failed" ? refusals.alreadyFailed : undefined;
}

/** [CI21] The caller, on hold, keys their PIN to the machine. The operator learns whether it fitted, and never a digit. */
export const verifyByPin = (needs: Needs) => async (as: PersonActor, call: CallId): Promise<Outcome<Shown>> => {
  const open = await openOne(needs, as, call);
  if (!open.ok) return open;
  const { card } = open.value;
  const pin = await needs.calls.keyed(call, KEYS);
  if (pin === undefined) return refuse(refusals.noKeys);
  const number = open.value.number === null ? undefined : dangerouslyReveal(open.value.number);
  const answer = await needs.identity.checkPin({ who: { person: card.person }, way: "rang-in", pin, number, call });
  if (answer.kind === "busy") return refuse(refusals.notChecked);
  if (answer.kind === "locked") return refuse(refusals.wait);
  return answer.kind === "right" ? settleRight(needs, as, { card, how: "pin" }) : settleWrong(needs, as, { card, number });
};

/** [CI22] The number on file is rung by the machine, which asks there for the PIN or the code. */
export const verifyByNumber = (needs: Needs) => async (as: PersonActor, call: CallId): Promise<Outcome<Shown>> => {
  const open = await openOne(needs, as, call);
  if (!open.ok) return open;
  const { card } = open.value;
  const whom = await mayRing(needs, card.person);
  if (!whom) return refuse(refusals.noNumber);
  const code = await needs.db.transaction(as.scope, (tx) => needs.identity.telephone.codeOf(tx, card.person));
  const proof = await proveAtNumber(needs, { ...whom, code: code ?? "", prompt: CALLED_FOR_OPERATOR });
  if (proof.kind !== "right") return refuse(proof.kind === "not-checked" ? refusals.notChecked : refusals.notReached);
  proof.talk.call.hangup();
  return settleRight(needs, as, { card, how: "number" });
};

/** Only while the call is still this operator's and still about the same person: whoever hung up in between has proved nothing to anybody. */
const settleRight = (needs: Needs, as: PersonActor, { card, how }: { card: store.CardRow; how: "pin" | "number" }): Promise<Outcome<Shown>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const there = await ownCall(needs, tx, { as, call: card.call });
    const taken = there !== undefined && (await store.verified(tx, { id: card.id, person: card.person, how, at: needs.world.now() })) === 1;
    await needs.audit.record(tx, as, "checkin.verified", { type: "call", id: card.call, client: card.client }, taken ? "yes" : "no", { person: card.person, how });
    return taken ? done(shown({ ...card, state: "verified", how })) : refuse(refusals.noSuchCall);
  });

/** [CI4] The third wrong one on a call is the last, and a supervisor is told. */
async function settleWrong(needs: Needs, as: PersonActor, { card, number }: { card: store.CardRow; number: string | undefined }): Promise<Outcome<Shown>> {
  const now = await needs.db.transaction(as.scope, async (tx) => {
    const counted = await store.countFailure(tx, { id: card.id, at: needs.world.now(), max: FAILURES_MAX });
    await needs.audit.record(tx, as, "checkin.verified", { type: "call", id: card.call, client: card.client }, "no", { person: card.person, how: "pin" });
    return counted;
  });
  if (now?.state !== "failed") return refuse(refusals.notFitting);
  const attempt = await beginAttempt(needs, { via: "operator", number, person: card.person });
  await settleAttempt(needs, attempt, { state: "failed", person: card.person, failures: now.failures });
  return refuse(refusals.alreadyFailed);
}

/** The card of one's own call, and whom the caller may say to be: the clinicians and the office of the practice that was rung. */
export const readCard = (needs: Needs) => (as: PersonActor, call: CallId): Promise<Outcome<{ card: Shown | null; people: { id: PersonId; name: string }[] }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const found = await ownCall(needs, tx, { as, call });
    if (!found) return refuse(refusals.noSuchCall);
    const held = await Promise.all((["clinician", "client-manager"] as const).map((role) => needs.access.holders(tx, role, found.client)));
    const people = await needs.identity.people.names(tx, [...new Set(held.flat())].slice(0, CHECK_IN_PEOPLE_MAX));
    const card = await store.cardOfCall(tx, call);
    return done({ card: card ? shown(card) : null, people: people.map(({ id, name }) => ({ id, name })) });
  });

/** [CI20] Whether this person has a caller on the line who claims to be somebody, unproved. */
export const isSilenced = (needs: Needs) => (as: Actor): Promise<boolean> =>
  as.kind !== "person"
    ? Promise.resolve(false)
    : needs.db.transaction(as.scope, async (tx) => {
        const calls = await store.unproved(tx, { operator: as.person, since: plus(needs.world.now(), { hours: -CARD_HOURS_MAX }) });
        const live = await Promise.all(calls.map((call) => needs.calls.find(tx, call)));
        return live.some((call) => call !== undefined && call.endedAt === null);
      });
