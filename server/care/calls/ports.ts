/**
 * What the calls slice wants from the outside: telephone legs, fitted by edge/sip, and their sound (media-port.ts), fitted by edge/media.
 * No type of a SIP, RTP or WebRTC library passes this line. All SDP is text.
 */

import type { Instant } from "../../foundation/time.ts";

export type * from "./media-port.ts";

// ── telephone legs that come in ─────────────────────────────────────────────────────────────────────────────────

export type SipTransport = "udp" | "tcp" | "tls";

/** Why a leg ended. `end` is told exactly once for each leg, whatever crossed on the wire. */
export type LegEnd =
  | "cancelled" // the caller gave up before an answer
  | "remote-hangup" // BYE from the far end
  | "local-hangup"
  | "rejected" // we answered with a final error or a redirect
  | "no-ack" // our 200 was never acknowledged
  | "session-expired" // RFC 4028
  | "transport-lost"
  | "failed";

/** Where a call has been before it came here, as those who sent it on wrote it. */
export interface Path {
  /** How often it may still be sent on (Max-Forwards, RFC 3261 20.22). */
  readonly hopsLeft: number;
  /** The numbers that sent it on, by Diversion (RFC 5806) and History-Info (RFC 7044), as they are written. They are PHI, as the caller's. */
  readonly sentOnBy: readonly string[];
  /** What a house of ours wrote into a call that it sent on. */
  readonly mark: string | undefined;
}

/** A call that came in and has no final answer yet. Exactly one of answer, reject, redirect takes effect; a later one does nothing. */
export interface Leg {
  /** Unique in this process, for the life of the leg. Not PHI. */
  readonly id: string;
  /** The user part of the Request-URI as dialled, not normalised. */
  readonly dialled: string;
  /** The calling number as the trunk gave it (P-Asserted-Identity before From), undefined when withheld. It is PHI. */
  readonly callerNumber: string | undefined;
  /** Who stands for the number: the trunk by P-Asserted-Identity, or a signature it verified (STIR/SHAKEN). Undefined: nobody but the caller. */
  readonly callerProof?: "asserted" | "verified" | undefined;
  /** They asked not to be shown (RFC 3323), or came as "anonymous". */
  readonly callerWithheld?: boolean;
  /** Where the call has been before. Undefined: another node answered it. */
  readonly path?: Path | undefined;
  /** Display name; it is PHI. */
  readonly callerName: string | undefined;
  readonly transport: SipTransport;
  /** Source address of the INVITE. */
  readonly remoteAddress: string;
  /** The offer of the INVITE; undefined when it came without one (then our 200 carries the offer). */
  readonly offer: string | undefined;
  readonly state: "ringing" | "up" | "ended";
  /** 180. */
  ring(): void;
  /** 200 with this SDP; resolves when the ACK came (with its SDP when our 200 carried the offer). Rejects when the leg ended first. */
  answer(sdp: string): Promise<string | undefined>;
  /** 4xx or 5xx only: a 6xx is refused by type. */
  reject(status: 403 | 404 | 480 | 486 | 488 | 500 | 503, retryAfterSeconds?: number): void;
  /** 302 to a telephone number on the same trunk. */
  redirect(toNumber: string): void;
  /** Re-INVITE with a new offer (media moved, hold). Resolves to the far end's answer. Serialised; 491 is retried. */
  reoffer(sdp: string): Promise<string>;
  /** Asks the far end whether it is still there, by a session refresh. One that does not answer ends the leg as "failed"; any answer is a sign of life. */
  probe(): void;
  /** BYE (or CANCEL, or a final answer, as the state needs). Safe to call at any time, any number of times. */
  hangup(): void;
  /**
   * The far end sent a re-INVITE: return our answer, or undefined for 488. One handler. It must answer within 16 s.
   * Their re-INVITE without an offer gets our last SDP; the answer in its ACK is then told here too, and what is returned is not sent.
   */
  onReoffer(handler: (offer: string) => Promise<string | undefined>): void;
  /** Told once. A handler added after the end is told at once. */
  onEnd(handler: (end: LegEnd) => void): void;
}

