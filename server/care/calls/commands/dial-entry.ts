import type { DialKind } from "../../../../contract/index.ts";
import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { askEntry } from "../live/rung-anew.ts";
import type { Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { nextOf, type CallEvent, type DialTarget } from "../rules/call-machine.ts";

type Ask = { readonly call: CallId; readonly entry: string };

/** [C31] Rings an entry of the directory of the call's own account. Which one is in the audit log before anything rings. */
export const dialEntry = (needs: Needs, switchboard: Switchboard) => async (as: Actor & { person: PersonId }, ask: Ask): Promise<Outcome<undefined>> => {
  const call = switchboard.board.calls.get(ask.call);
  if (!call) return refuse(refusals.noSuchCall);
  const actor = within(as, call.client);
  const eventFor = (target: DialTarget): CallEvent => ({ kind: "dial", operator: as.person, target });

  const entry = await needs.db.transaction(actor.scope, async (tx) => {
    const [found] = await needs.directory.dialEntriesOf(tx, call.accountId, ask.entry);
    const verdict = found ? nextOf(call.state, eventFor(targetOf(found)), needs.world.now()).kind : "no-such-entry";
    await needs.audit.record(tx, actor, "call.dial", { type: "call", id: call.id, client: call.client }, verdict, { entries: [ask.entry] });
    return found;
  });
  if (!entry) return refuse(refusals.noSuchEntry);
  // Decided again: the world may have moved while the audit entry was written.
  const before = call.toDial;
  call.toDial = askEntry(needs, call, entry);
  const told = switchboard.tell(call, eventFor(targetOf(entry)));
  if (told.kind === "moved") return done();
  call.toDial = before;
  return told.kind === "refused" ? refuse(refusals[told.because]) : done();
};

const targetOf = ({ id, kind, label }: { id: string; kind: DialKind; label: string }): DialTarget => ({ entry: id, kind, label });
