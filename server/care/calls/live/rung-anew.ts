import type { DialKind } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import { phi } from "../../../foundation/phi.ts";
import type { Needs } from "../needs.ts";
import type { Other } from "../rules/call-machine.ts";
import { isOutside } from "../rules/outside.ts";
import { pendingOf } from "../rules/second-person.ts";
import type { LiveCall, ToDial } from "./board.ts";
import type { EffectNeeds } from "./effects.ts";

/** How an entry of the practice's directory is rung. The number that the caller dialled is the practice's own: whoever is rung sees the practice, where the trunk lets us. */
export const askEntry = ({ directory }: Needs, { leg }: LiveCall, { number, kind }: { readonly number: string; readonly kind: DialKind }): ToDial =>
  ({ number: phi(number), from: leg && directory.normalise(leg.dialled), purpose: kind === "emergency-centre" ? "emergency" : kind === "clinician" ? "patch" : "directory" });

/**
 * [C115] Whom a dead node was ringing for this caller is rung from here, once the caller hears us. The audit log says so before anything rings;
 * an entry that is not there any more, or cannot be read, is told as a line that was lost. `dial`: the effect of that name.
 */
export async function ringAnew(needs: EffectNeeds, call: LiveCall, dial: (leg: number) => Promise<void>): Promise<void> {
  const pending = pendingOf(call.state);
  if (pending?.stage !== "calling" || call.others.has(pending.leg)) return;
  const isKnown = await findNumber(needs, call, pending);
  if (pendingOf(call.state)?.leg !== pending.leg) return; // Given up meanwhile.
  if (isKnown) await dial(pending.leg);
  else needs.tell(call, { kind: "dial-failed", leg: pending.leg, why: "lost" });
}

/** An office and a partner stand with the call, and 911 is put ready by whoever took it up; anybody else is an entry of the directory. */
async function findNumber(needs: Needs, call: LiveCall, pending: Other): Promise<boolean> {
  if (isOutside(pending) || call.toDial) return true;
  const ask = await entryAnew(needs, call, pending).catch(() => undefined);
  if (pendingOf(call.state)?.leg === pending.leg) call.toDial = ask;
  return ask !== undefined;
}

function entryAnew(needs: Needs, call: LiveCall, { target }: Other): Promise<ToDial | undefined> {
  const actor = system("calls", { clients: [call.client] });
  return needs.db.transaction(actor.scope, async (tx) => {
    const [found] = await needs.directory.dialEntriesOf(tx, call.accountId, target.entry);
    await needs.audit.record(tx, actor, "call.dial", { type: "call", id: call.id, client: call.client }, found ? "anew" : "no-such-entry", { entries: [target.entry] });
    return found && askEntry(needs, call, found);
  });
}