// ── telephone legs that we place ────────────────────────────────────────────────────────────────────────────────

/** What the call is for. It is logged and counted, and "emergency" passes the caps. */
export type DialPurpose = "forward" | "overflow" | "patch" | "call-back" | "voice-delivery" | "directory" | "alarm" | "emergency" | "test";

/** How sound travels on the trunk that is being tried. */
export interface TrunkWay {
  /** The trunk's name in the settings. */
  readonly trunk: string;
  readonly transport: SipTransport;
  /** "srtp": RTP/SAVP with SDES keys (RFC 4568) and nothing else. */
  readonly sound: "srtp" | "rtp";
}

/** Where somebody who calls for help is: a dispatchable location (47 CFR 9.3), as those who come must find it. No PHI. */
export interface Place {
  readonly houseNumber: string;
  readonly street: string;
  /** Floor, suite, room; empty where the street address is enough. */
  readonly within: string;
  readonly city: string;
  /** Two letters. */
  readonly state: string;
  readonly zip: string;
}

/** A caller who rang one number and is rung through to another, as forwarding is told to whoever is rung. */
export interface SentOn {
  /** Shown over a trunk that may carry it. Undefined: nobody stands for their number, so it is shown to nobody. It is PHI. */
  readonly caller: string | undefined;
  /** They asked not to be shown, and are not, over any trunk. */
  readonly withheld: boolean;
  /** The number that they dialled: it is who sends them on. */
  readonly by: string;
  /** Each caller of these hours, or because nobody answered. */
  readonly why: "unconditional" | "no-answer";
  /** Numbers that had sent them on before. */
  readonly timesBefore: number;
  /** Of the call that came in: this one has one fewer (RFC 7332). */
  readonly hopsLeft: number;
  /** Comes back to us with the call, if the call does. */
  readonly mark: string;
}

export interface DialAsk {
  /** +E.164, a number as people write it in North America, a `tel:` URI, or an emergency number such as "911". It is PHI. */
  readonly to: string;
  /** The number to present, one that the trunk lets us present; undefined: the trunk's own. For 911 it is the number the place is registered under. */
  readonly from?: string | undefined;
  /** Of 911 and 933: goes with the call over a trunk that takes a location (RFC 6442). Others know it by `from`. */
  readonly place?: Place | undefined;
  /** Present nobody (RFC 3323); the trunk still learns `from`. Not for emergency numbers. */
  readonly withheld?: boolean;
  /** A caller of ours is sent on: who they are, and what keeps the call from going in circles. `from` is shown where they are not. */
  readonly sentOn?: SentOn | undefined;
  /** Our SDP offer. Asked when a trunk is chosen, and again only when fail-over goes to a trunk whose sound travels otherwise; the earlier offer is then dead. */
  readonly offer: (way: TrunkWay) => Promise<string>;
  /** Patience from `dial` to the answer, fail-over included. 5 to 180. */
  readonly ringSecondsMax: number;
  readonly purpose: DialPurpose;
}

/** A cap that refused a call. See docs/trunk.md. */
export type DialLimit = "destination" | "concurrent" | "minute" | "hour" | "day" | "spend-hour" | "spend-day";

/** Why a call we placed ended without ever being answered. */
export type DialFailure =
  | "cancelled" // hangup() before an answer
  | "busy"
  | "declined" // they, or their network for them, refused this call
  | "no-answer" // it rang and nobody came, or nobody is there now
  | "no-such-number" // the number cannot be called: no such number, or we could not read it
  | "trunk-fault" // no trunk would or could take the call, or none is configured
  | "challenged-for-ever" // the trunks did not accept our password
  | "refused-by-limit"; // one of our own limits

