import type { Actor } from "../../../foundation/actor.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Kit } from "../ports.ts";
import { creationOptions, readCreation } from "../proofs/passkey.ts";
import { refusals } from "../refusals.ts";
import { recentlyProved } from "../sessions.ts";
import { PASSKEYS_PER_PERSON_MAX, STEP_UP_SECONDS } from "../settings.ts";
import * as store from "../store/credentials.ts";
import * as people from "../store/people.ts";
import { newChallenge, type Begun, type PasskeyAnswer } from "./sign-in-with-passkey.ts";

export type PersonActor = Extract<Actor, { kind: "person" }>;

export const beginEnrolment =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<Begun>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const at = kit.world.now();
      if (!(await recentlyProved(tx, as.session, { seconds: STEP_UP_SECONDS, at }))) return refuse(refusals.proveAgain);
      const person = await people.personById(tx, as.person);
      const known = await store.passkeysOf(tx, as.person);
      if (!person || known.length >= PASSKEYS_PER_PERSON_MAX) return refuse(refusals.tooManyPasskeys);
      const challenge = await newChallenge(kit, tx, { purpose: "enrol", person: as.person });
      const user = { id: Buffer.from(as.person.replaceAll("-", ""), "hex"), name: person.name, email: person.email };
      return done({ challengeId: challenge.id, options: await creationOptions(kit.site(), user, { challenge: challenge.bytes, known }) });
    });

/** [I10] A new way to sign in is added only by someone who has just proven who they are. */
export const enrolPasskey =
  (kit: Kit) =>
  (as: PersonActor, ask: PasskeyAnswer & { name: string }): Promise<Outcome<undefined>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const at = kit.world.now();
      const proved = await recentlyProved(tx, as.session, { seconds: STEP_UP_SECONDS, at });
      const challenge = await store.takeChallenge(tx, { id: ask.challengeId, purpose: "enrol", person: as.person }, at);
      const passkey = challenge && (await readCreation(kit.site(), challenge.bytes, ask.response));
      const added = proved && passkey !== undefined && (await store.insertPasskey(tx, { person: as.person, name: ask.name, passkey }, at));
      await kit.audit.record(tx, as, "identity.enrol-passkey", { type: "person", id: as.person }, added ? "yes" : "no");
      if (!proved) return refuse(refusals.proveAgain);
      return added ? done() : refuse(refusals.passkeyNotAccepted);
    });
