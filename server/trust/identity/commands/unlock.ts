import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Kit } from "../ports.ts";
import { requestOptions } from "../proofs/passkey.ts";
import { codeFits } from "../one-time-code.ts";
import { refusals } from "../refusals.ts";
import { renewToken, type Cookie, type Proof } from "../sessions.ts";
import * as store from "../store/credentials.ts";
import * as sessions from "../store/sessions.ts";
import { alertWhenClosed, beginTry, relieveTry, type Counted } from "../tries.ts";
import type { PersonActor } from "./enrol-passkey.ts";
import { newChallenge, proveByPasskey, type Begun, type PasskeyAnswer } from "./sign-in-with-passkey.ts";

export type Unlocked = Outcome<{ readonly renew: Cookie | undefined }>;

export const beginUnlock =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<Begun>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const known = await store.passkeysOf(tx, as.person);
      if (known.length === 0) return refuse(refusals.noPasskey);
      const challenge = await newChallenge(kit, tx, { purpose: "unlock", person: as.person });
      return done({ challengeId: challenge.id, options: await requestOptions(kit.site(), challenge.bytes, known) });
    });

export const unlockWithPasskey =
  (kit: Kit) =>
  (as: PersonActor, answer: PasskeyAnswer): Promise<Unlocked> =>
    kit.db.transaction(as.scope, async (tx) => {
      const at = kit.world.now();
      const proven = await proveByPasskey(kit, tx, { answer, purpose: "unlock", person: as.person, at });
      return proven ? proved(kit, tx, { as, proof: "passkey", at }) : refused(kit, tx, as);
    });

/** [I6] The way in for a phone without a passkey, or with one that does not answer. */
export const unlockWithCode =
  (kit: Kit) =>
  async (as: PersonActor, ask: { password: string; code: string }): Promise<Unlocked> => {
    const at = kit.world.now();
    // Counted against this session: whoever holds a lost phone guesses slowly, and the person's other devices are not touched.
    const counted: Counted[] = [{ brake: "account", subject: kit.marks.throttleSubject("unlock", as.session ?? as.person) }];
    const begun = await kit.db.transaction(as.scope, async (tx) => ((await beginTry(tx, counted, at)) ? { known: await store.credentialsOf(tx, as.person) } : undefined));
    if (!begun) return refuse(refusals.wait);
    const answer = await kit.passwords.check(ask.password, begun.known?.phc ?? undefined, "enrolled");
    return kit.db.transaction(as.scope, async (tx) => {
      if (answer === "right" && (await codeFits(kit, tx, { known: begun.known, code: ask.code }))) {
        await relieveTry(tx, counted, at);
        return proved(kit, tx, { as, proof: "password-and-code", at });
      }
      if (answer === "busy") {
        await relieveTry(tx, counted, at);
        return refuse(refusals.busy);
      }
      await alertWhenClosed(kit, tx, { as, person: as.person, counted, at });
      return refused(kit, tx, as);
    });
  };

/** More may be seen from here on, so the token changes as well. */
async function proved(kit: Kit, tx: Tx, { as, proof, at }: { as: PersonActor; proof: Proof; at: Instant }): Promise<Unlocked> {
  await sessions.proveSession(tx, as.session!, at);
  await kit.audit.record(tx, as, "identity.unlock", { type: "person", id: as.person }, "yes", { proof });
  const session = await sessions.sessionById(tx, as.session!);
  return done({ renew: session && (await renewToken(kit, tx, { session, at })) });
}

async function refused(kit: Kit, tx: Tx, as: PersonActor): Promise<Unlocked> {
  await kit.audit.record(tx, as, "identity.unlock", { type: "person", id: as.person }, "no");
  return refuse(refusals.notRecognised);
}
