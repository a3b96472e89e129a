import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { recentlyProved } from "../sessions.ts";
import { STEP_UP_SECONDS } from "../settings.ts";
import * as store from "../store/cut-off.ts";
import type { PersonActor } from "./enrol-passkey.ts";

/** [I19] A person sees what they can sign in with. */
export const listPasskeys =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<{ passkeys: store.KnownPasskey[] }>> =>
    kit.db.transaction(as.scope, async (tx) => done({ passkeys: await store.knownPasskeys(tx, as.person) }));

/** [I19] Removing one wants a fresh proof, as adding one does: whoever sits at an open desk must not lock its owner out. */
export const removePasskey =
  (kit: Kit) =>
  (as: PersonActor, id: Buffer): Promise<Outcome<undefined>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const proved = await recentlyProved(tx, as.session, { seconds: STEP_UP_SECONDS, at: kit.world.now() });
      const removed = proved && (await store.deletePasskey(tx, { person: as.person, id }));
      await kit.audit.record(tx, as, "identity.remove-passkey", { type: "person", id: as.person }, removed ? "yes" : "no");
      if (!proved) return refuse(refusals.proveAgain);
      return removed ? done() : refuse(refusals.noSuchPasskey);
    });