export interface DialEnd {
  readonly why: DialFailure | Extract<LegEnd, "remote-hangup" | "local-hangup" | "session-expired" | "transport-lost" | "failed">;
  /** The cap, with "refused-by-limit". */
  readonly limit?: DialLimit;
  /** The last SIP answer of the trunk that decided, where there was one. */
  readonly sipStatus?: number;
  /** The trunk that decided. */
  readonly trunk?: string;
}

export type DialProgress =
  | { readonly kind: "ringing" }
  /** The network plays something before the answer: an announcement, or its own ringing. `sdp` answers our offer. */
  | { readonly kind: "early-media"; readonly sdp: string };

/** A call that we place. */
export interface OutboundLeg {
  /** Unique in this process, for the life of the leg. Not PHI. */
  readonly id: string;
  readonly state: "calling" | "ringing" | "up" | "ended";
  /** The trunk in use, or the last one tried. */
  readonly trunk: string | undefined;
  /** The far end's answer to our offer, acknowledged already. Undefined: it ended without an answer, and `onEnd` says why. Never rejects. */
  readonly answered: Promise<{ readonly sdp: string } | undefined>;
  /** Told in order, each kind once for each trunk that rings; what came before the handler is told at once. */
  onProgress(handler: (progress: DialProgress) => void): void;
  /** As on `Leg`. */
  reoffer(sdp: string): Promise<string>;
  /** As on `Leg`. */
  probe(): void;
  /** CANCEL or BYE, as the state needs. Safe at any time, any number of times; a 200 that crosses it is acknowledged and ended. */
  hangup(): void;
  /** As on `Leg`. */
  onReoffer(handler: (offer: string) => Promise<string | undefined>): void;
  /** Told once. A handler added after the end is told at once. */
  onEnd(handler: (end: DialEnd) => void): void;
}

/** What is known of one outbound trunk. */
export interface TrunkStanding {
  readonly name: string;
  readonly transport: SipTransport;
  /** "resting": it failed, and is asked by OPTIONS until it answers; calls go to the others first. */
  readonly state: "well" | "resting" | "unknown";
  readonly legs: number;
  /** The number that its calls show where they name none, or may not show another. */
  readonly from: string;
}

/** How a call goes on at another node when the one that answered it is dead. Fitted by the telephone. */
export interface Carrying {
  /** What the other node needs: it names the caller, so it is kept sealed. Undefined while the leg is not up, or came over a connection that ends with us; others like that are left out. */
  carry(leg: Leg, others?: readonly { readonly number: number; readonly leg: Leg | OutboundLeg }[]): string | undefined;
  /** The legs, up, with us in the dead node's place. Their sound still goes where it went: `reoffer` brings it here. Undefined: it cannot be read. */
  takeUp(carried: string): (TakenUp & { readonly others: readonly (TakenUp & { readonly number: number })[] }) | undefined;
}

export interface TakenUp {
  readonly leg: Leg;
  /** Our last SDP. */
  readonly said: string;
}

export interface Telephony {
  /** One handler: calls slice. Told within the turn in which the INVITE passed the guard. */
  onCall(handler: (leg: Leg) => void): void;
  /**
   * Places a call over the trunks, in their order, with fail-over. Returns at once and never throws: whatever is wrong is the leg's end,
   * told after this turn. Limits (destinations, calls, spend) are asked here; emergency numbers pass them all.
   */
  dial(ask: DialAsk): OutboundLeg;
  /** The outbound trunks in the order they are tried. Empty: `dial` ends as "trunk-fault". */
  trunks(): readonly TrunkStanding[];
  /** A limit refused a call: told at once the first time, and again at most every 15 minutes for each limit. Somebody should look. */
  onDialLimit(handler: (trip: { readonly limit: DialLimit; readonly purpose: DialPurpose; readonly at: Instant }) => void): void;
  /** New INVITEs are answered 503 from now on; live dialogs go on. */
  drain(): void;
  status(): { readonly listening: readonly string[]; readonly legs: number; readonly dropped: number; readonly loopDelayP99Ms: number };
  close(): Promise<void>;
}
