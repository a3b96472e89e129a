/**
 * What we change in sip.js 0.21.2 (the version is pinned; library.test.ts pins each change). Its transaction core is
 * written for reliable transports and for a browser: no resending, timers of zero, branches of 10⁷ values.
 */
import { ClientTransaction, InviteClientTransaction, Timers, type OutgoingRequestMessage } from "sip.js/lib/core/index.js";
import { AllowedMethods } from "sip.js/lib/core/user-agent-core/allowed-methods.js";
import { SERVED } from "../guard/screen.ts";
import type { Patience } from "../transport/resend.ts";

/** Draws the 80 random bits of a branch. A request sent again with credentials draws again. */
const branches = new WeakMap<object, () => string>();

export const chooseBranches = (message: OutgoingRequestMessage, draw: () => string): void => {
  branches.set(message, draw);
};

const newBranch = (message: object): string => {
  const draw = branches.get(message);
  if (!draw) throw new Error("a request was made beside our core, without its own branch");
  return draw();
};

let patched = false;

export function patchLibrary(): void {
  if (patched) return;
  patched = true;
  // A CANCEL carries the branch of the INVITE it cancels (RFC 3261 9.1).
  Object.assign(ClientTransaction, {
    makeId: (request: OutgoingRequestMessage) => (request.method === "CANCEL" ? request.branch : newBranch(request)),
  });
  const ackResponse = InviteClientTransaction.prototype.ackResponse;
  InviteClientTransaction.prototype.ackResponse = function (this: InviteClientTransaction, ack: OutgoingRequestMessage): void {
    const setVia = ack.setViaHeader.bind(ack);
    ack.setViaHeader = (_weak, transport) => setVia(newBranch(ack), transport);
    ackResponse.call(this, ack);
  };
  AllowedMethods.splice(0, AllowedMethods.length, ...SERVED);
}

let current: number | undefined;
let users = 0;

/**
 * RFC 3261 17 table 4, from T1. The library has one set for the process, so that everything open at once shares one T1.
 * D, I, J and K are those of UDP: over a stream they merely keep a finished transaction a little longer.
 */
export function takeTimers(t1: number): Patience {
  if (current !== undefined && current !== t1) throw new RangeError("SIP settings: roundTripMilliseconds is one value for the whole process");
  current = t1;
  users += 1;
  const [t2, t4, giveUp] = [8 * t1, 10 * t1, 64 * t1];
  const long = Object.fromEntries(["B", "D", "F", "H", "J", "L", "M", "N"].map((name) => [`TIMER_${name}`, giveUp]));
  Object.assign(Timers, { T1: t1, T2: t2, T4: t4, TIMER_I: t4, TIMER_K: t4, ...long });
  return { t1, t2, giveUp };
}

export function releaseTimers(): void {
  users -= 1;
  if (users === 0) current = undefined;
}
