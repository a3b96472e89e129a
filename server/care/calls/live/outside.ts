import { system } from "../../../foundation/actor.ts";
import { phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { CallEvent } from "../rules/call-machine.ts";
import { PARTNER_RING_SECONDS, silentOutside, toSendOut } from "../rules/outside.ts";
import type { Operator } from "../rules/queue.ts";
import { pendingOf } from "../rules/second-person.ts";
import type { LiveCall, ToDial } from "./board.ts";
import { untilWritten } from "./until-written.ts";

/** What is due for a call because of somebody whom the house rings, or has rung. Nobody is rung for a caller who does not hear us yet. */
export function outsideDue(call: LiveCall, operators: readonly Operator[], at: Instant): CallEvent | undefined {
  const to = call.phone && toSendOut(call.state, operators, at);
  if (to) return { kind: "send-out", to };
  const silent = silentOutside(call.state, at);
  return silent && { kind: "dial-failed", leg: silent.leg, why: "lost" };
}

/** [C155] Whom the house rings now for this caller; undefined: it rings nobody. The number is the one that the call was stamped with. */
export function askOutside(needs: Needs, call: LiveCall): ToDial | undefined {
  const { whenOpen, overflow } = call.state.reception;
  const kind = pendingOf(call.state)?.target.kind;
  const from = call.leg && needs.directory.normalise(call.leg.dialled);
  if (kind === "office" && whenOpen.forwardTo !== null && whenOpen.ringSeconds !== null) return noted(needs, call, { number: phi(whenOpen.forwardTo), from, purpose: "forward", ringSecondsMax: whenOpen.ringSeconds });
  if (kind === "partner" && overflow.partner) return noted(needs, call, { number: phi(overflow.partner.number), from, purpose: "overflow", ringSecondsMax: PARTNER_RING_SECONDS });
  return undefined;
}

/** In the audit log; a database that is away keeps no caller waiting, and the entry is written when it is back. */
function noted({ db, log, audit }: Needs, { id, client }: LiveCall, ask: ToDial): ToDial {
  const actor = system("calls", { clients: [client] });
  void untilWritten(log, { what: "send-out", call: id }, () => db.transaction(actor.scope, (tx) => audit.record(tx, actor, "call.send-out", { type: "call", id, client }, undefined, { to: [ask.purpose] })));
  return ask;
}
