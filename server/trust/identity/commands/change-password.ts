import { done, refuse } from "../../../foundation/refusal.ts";
import type { Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { passwordStrength } from "../rules/password-strength.ts";
import { renewToken } from "../sessions.ts";
import * as credentials from "../store/credentials.ts";
import * as sessions from "../store/sessions.ts";
import { alertWhenClosed, beginTry, relieveTry, type Counted } from "../tries.ts";
import type { PersonActor } from "./enrol-passkey.ts";
import type { Unlocked } from "./unlock.ts";

/** [I13] Asks for the current password; every other session of this person ends, and this one gets a new token. */
export const changePassword =
  (kit: Kit) =>
  async (as: PersonActor, ask: { current: string; next: string }): Promise<Unlocked> => {
    const at = kit.world.now();
    const counted: Counted[] = [{ brake: "account", subject: kit.marks.throttleSubject("unlock", as.session ?? as.person) }];
    const begun = await kit.db.transaction(as.scope, async (tx) => ((await beginTry(tx, counted, at)) ? { known: await credentials.credentialsOf(tx, as.person) } : undefined));
    if (!begun) return refuse(refusals.wait);
    const answer = await kit.passwords.check(ask.current, begun.known?.phc ?? undefined, "enrolled");
    if (answer !== "right" || !begun.known) {
      return kit.db.transaction(as.scope, async (tx) => {
        await kit.audit.record(tx, as, "identity.change-password", { type: "person", id: as.person }, "no");
        await alertWhenClosed(kit, tx, { as, person: as.person, counted, at });
        return refuse(refusals.notRecognised);
      });
    }
    if (passwordStrength(ask.next, begun.known) !== "strong") return refuse(refusals.weakPassword);
    const phc = await kit.passwords.hash(ask.next);
    return kit.db.transaction(as.scope, async (tx) => {
      await relieveTry(tx, counted, at);
      await credentials.savePassword(tx, { person: as.person, phc }, at);
      const ended = await sessions.endSessionsOf(tx, { person: as.person, except: as.session ?? null, because: "password-changed" }, at);
      tx.afterCommit(() => kit.ended(ended.map(({ id }) => id)));
      await kit.audit.record(tx, as, "identity.change-password", { type: "person", id: as.person }, "yes", { sessionsEnded: ended.length });
      const session = await sessions.sessionById(tx, as.session!);
      return done({ renew: session && (await renewToken(kit, tx, { session, at })) });
    });
  };
