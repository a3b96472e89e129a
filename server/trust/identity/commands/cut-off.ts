import type { Actor } from "../../../foundation/actor.ts";
import { personOf } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { plus } from "../../../foundation/time.ts";
import type { Kit } from "../ports.ts";
import { INVITATION_DAYS } from "../settings.ts";
import { deleteDevices, deleteProofs } from "../store/cut-off.ts";
import type { NewsKind } from "../store/news.ts";
import * as people from "../store/people.ts";
import * as sessions from "../store/sessions.ts";
import { mintToken } from "../tokens.ts";
import { tellPerson } from "./own-news.ts";

/**
 * `sign-out`: every device, now. `disable`: and none comes back until `enable`. `reset`: what they signed in with is gone, and a link makes it
 * anew. `forget`: no phone and no workstation knows them any more; password and code go on working. */
export type CutOff = "sign-out" | "disable" | "enable" | "reset" | "forget";

const WHY_ENDED = { "sign-out": "cut-off", "disable": "disabled", "reset": "cut-off", "forget": "cut-off" } as const;
/** What the person reads of it. To be let in again is seen by itself. */
const NEWS: Readonly<Record<Exclude<CutOff, "enable">, NewsKind>> = { "sign-out": "signed-out", "disable": "disabled", "reset": "proofs-reset", "forget": "devices-forgotten" };

interface Of {
  readonly as: Actor;
  readonly person: PersonId;
}

/** What each act does beside ending sessions. Gives the token of the link after a reset. */
const DOES: Readonly<Record<CutOff, (kit: Kit, tx: Tx, of: Of) => Promise<string | null>>> = {
  "sign-out": async () => null,
  "enable": async (_kit, tx, { person }) => (await people.setDisabled(tx, person, null), null),
  "disable": async (kit, tx, { person }) => {
    await people.setDisabled(tx, person, kit.world.now());
    await voidLinks(kit, tx, person);
    return null;
  },
  "forget": async (kit, tx, of) => {
    await deleteDevices(tx, of.person);
    await tellForgotten(kit, tx, { ...of, act: "forget" });
    return null;
  },
  "reset": async (kit, tx, of) => {
    await voidLinks(kit, tx, of.person);
    await deleteProofs(tx, of.person);
    await tellForgotten(kit, tx, { ...of, act: "reset" });
    return resetLink(kit, tx, of);
  },
};

/**
 * [I20] [I22] Runs in access's transaction, which has asked whether this actor may. Sessions end in the same transaction, and open
 * connections hear of it after the commit. Gives the token of the link after a reset.
 */
export const cutOff =
  (kit: Kit) =>
  async (tx: Tx, as: Actor, { person, act }: { person: PersonId; act: CutOff }): Promise<{ token: string | null }> => {
    const ended = act === "enable" ? [] : await sessions.endSessionsOf(tx, { person, except: null, because: WHY_ENDED[act] }, kit.world.now());
    tx.afterCommit(() => kit.ended(ended.map(({ id }) => id)));
    const token = await DOES[act](kit, tx, { as, person });
    if (act !== "enable") await tellPerson(kit, tx, { as, person, kind: NEWS[act] });
    await kit.audit.record(tx, as, `identity.${act}`, { type: "person", id: person }, "yes", { sessionsEnded: ended.length });
    return { token };
  };

const voidLinks = (kit: Kit, tx: Tx, person: PersonId): Promise<number> => people.voidInvitations(tx, { purpose: "invitation", personId: person }, kit.world.now());

const tellForgotten = (kit: Kit, tx: Tx, { as, person, act }: Of & { readonly act: CutOff }): Promise<void> =>
  kit.facts.record(tx, { name: "identity.devices-forgotten", subject: person, at: kit.world.now(), ids: { act, by: personOf(as) } });

async function resetLink(kit: Kit, tx: Tx, of: Of): Promise<string> {
  const at = kit.world.now();
  const { token, hash } = mintToken(kit.world);
  await people.insertInvitation(tx, { tokenHash: hash, purpose: "invitation", personId: of.person, givenBy: personOf(of.as) }, { at, expiresAt: plus(at, { days: INVITATION_DAYS }) });
  return token;
}
