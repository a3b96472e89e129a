import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { standingOf } from "../rules/standing.ts";
import { endSession } from "../sessions.ts";
import * as store from "../store/sessions.ts";
import type { PersonActor } from "./enrol-passkey.ts";

/** [I5] A hand moved. Polls, beats and timers do not count: they go on when nobody sits there. */
export const touchSession =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<{ idleAt: Instant }>> =>
    kit.db.transaction(as.scope, async (tx) => {
      await store.touchSession(tx, as.session!, kit.world.now());
      const session = await store.sessionById(tx, as.session!);
      const standing = session && standingOf(session, kit.world.now());
      return standing && standing.state !== "ended" ? done({ idleAt: standing.idleAt }) : refuse(refusals.signIn);
    });

/** Locks a phone; anything else has no lock and ends. */
export const lockSession =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<{ ended: boolean }>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const at = kit.world.now();
      const session = await store.sessionById(tx, as.session!);
      if (!session) return refuse(refusals.signIn);
      if (session.kind !== "phone") {
        await endSession(kit, tx, { session, at, because: "signed-out" });
        return done({ ended: true });
      }
      await store.lockSession(tx, session.id, at);
      await kit.audit.record(tx, as, "identity.lock", { type: "person", id: as.person });
      return done({ ended: false });
    });

export const signOut =
  (kit: Kit) =>
  (as: PersonActor): Promise<Outcome<undefined>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const session = await store.sessionById(tx, as.session!);
      if (session) await endSession(kit, tx, { session, at: kit.world.now(), because: "signed-out" });
      return done();
    });

/** For open connections and live calls, which ask from time to time: what each of these sessions is worth now. */
export const standings =
  (kit: Kit) =>
  (sessions: readonly string[]): Promise<ReadonlyMap<string, "open" | "locked" | "ended">> =>
    kit.db.transaction({ role: "app", clients: [] }, async (tx) => {
      const at = kit.world.now();
      const known = await store.sessionsByIds(tx, sessions);
      const states = new Map<string, "open" | "locked" | "ended">(sessions.map((id) => [id, "ended"]));
      for (const session of known) states.set(session.id, standingOf(session, at).state);
      return states;
    });
