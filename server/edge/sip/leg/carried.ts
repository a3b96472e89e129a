import { Grammar, SessionDialog, type URI } from "sip.js/lib/core/index.js";
import { z } from "zod";
import type { EdgeCore } from "../core/edge-core.ts";
import type { Address } from "../transport/flow.ts";
import type { TimerPlan } from "./session-timer.ts";

/**
 * What another node needs to go on in a dialog (RFC 3261 12): who it is between, by which proxies, where the count of requests stands, and
 * what was said of sound last. It names the caller: whoever keeps it seals it.
 */
const CarriedDialog = z.object({
  callId: z.string(),
  localTag: z.string(),
  remoteTag: z.string(),
  localUri: z.string(),
  remoteUri: z.string(),
  remoteTarget: z.string(),
  routeSet: z.array(z.string()).max(16),
  localSequence: z.int().min(0),
  remoteSequence: z.int().min(0).optional(),
  plan: z.object({ seconds: z.number(), weRefresh: z.boolean() }),
  way: z.object({ address: z.string(), port: z.int() }),
  sdp: z.string(),
  /** Of a call that we placed: over which trunk, which may ask for its password again, and what a minute of it costs. */
  placed: z.object({ trunk: z.string().max(64), units: z.number().min(0), purpose: z.string().max(32).optional() }).optional(),
});
export type CarriedDialog = z.infer<typeof CarriedDialog>;

/** [S95] What is said, and to whom, so that a telephone which still rings falls silent. */
const CallsOff = z.object({ text: z.string().max(4_000), way: z.object({ address: z.string(), port: z.int() }) });
export type CallsOff = z.infer<typeof CallsOff>;

/** Whoever was rung for a caller is carried with them. A release that knows of no others reads the caller's dialog all the same. */
const Carried = CarriedDialog.extend({
  /** The number that the caller rang. */
  dialled: z.string().max(64).optional(),
  /** Those who were still being rung. */
  ringing: z.array(CallsOff).max(4).optional(),
  others: z.array(z.object({ number: z.int().min(1), dialog: CarriedDialog })).max(4).optional(),
});
type Carried = z.infer<typeof Carried>;

/** Requests that the other node may have sent since it wrote this down: ours begin beyond (RFC 3261 12.2.1.1 asks only that they rise). */
const SEQUENCE_LEAP = 1_000;

interface CarryAsk {
  readonly dialog: SessionDialog;
  readonly plan: TimerPlan;
  readonly way: Address;
  readonly sdp: string;
  readonly placed?: CarriedDialog["placed"];
}

export function carriedOf({ dialog, plan, way, sdp, placed }: CarryAsk): CarriedDialog {
  return {
    callId: dialog.callId, localTag: dialog.localTag, remoteTag: dialog.remoteTag,
    localUri: dialog.localURI.toRaw(), remoteUri: dialog.remoteURI.toRaw(), remoteTarget: dialog.remoteTarget.toRaw(), routeSet: [...dialog.routeSet],
    localSequence: dialog.localSequenceNumber ?? 0, remoteSequence: dialog.remoteSequenceNumber, plan, way: { address: way.address, port: way.port }, sdp,
    ...(placed && { placed }),
  };
}

/** Undefined: it was not written by us, or by another version. */
export function readCarried(text: string): Carried | undefined {
  try {
    return Carried.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Not JSON: the caller says that the leg cannot be taken up.
  }
}

/** The dialog lives in this core from now on, as one whose ACK came long ago. */
export function dialogFrom(core: EdgeCore, carried: CarriedDialog): SessionDialog {
  const { callId, localTag, remoteTag, routeSet, localSequence, remoteSequence } = carried;
  const state = {
    id: callId + localTag + remoteTag, early: false, callId, localTag, remoteTag, routeSet, secure: false,
    localSequenceNumber: localSequence + SEQUENCE_LEAP, remoteSequenceNumber: remoteSequence,
    localURI: uri(carried.localUri), remoteURI: uri(carried.remoteUri), remoteTarget: uri(carried.remoteTarget),
  };
  // The library asks the transaction that made a dialog for the request's offer alone: this one's is long settled.
  return new SessionDialog({ request: {} } as never, core, state);
}

function uri(text: string): URI {
  const read = Grammar.URIParse(text);
  if (!read) throw new RangeError("a carried dialog has an address that is none");
  return read;
}
