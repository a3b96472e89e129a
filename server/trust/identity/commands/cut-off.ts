import type { Actor } from "../../../foundation/actor.ts";
import { personOf } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { plus } from "../../../foundation/time.ts";
import type { Kit } from "../ports.ts";
import { INVITATION_DAYS } from "../settings.ts";
import { deleteProofs } from "../store/cut-off.ts";
import * as people from "../store/people.ts";
import * as sessions from "../store/sessions.ts";
import { mintToken } from "../tokens.ts";

/** `sign-out`: every device, now. `disable`: and none comes back until `enable`. `reset`: what they signed in with is gone, and a link makes it anew. */
export type CutOff = "sign-out" | "disable" | "enable" | "reset";

const WHY_ENDED = { "sign-out": "cut-off", "disable": "disabled", "reset": "cut-off" } as const;

/**
 * [I20] Runs in access's transaction, which has asked whether this actor may. Sessions end in the same transaction, and open
 * connections hear of it after the commit. Gives the token of the link after a reset.
 */
export const cutOff =
  (kit: Kit) =>
  async (tx: Tx, as: Actor, ask: { person: PersonId; act: CutOff }): Promise<{ token: string | null }> => {
    const at = kit.world.now();
    const { person, act } = ask;
    if (act === "enable") await people.setDisabled(tx, person, null);
    if (act === "disable") await people.setDisabled(tx, person, at);
    const ended = act === "enable" ? [] : await sessions.endSessionsOf(tx, { person, except: null, because: WHY_ENDED[act] }, at);
    tx.afterCommit(() => kit.ended(ended.map(({ id }) => id)));
    if (act === "disable" || act === "reset") await people.voidInvitations(tx, { purpose: "invitation", personId: person }, at);
    const token = act === "reset" ? await resetLink(kit, tx, { as, person }) : null;
    await kit.audit.record(tx, as, `identity.${act}`, { type: "person", id: person }, "yes", { sessionsEnded: ended.length });
    return { token };
  };

async function resetLink(kit: Kit, tx: Tx, of: { as: Actor; person: PersonId }): Promise<string> {
  const at = kit.world.now();
  await deleteProofs(tx, of.person);
  const { token, hash } = mintToken(kit.world);
  await people.insertInvitation(tx, { tokenHash: hash, purpose: "invitation", personId: of.person, givenBy: personOf(of.as) }, { at, expiresAt: plus(at, { days: INVITATION_DAYS }) });
  return token;
}
