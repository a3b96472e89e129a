import type { Phi } from "../../foundation/phi.ts";
import type { SipTransport } from "./ports.ts";

/** Sound, as the calls slice wants it from edge/media and edge/speech. */

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
