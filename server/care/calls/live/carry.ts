import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import * as placed from "../../../foundation/nodes/index.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import type { Needs } from "../needs.ts";
import type { Leg } from "../ports.ts";
import type { CallRef } from "../store.ts";

const placeOf = ({ client, id }: CallRef) => ({ client, ...sealedColumn("foundation.placed", "carried"), row: id, revision: 0 });

/** [C83] Whose call it is stands beside the call from the first instant. A house of one node writes nothing. */
export function placeHere({ nodes }: Pick<Needs, "nodes">, tx: Tx, call: CallRef): void {
  if (nodes.name !== null) placed.place(tx, call, nodes.name);
}

/** How another node would go on with the leg, sealed. What cannot be kept costs the caller nothing now. */
export async function keepCarried(needs: Needs, call: CallRef, leg: Leg): Promise<void> {
  const carried = needs.nodes.name === null ? undefined : needs.carrying?.carry(leg);
  if (carried === undefined) return;
  try {
    const sealed = await needs.vault.sealText({ ...placeOf(call), at: needs.world.now(), kind: "call" }, phi(carried));
    await needs.db.transaction(system("calls", { clients: [call.client] }).scope, (tx) => placed.saveCarried(tx, call, sealed));
  } catch (error) {
    needs.log.warn("calls.not-carried", { call: call.id, error: (error as Error).name });
  }
}

/** The leg, in the dead node's place, and what was last said of sound. Undefined: nothing was kept, or it cannot be read. */
export async function takeUpLeg(needs: Needs, { carried, ...call }: placed.Placed): Promise<{ leg: Leg; said: string } | undefined> {
  if (carried === null || !needs.carrying) return undefined;
  try {
    return needs.carrying.takeUp(dangerouslyReveal(await needs.vault.openText(placeOf(call), carried)));
  } catch (error) {
    needs.log.warn("calls.not-taken-up", { call: call.id, error: (error as Error).name });
    return undefined;
  }
}

/** The sound of a leg that another node had comes here. A far end that does not take it has lost the call. */
export async function bringSound(needs: Needs, leg: Leg, said: string) {
  try {
    const { endpoint, offer } = await needs.media.offerPhone(leg.transport, undefined, said);
    const answer = await leg.reoffer(offer);
    if (await needs.media.acceptPhoneAnswer(endpoint, answer)) return endpoint;
    await needs.media.close(endpoint);
  } catch (error) {
    needs.log.warn("calls.sound-not-brought", { error: (error as Error).name });
  }
  leg.hangup();
  return undefined;
}
