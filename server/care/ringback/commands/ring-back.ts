import { within, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import { GUARD, placeTry, type Placing } from "../place-try.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

type Clinician = Actor & { readonly person: PersonId };
interface RingBackAsk {
  readonly message: MessageId;
  readonly revision: number;
}

const OF_MESSAGE_AN_HOUR_MAX = 6;
const OF_PERSON_AN_HOUR_MAX = 20;
/** A line ends by itself after an hour. */
const GUARD_MINUTES = 61;
const GUARD_PRIORITY = 9;
/** Both telephones ring, and the first one is asked for a key, in less. Of a talk that goes on longer another node learns by a busy line. */
const RINGS_MINUTES_MAX = 3;

/** [RB1] [RB6] Permitted, written down, and only then rung. What comes of it is told in the message's timeline. */
export const ringBack = (needs: Needs, live: Set<PersonId>) => async (as: Clinician, ask: RingBackAsk): Promise<Outcome<{ id: string }>> => {
  const isFree = !live.has(as.person);
  live.add(as.person); // Before anything is waited for: of two taps that cross the second is refused.
  const made = await begin(needs, { as, ask, isFree }).catch((error: unknown): never => {
    if (isFree) live.delete(as.person);
    throw error;
  });
  if (!made.ok) {
    if (isFree) live.delete(as.person);
    return made;
  }
  void placeTry(needs, made.value).finally(() => live.delete(as.person));
  return done({ id: made.value.row.id });
};

const begin = (needs: Needs, { as, ask, isFree }: { as: Clinician; ask: RingBackAsk; isFree: boolean }): Promise<Outcome<Placing>> =>
  needs.db.transaction(as.scope, async (tx): Promise<Outcome<Placing>> => {
    const found = await needs.messages.find(tx, ask.message);
    if (!found) return refuse(refusals.notFound);
    const actor = { ...within(as, found.client), person: as.person } as Clinician;
    const refusal = isFree ? await whyNot(needs, tx, { as, ask, found }) : refusals.oneAtATime;
    await needs.audit.record(tx, actor, "message.ring-back", { type: "message", id: ask.message, client: found.client }, refusal ? "no" : "yes", { revision: ask.revision });
    if (refusal) return refuse(refusal);
    const numbers = await numbersOf(needs, tx, { as, ask, found });
    if ("refusal" in numbers) return numbers;
    const id = needs.world.id();
    const row = { client: found.client, id, account: found.account, message: ask.message, revision: ask.revision, person: as.person, begunAt: needs.world.now() };
    await store.addTry(tx, { ...row, node: needs.nodes.name });
    await needs.due.at(tx, { kind: GUARD, subject: id, client: row.client, at: plus(row.begunAt, { minutes: GUARD_MINUTES }), priority: GUARD_PRIORITY, payload: {} });
    return done({ as, row, ...numbers });
  });

type Found = NonNullable<Awaited<ReturnType<Needs["messages"]["find"]>>>;
interface Asked {
  readonly as: Clinician;
  readonly ask: RingBackAsk;
  readonly found: Found;
}

async function whyNot(needs: Needs, tx: Tx, { as, ask, found }: Asked): Promise<Refusal | undefined> {
  if (!needs.line.hasTrunk()) return refusals.noLine;
  if (!(await needs.dispatch.isAssigned(tx, { message: ask.message, person: as.person }))) return refusals.notFound;
  if (ask.revision !== found.revision) return refusals.newerRevision;
  const taker = await needs.dispatch.takerOf(tx, ask);
  if (taker !== as.person) return taker === undefined ? refusals.takeItFirst : refusals.notYours;
  return tooMany(needs, tx, { as, ask, found });
}

async function tooMany(needs: Needs, tx: Tx, { as, ask, found }: Asked): Promise<Refusal | undefined> {
  await store.oneTryAtATime(tx, as.person);
  if (await store.isTrying(tx, as.person, plus(needs.world.now(), { minutes: -RINGS_MINUTES_MAX }))) return refusals.oneAtATime;
  const tries = await store.triesSince(tx, { client: found.client, message: ask.message, person: as.person, since: plus(needs.world.now(), { hours: -1 }) });
  return tries.ofMessage >= OF_MESSAGE_AN_HOUR_MAX || tries.ofPerson >= OF_PERSON_AN_HOUR_MAX ? refusals.tooOften : undefined;
}

/** [RB1] Both numbers from where they are kept. Opening the message is a touch, and is recorded as one. */
async function numbersOf(needs: Needs, tx: Tx, { as, ask, found }: Asked): Promise<Pick<Placing, "clinician" | "caller" | "shown"> | { ok: false; refusal: Refusal }> {
  const held = await needs.telephone.onFile(tx, as.person);
  if (!held) return { ok: false, refusal: refusals.noTelephone };
  const opened = await needs.messages.open(tx, as, ask.message);
  const caller = opened && dangerouslyReveal(opened.content).callback.number;
  if (!caller) return { ok: false, refusal: refusals.noNumber };
  return { clinician: phi(held.number), caller: phi(caller), shown: await needs.numberOf(tx, found.account) };
}
