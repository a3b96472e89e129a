import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { VISITOR, type From, type Kit } from "../ports.ts";
import { credentialIdOf, readAssertion, requestOptions, type Json } from "../proofs/passkey.ts";
import { refusals } from "../refusals.ts";
import { startSession, type SignedIn } from "../sessions.ts";
import { CHALLENGE_SECONDS_MAX } from "../settings.ts";
import * as store from "../store/credentials.ts";
import * as people from "../store/people.ts";
import { alertWhenClosed, beginTry, relieveTry, type Counted } from "../tries.ts";

export interface Begun {
  readonly challengeId: string;
  readonly options: Json;
}
export interface PasskeyAnswer {
  readonly challengeId: string;
  readonly response: Json;
}

/** Makes a challenge that is answered once, within five minutes, for one purpose and one person. */
export async function newChallenge(kit: Kit, tx: Tx, of: { purpose: store.Purpose; person: string | null }): Promise<store.Challenge> {
  const challenge = { id: kit.world.id(), ...of, bytes: kit.world.bytes(32) };
  await store.insertChallenge(tx, challenge, plus(kit.world.now(), { seconds: CHALLENGE_SECONDS_MAX }));
  return challenge;
}

export const beginPasskeySignIn = (kit: Kit) => (): Promise<Outcome<Begun>> =>
  kit.db.transaction(VISITOR.scope, async (tx) => {
    const challenge = await newChallenge(kit, tx, { purpose: "sign-in", person: null });
    return done({ challengeId: challenge.id, options: await requestOptions(kit.site(), challenge.bytes) });
  });

/** [I9] The passkey says who it is; nobody types a name. [I17] The count is kept first: whatever the answer does to its check, it was a try. */
export const signInWithPasskey =
  (kit: Kit) =>
  async (answer: PasskeyAnswer, from: From): Promise<Outcome<SignedIn>> => {
    const at = kit.world.now();
    const counted: Counted[] = [{ brake: "network", subject: kit.marks.throttleSubject("passkey network", from.network) }];
    if (!(await kit.db.transaction(VISITOR.scope, (tx) => beginTry(tx, counted, at)))) return refuse(refusals.wait);
    return kit.db.transaction(VISITOR.scope, async (tx) => {
      const person = await proveByPasskey(kit, tx, { answer, purpose: "sign-in", person: null, at });
      const known = person && (await people.personById(tx, person));
      if (!known || known.disabledAt !== null) {
        await kit.audit.record(tx, VISITOR, "identity.passkey-sign-in", { type: "challenge", id: answer.challengeId }, "no");
        await alertWhenClosed(kit, tx, { as: VISITOR, person, counted, at });
        return refuse(refusals.passkeyNotAccepted);
      }
      await relieveTry(tx, counted, at);
      return startSession(kit, tx, { person: known.id, proof: "passkey", from, at });
    });
  };

/** The person whose passkey answered this challenge, or undefined. The challenge is gone either way. */
export async function proveByPasskey(
  kit: Kit,
  tx: Tx,
  of: { answer: PasskeyAnswer; purpose: store.Purpose; person: string | null; at: Instant },
): Promise<PersonId | undefined> {
  const { answer, at } = of;
  const challenge = await store.takeChallenge(tx, { id: answer.challengeId, purpose: of.purpose, person: of.person }, at);
  const id = credentialIdOf(answer.response);
  const passkey = challenge && id && (await store.lockPasskey(tx, id));
  if (!passkey || (of.person !== null && passkey.personId !== of.person)) return undefined;
  const counter = await readAssertion(kit.site(), { challenge: challenge.bytes, passkey }, answer.response);
  if (counter === undefined) return undefined;
  await store.usePasskey(tx, { id: passkey.id, counter }, at);
  return passkey.personId;
}
