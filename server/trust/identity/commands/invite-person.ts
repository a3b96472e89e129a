import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import { VISITOR, type Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { INVITATION_DAYS } from "../settings.ts";
import * as credentials from "../store/credentials.ts";
import * as store from "../store/people.ts";
import { mintToken } from "../tokens.ts";

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly zone: string;
}

/**
 * A person, and a link that works once within seven days. Runs in access's transaction, which gives the role. Somebody invited before
 * who has never set a password gets a new link, and the older one stops working; the giver may give all that this person holds.
 */
export const invitePerson =
  (kit: Kit) =>
  async (tx: Tx, as: Actor, person: NewPerson): Promise<Outcome<{ person: PersonId; token: string }>> => {
    const at = kit.world.now();
    const known = await credentials.credentialsByEmail(tx, person.email);
    if (known && !(await mayHaveLink(kit, tx, { known, giver: personOf(as) }))) {
      await kit.audit.record(tx, as, "identity.invite", { type: "person", id: known.id }, "no");
      return refuse(refusals.emailTaken);
    }
    const id = known?.id ?? (kit.world.id() as PersonId);
    if (!known) await store.insertPerson(tx, { ...person, id }, at);
    await store.voidInvitations(tx, { purpose: "invitation", personId: id }, at);
    const { token, hash } = mintToken(kit.world);
    await store.insertInvitation(tx, { tokenHash: hash, purpose: "invitation", personId: id, givenBy: personOf(as) }, { at, expiresAt: plus(at, { days: INVITATION_DAYS }) });
    await kit.audit.record(tx, as, "identity.invite", { type: "person", id }, "yes");
    return done({ person: id, token });
  };

async function mayHaveLink(kit: Kit, tx: Tx, { known, giver }: { known: credentials.Credentials; giver: PersonId | null }): Promise<boolean> {
  if (known.phc !== null || known.disabledAt !== null) return false;
  return kit.places.mayBringIn(tx, { giver, person: known.id }, kit.world.now());
}

/** [I12] The link of an empty installation. Undefined once anybody can sign in; an older link stops working. */
export const firstAdministratorLink =
  (kit: Kit) =>
  (): Promise<string | undefined> =>
    kit.db.transaction(VISITOR.scope, async (tx) => {
      if (await store.anybodySignsIn(tx)) return undefined;
      const at = kit.world.now();
      await store.voidInvitations(tx, { purpose: "first-administrator", personId: null }, at);
      const { token, hash } = mintToken(kit.world);
      await store.insertInvitation(tx, { tokenHash: hash, purpose: "first-administrator", personId: null, givenBy: null }, { at, expiresAt: plus(at, { days: INVITATION_DAYS }) });
      return token;
    });
