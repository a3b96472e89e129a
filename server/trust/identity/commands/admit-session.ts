import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { actorOf, type Kit } from "../ports.ts";
import { judgeToken, standingOf } from "../rules/standing.ts";
import { endSession, renewToken, type Cookie } from "../sessions.ts";
import * as store from "../store/sessions.ts";
import { hashToken } from "../tokens.ts";

export type Admitted =
  | { readonly kind: "nobody" }
  | { readonly kind: "in"; readonly session: string; readonly person: PersonId; readonly state: "open" | "locked"; readonly idleAt: Instant; readonly renew: Cookie | undefined };

const nobody: Admitted = { kind: "nobody" };

/** Whose token this is and what it is worth now. Runs in the caller's transaction, before anything else of a request. */
export const admitSession =
  (kit: Kit) =>
  async (tx: Tx, token: string | undefined): Promise<Admitted> => {
    if (token === undefined) return nobody;
    const at = kit.world.now();
    const hash = hashToken(token);
    const found = await store.sessionByToken(tx, hash);
    if (!found) return nobody;
    const standing = standingOf(found, at);
    if (standing.state === "ended" || found.disabled) {
      await endSession(kit, tx, { session: found, at, because: reasonOf(found, standing) });
      return nobody;
    }
    const verdict = judgeToken(found, at);
    if (verdict === "stolen") return endStolen(kit, tx, { found, at });
    if (verdict === "promote") await store.promoteToken(tx, found.id, { hash, at });
    const renew = verdict === "exchange" ? await renewToken(kit, tx, { session: found, at }) : undefined;
    return { kind: "in", session: found.id, person: found.personId, state: standing.state, idleAt: standing.idleAt, renew };
  };

function reasonOf(found: store.Found, standing: ReturnType<typeof standingOf>): store.EndedBecause {
  if (found.disabled) return "disabled";
  return standing.state === "ended" && standing.because === "age" ? "age" : "idle";
}

/** [I7] One token in two hands: nobody can tell which is the right one, so the session ends for both, and it is an alert. */
async function endStolen(kit: Kit, tx: Tx, { found, at }: { found: store.Found; at: Instant }): Promise<Admitted> {
  await endSession(kit, tx, { session: found, at, because: "token-reused" });
  await kit.audit.record(tx, actorOf(found.personId, found.id), "identity.token-reused", { type: "person", id: found.personId });
  await kit.facts.record(tx, { name: "identity.token-reused", subject: found.personId, at });
  return nobody;
}
