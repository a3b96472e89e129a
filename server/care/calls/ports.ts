/**
 * What the calls slice wants from the outside: telephone legs (fitted by edge/sip) and media (fitted by edge/media).
 * No type of a SIP, RTP or WebRTC library passes this line. All SDP is text.
 */

import type { Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";

// ── telephone legs ──────────────────────────────────────────────────────────────────────────────────────────────

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

export interface DialAsk {
  /** +E.164, a number as people write it in North America, a `tel:` URI, or an emergency number such as "911". It is PHI. */
  readonly to: string;
  /** The number to present, one that the trunk lets us present; undefined: the trunk's own. For 911 it is the number the place is registered under. */
  readonly from?: string | undefined;
  /** Of 911 and 933: goes with the call over a trunk that takes a location (RFC 6442). Others know it by `from`. */
  readonly place?: Place | undefined;
  /** Present nobody (RFC 3323); the trunk still learns `from`. Not for emergency numbers. */
  readonly withheld?: boolean;
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

// ── media ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** One end of sound: the caller's RTP or SRTP, or an operator's browser. Lives in one media process. */
export interface Endpoint {
  readonly id: string;
  readonly kind: "phone" | "browser";
}

export type MediaEvent =
  | { readonly kind: "digit"; readonly endpoint: string; readonly digit: string }
  | { readonly kind: "connected"; readonly endpoint: string } // browser: ICE and DTLS are up; phone: first packet came
  | { readonly kind: "silent"; readonly endpoint: string; readonly seconds: number } // no RTP for that long
  | { readonly kind: "gone"; readonly endpoint: string } // the browser's connection is lost (told within 4 s)
  | { readonly kind: "lost"; readonly endpoint: string }; // its media process died: build it again with rebuildPhone / createBrowser

/** Frames of PCMU (G.711 µ-law, 8 kHz, one byte a sample), in playing order, gaps filled with silence. Not yet sealed: seal at once. */
export type RecordSink = (pcmu: Buffer) => void;

/** Names of the fixed prompts in edge/media/prompts, each beginning with the emergency sentence where callers hear it. */
export type PromptName = string;

/** What an end of a room is there for. */
export type RoomPart =
  | "speaks" // hears all others who speak, and is heard by them
  | "held"; // hears the music, and is heard by nobody

export interface RoomSeat {
  readonly endpoint: Endpoint;
  readonly part: RoomPart;
}

export interface PlayOptions {
  readonly loop?: boolean;
}

/** PCMU (G.711 µ-law, 8 kHz, one byte a sample) that a voice made of words. */
export type SpokenSound = Buffer;

/** Music for those who wait, with an id of its own: other sound is another piece. */
export interface Piece {
  readonly id: string;
  readonly sound: SpokenSound;
}

/** Makes sound of words. Fitted by edge/speech. What it is given may be PHI: it is never on a disk, in a log or on a command line. */
export interface Speech {
  /** Undefined: no voice is installed, or it failed or took too long at this. Never rejects. */
  speak(words: Phi<string>): Promise<SpokenSound | undefined>;
  /** Whether a voice is there at all; without one only the fixed prompts can be said. */
  hasVoice(): boolean;
}

export interface MediaEngine {
  readonly name: "werift" | "rtpengine";
  /** Asked before a call is answered: false when every media process is overloaded or full, or none has been alive for a while. */
  admits(): boolean;
  status(): { readonly processes: number; readonly endpoints: number; readonly loopDelayP99Ms: number };
  /** Answers a caller's offer: PCMU with telephone-event, RTP or SDES-SRTP as offered. Undefined: no common codec (488). Clear RTP only where allowed. */
  createPhone(offer: string, near?: Endpoint): Promise<{ endpoint: Endpoint; answer: string } | undefined>;
  /** For an INVITE without an offer: makes ours; the ACK's answer goes to `acceptPhoneAnswer`. */
  /** With what another node had said last of its sound: an offer that goes on from it, with the sound here. */
  offerPhone(transport: SipTransport, near?: Endpoint, after?: string): Promise<{ endpoint: Endpoint; offer: string }>;
  acceptPhoneAnswer(endpoint: Endpoint, answer: string): Promise<boolean>;
  /** The far end re-offered (hold, new address): the answer, or undefined for 488. Keys and rollover are kept while unchanged. */
  updatePhone(endpoint: Endpoint, offer: string): Promise<string | undefined>;
  /** After `lost`: a new socket in a living process, same endpoint id; gives the offer for a re-INVITE. Then `acceptPhoneAnswer`. */
  rebuildPhone(endpoint: Endpoint, near?: Endpoint): Promise<string>;
  /** The browser offers (it owns the microphone); we answer with candidates gathered. */
  createBrowser(offer: string, near: Endpoint): Promise<{ endpoint: Endpoint; answer: string }>;
  /** Sound both ways; whatever either was bridged to or playing stops. */
  bridge(a: Endpoint, b: Endpoint): Promise<void>;
  /** Out of its bridge or its room; the others of a room go on. */
  unbridge(a: Endpoint): Promise<void>;
  /**
   * These ends, from 1 to 6, and no others are in one room: whoever was in it and is not named leaves, whoever is new comes in, and whoever stays
   * is not interrupted. Who comes in leaves their bridge, and what played to them stops; a prompt played to one end later stands in place of the
   * room for that end alone. All must be opened near each other; after `lost`, the room is said anew.
   */
  room(seats: readonly RoomSeat[]): Promise<void>;
  /**
   * A supervisor's ear at one end: `listener` hears what `to` says and hears, in whatever bridge or room and through every change of it, and is heard
   * by nobody; who whispers is heard by `to` alone. What anybody else hears is not touched. Said again it changes only whether they whisper.
   * Over when either is closed, or with `unbridge(listener)`. Refused when somebody else listens there.
   */
  listen(listener: Endpoint, to: Endpoint, how: { readonly whispers: boolean }): Promise<void>;
  /** Plays to this endpoint; resolves when it ended or was stopped. A new prompt replaces the old. */
  play(endpoint: Endpoint, prompt: PromptName, options?: PlayOptions): Promise<"ended" | "stopped">;
  /** The same for sound that was made just now; what it says lives in memory alone, here and in the media process. */
  playSound(endpoint: Endpoint, sound: SpokenSound): Promise<"ended" | "stopped">;
  /** The same for music, round and round until something else is played, and then on from where it was. Its sound is told once to each media process. */
  playMusic(endpoint: Endpoint, piece: Piece): Promise<"ended" | "stopped">;
  stop(endpoint: Endpoint): Promise<void>;
  /** Forks what this endpoint sends (and, when bridged, what it hears, as a second sink). */
  record(endpoint: Endpoint, said: RecordSink, heard?: RecordSink): Promise<void>;
  stopRecording(endpoint: Endpoint): Promise<void>;
  close(endpoint: Endpoint): Promise<void>;
  onEvent(handler: (event: MediaEvent) => void): void;
  shutdown(): Promise<void>;
}
