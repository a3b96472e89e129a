import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { actorOf, VISITOR, type Kit } from "../ports.ts";
import { sealTotp } from "../one-time-code.ts";
import { totpUri } from "../proofs/totp.ts";
import { refusals } from "../refusals.ts";
import { passwordStrength } from "../rules/password-strength.ts";
import { TOTP } from "../settings.ts";
import * as credentials from "../store/credentials.ts";
import * as store from "../store/people.ts";
import { hashToken } from "../tokens.ts";

/** [I11] The link is looked at, the password is hashed outside any transaction, and then the link is taken: of two at once, one. */
export const acceptInvitation =
  (kit: Kit) =>
  async (ask: { token: string; password: string }): Promise<Outcome<{ email: string; totpUri: string }>> => {
    const at = kit.world.now();
    const link = { tokenHash: hashToken(ask.token), purpose: "invitation" } as const;
    const invited = await kit.db.transaction(VISITOR.scope, async (tx) => {
      const found = await store.peekInvitation(tx, link, at);
      return found?.personId ? store.personById(tx, found.personId) : undefined;
    });
    if (!invited || invited.disabledAt !== null) return refuse(refusals.linkUsed);
    if (passwordStrength(ask.password, invited) !== "strong") return refuse(refusals.weakPassword);
    const phc = await kit.passwords.hash(ask.password);
    return kit.db.transaction(VISITOR.scope, async (tx) => {
      const taken = await store.takeInvitation(tx, link, at);
      if (!taken) return refuse(refusals.linkUsed);
      if (!(await kit.places.mayBringIn(tx, { giver: taken.givenBy, person: invited.id }, at))) {
        await kit.audit.record(tx, VISITOR, "identity.accept-invitation", { type: "person", id: invited.id }, "no");
        return refuse(refusals.linkUsed);
      }
      const uri = await giveCredentials(kit, tx, { person: invited.id, email: invited.email, phc, at });
      await kit.audit.record(tx, actorOf(invited.id), "identity.accept-invitation", { type: "person", id: invited.id }, "yes");
      return done({ email: invited.email, totpUri: uri });
    });
  };

/** [I12] Makes the first administrator, while nobody else can sign in. */
export const makeFirstAdministrator =
  (kit: Kit) =>
  async (ask: { token: string; name: string; email: string; password: string }): Promise<Outcome<{ totpUri: string }>> => {
    const at = kit.world.now();
    const link = { tokenHash: hashToken(ask.token), purpose: "first-administrator" } as const;
    const known = await kit.db.transaction(VISITOR.scope, (tx) => store.peekInvitation(tx, link, at));
    if (!known) return refuse(refusals.linkUsed);
    if (passwordStrength(ask.password, ask) !== "strong") return refuse(refusals.weakPassword);
    const phc = await kit.passwords.hash(ask.password);
    return kit.db.transaction(VISITOR.scope, async (tx) => {
      const taken = await store.takeInvitation(tx, link, at);
      if (!taken || (await store.anybodySignsIn(tx))) return refuse(refusals.linkUsed);
      const person = kit.world.id() as PersonId;
      await store.insertPerson(tx, { id: person, name: ask.name, email: ask.email, zone: kit.zone }, at);
      const uri = await giveCredentials(kit, tx, { person, email: ask.email, phc, at });
      await kit.places.appointAdministrator(tx, person, at);
      await kit.audit.record(tx, actorOf(person), "identity.first-administrator", { type: "person", id: person }, "yes");
      return done({ totpUri: uri });
    });
  };

async function giveCredentials(kit: Kit, tx: Tx, of: { person: PersonId; email: string; phc: string; at: Instant }): Promise<string> {
  const secret = kit.world.bytes(TOTP.secretBytes);
  await credentials.savePassword(tx, of, of.at);
  await credentials.saveTotp(tx, { person: of.person, sealed: await sealTotp(kit.vault, { person: of.person, secret }, of.at) }, of.at);
  return totpUri(secret, of.email);
}
