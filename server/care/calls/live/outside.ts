import { system } from "../../../foundation/actor.ts";
import type { CallId } from "../../../foundation/ids.ts";
import { phi } from "../../../foundation/phi.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { Leg, SentOn } from "../ports.ts";
import type { CallEvent } from "../rules/call-machine.ts";
import { overOutside, PARTNER_RING_SECONDS, toSendOut } from "../rules/outside.ts";
import type { Operator } from "../rules/queue.ts";
import { pendingOf } from "../rules/second-person.ts";
import type { LiveCall, ToDial } from "./board.ts";
import { callerOf, marksOf } from "./came-back.ts";
import { untilWritten } from "./until-written.ts";

/** What is due for a call because of somebody whom the house rings, or has rung. Nobody is rung for a caller who does not hear us yet. */
export function outsideDue(call: LiveCall, operators: readonly Operator[], at: Instant): CallEvent | undefined {
  const to = call.phone && toSendOut(call.state, operators, at);
  if (to) return { kind: "send-out", to };
  const over = overOutside(call.state, at);
  return over && { kind: "dial-failed", ...over };
}

/** [C155] Whom the house rings now for this caller; undefined: it rings nobody. */
export function askOutside(needs: Needs, call: LiveCall): ToDial | undefined {
  const whom = toRing(call.state);
  if (!whom || !call.leg) return undefined;
  const { why, ...ask } = whom;
  return noted(needs, call, { ...ask, from: needs.directory.normalise(call.leg.dialled), sentOn: sentOnOf(needs, { id: call.id, leg: call.leg }, why) });
}

/** The number is the one that the call was stamped with. */
function toRing(state: LiveCall["state"]): (Pick<ToDial, "number" | "purpose" | "ringSecondsMax"> & { readonly why: SentOn["why"] }) | undefined {
  const { whenOpen: { forwardTo, ringSeconds }, overflow: { partner } } = state.reception;
  const kind = pendingOf(state)?.target.kind;
  if (kind === "office" && forwardTo !== null && ringSeconds !== null) return { number: phi(forwardTo), purpose: "forward", ringSecondsMax: ringSeconds, why: "unconditional" };
  if (kind === "partner" && partner) return { number: phi(partner.number), purpose: "overflow", ringSecondsMax: PARTNER_RING_SECONDS, why: "no-answer" };
  return undefined;
}

/** [C160] The caller's number goes on only where the trunk they came by stands for it; what somebody claims may be anybody's. */
function sentOnOf(needs: Needs, { id, leg }: { readonly id: CallId; readonly leg: Leg }, why: SentOn["why"]): SentOn {
  const { callerProof, callerWithheld = false, path } = leg;
  return {
    why, withheld: callerWithheld, caller: callerProof === undefined ? undefined : callerOf(needs, leg), by: leg.dialled,
    timesBefore: path?.sentOnBy.length ?? 0, hopsLeft: path?.hopsLeft ?? HOPS_UNKNOWN, mark: marksOf(needs).of(id),
  };
}

/** Of a call that another node answered before it died. */
const HOPS_UNKNOWN = 70;

/** [C162] Over and over, to their ear alone, until they press the key or their time is over. */
export function askKey({ media }: Pick<Needs, "media">, { others }: LiveCall, leg: number): void {
  const phone = others.get(leg)?.phone;
  if (phone) media.play(phone, "take-caller", { loop: true }).catch(() => undefined); // Its media process died: the leg is rebuilt or lost.
}

/** In the audit log; a database that is away keeps no caller waiting, and the entry is written when it is back. */
function noted({ db, log, audit }: Needs, { id, client }: LiveCall, ask: ToDial): ToDial {
  const actor = system("calls", { clients: [client] });
  void untilWritten(log, { what: "send-out", call: id }, () => db.transaction(actor.scope, (tx) => audit.record(tx, actor, "call.send-out", { type: "call", id, client }, undefined, { to: [ask.purpose] })));
  return ask;
}
