import { phi, type Phi } from "../../../foundation/phi.ts";
import type { DialEnd, DialFailure, DialLimit, DialPurpose, Endpoint, Leg, MediaEngine, OutboundLeg, PromptName, Speech, SpokenSound, Telephony } from "../ports.ts";
import { begun, turned, type DialogueEffect, type DialogueEvent, type Heard, type Question } from "../rules/dialogue.ts";
import { offeredSound } from "./offered.ts";
import { joinOther, type Connected } from "./spoken-join.ts";

/** What a telephone is told: a fixed prompt, or words that are made into sound now. */
export type Utterance = { readonly prompt: PromptName } | { readonly words: Phi<string> };
/** Words of ours that hold no PHI. */
export const words = (text: string): Utterance => ({ words: phi(text) });

/** How a spoken call ended. "no-voice": words could not be made into sound. */
export type SpokenEnd = "hung-up" | "ended" | "lost" | "no-voice" | "too-long";

export interface ConnectAsk {
  /** It is PHI. */
  readonly to: Phi<string>;
  /** The number that they are shown. */
  readonly from: string | undefined;
  readonly purpose: DialPurpose;
  readonly ringSecondsMax: number;
  /** Told when the two hear each other. */
  readonly answered?: () => void;
}

/** A call between the service and one telephone, by words and digits. Nothing of it rejects: a line that ends is an answer, at any point. */
export interface SpokenCall {
  /** Not PHI. */
  readonly id: string;
  readonly trunk: string | undefined;
  /** The longest time, so far, in which no sound came from there: a person breathes, and a mailbox speaks. */
  readonly silentSeconds: number;
  /** Says it to its end. */
  say(what: Utterance): Promise<"said" | "gone">;
  /** [C50] Says it and waits for digits, as the question asks. */
  ask(what: Utterance, question: Question): Promise<Heard>;
  /** [C52] Rings somebody else, and the two hear each other until one of them hangs up; the star key lets the other go. */
  connect(ask: ConnectAsk): Promise<Connected>;
  /** Safe at any time, any number of times. */
  hangup(): void;
  /** Told when the line has ended and nothing of it is left open. */
  readonly over: Promise<SpokenEnd>;
}

export interface SpokenAsk {
  readonly to: string;
  readonly from?: string | undefined;
  readonly purpose: DialPurpose;
  readonly ringSecondsMax: number;
  /** Gives the call up while it rings. */
  readonly signal?: AbortSignal;
}
export type Placed =
  | { readonly kind: "up"; readonly call: SpokenCall }
  | { readonly kind: "failed"; readonly why: DialFailure | "lost"; readonly limit?: DialLimit };

export interface SpokenLine {
  /** Rings a telephone. Never rejects. */
  dial(ask: SpokenAsk): Promise<Placed>;
  /** Answers a call that came in. Undefined: it ended first, or has no sound in common with us and was refused. */
  take(leg: Leg): Promise<SpokenCall | undefined>;
  /** Goes on with a call that came in, and was answered by somebody who leaves it. */
  takeUp(leg: Leg, phone: Endpoint): SpokenCall;
  hasTrunk(): boolean;
  hasVoice(): boolean;
}

/** Rings once after so long, unless it is called off. */
export type After = (milliseconds: number, ring: () => void) => () => void;

interface SpokenNeeds {
  readonly telephony: Pick<Telephony, "dial" | "trunks">;
  readonly media: MediaEngine;
  readonly speech: Speech;
  readonly after?: After;
}

/** Long messages, a talk with a patient, and an end to a line that somebody forgot. */
const CALL_MINUTES_MAX = 60;

type SoundEvent = Extract<Parameters<Parameters<MediaEngine["onEvent"]>[0]>[0], { kind: "digit" | "lost" | "silent" }>;
export interface LineNeeds extends Omit<SpokenNeeds, "after"> {
  readonly after: After;
  /** Hears what happens at an endpoint until it is called off. */
  follow(endpoint: Endpoint, hear: (event: SoundEvent) => void): () => void;
}

export const inRealTime: After = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

/** [C50] [C51] Calls between the service and one telephone. */
export function createSpokenLine({ after = inRealTime, ...given }: SpokenNeeds): SpokenLine {
  const followers = new Map<string, (event: SoundEvent) => void>();
  given.media.onEvent((event) => {
    if (event.kind === "digit" || event.kind === "lost" || event.kind === "silent") followers.get(event.endpoint)?.(event);
  });
  const needs: LineNeeds = {
    ...given, after,
    follow: ({ id }, hear) => {
      followers.set(id, hear);
      return () => void (followers.get(id) === hear && followers.delete(id));
    },
  };
  return {
    dial: (ask) => dial(needs, ask),
    take: (leg) => take(needs, leg),
    takeUp: (leg, phone) => hold(needs, { leg, phone, trunk: undefined }),
    hasTrunk: () => given.telephony.trunks().length > 0,
    hasVoice: () => given.speech.hasVoice(),
  };
}

async function dial(needs: LineNeeds, { signal, ...ask }: SpokenAsk): Promise<Placed> {
  const sound = offeredSound(needs.media);
  const leg = needs.telephony.dial({ ...ask, offer: sound.offer });
  const giveUp = (): void => leg.hangup();
  signal?.addEventListener("abort", giveUp, { once: true });
  if (signal?.aborted) giveUp();
  const failed = new Promise<Placed>((resolve) => leg.onEnd((end) => resolve({ kind: "failed", ...failureOf(end) })));
  const phone = await leg.answered.then((answer) => answer && sound.accept(answer.sdp)).catch(() => undefined); // The sound failed under the call.
  signal?.removeEventListener("abort", giveUp);
  if (phone) return { kind: "up", call: hold(needs, { leg, phone, trunk: leg.trunk }) };
  leg.hangup();
  await sound.close();
  return failed;
}

/** Why there was no answer, where there was none. */
export function failureOf({ why, limit }: DialEnd): { why: DialFailure | "lost"; limit?: DialLimit } {
  switch (why) {
    case "remote-hangup":
    case "local-hangup":
    case "session-expired":
    case "transport-lost":
    case "failed":
      return { why: "lost" };
    default:
      return { why, ...(limit && { limit }) };
  }
}

async function take(needs: LineNeeds, leg: Leg): Promise<SpokenCall | undefined> {
  let phone: Endpoint | undefined;
  try {
    if (leg.offer === undefined) {
      const ours = await needs.media.offerPhone(leg.transport);
      phone = ours.endpoint;
      const answer = await leg.answer(ours.offer);
      if (answer === undefined || !(await needs.media.acceptPhoneAnswer(phone, answer))) throw new Error("no common sound");
    } else {
      const ours = await needs.media.createPhone(leg.offer);
      if (!ours) return void leg.reject(488);
      phone = ours.endpoint;
      await leg.answer(ours.answer);
    }
    return hold(needs, { leg, phone, trunk: undefined });
  } catch {
    leg.hangup(); // They gave up first, or there is no sound.
    if (phone) await needs.media.close(phone).catch(() => undefined);
    return undefined;
  }
}

interface Held {
  readonly leg: Pick<OutboundLeg, "id" | "hangup" | "onReoffer"> & { onEnd(handler: (end: { readonly why: DialEnd["why"] } | Parameters<Parameters<Leg["onEnd"]>[0]>[0]) => void): void };
  readonly phone: Endpoint;
  readonly trunk: string | undefined;
}

/** A line that is up: one thing is said, asked or joined at a time, and its end ends whatever is under way. */
function hold(needs: LineNeeds, { leg, phone, trunk }: Held): SpokenCall {
  const { media } = needs;
  const over = Promise.withResolvers<SpokenEnd>();
  const gone = new AbortController();
  let listener: ((event: DialogueEvent) => void) | undefined;
  const end = (why: SpokenEnd): void => {
    if (gone.signal.aborted) return;
    gone.abort();
    callOff();
    unfollow();
    leg.hangup();
    listener?.({ kind: "gone" });
    void media.close(phone).catch(() => undefined).then(() => over.resolve(why));
  };
  let silentSeconds = 0;
  const unfollow = needs.follow(phone, (event) => {
    if (event.kind === "digit") listener?.({ kind: "digit", digit: event.digit });
    else if (event.kind === "silent") silentSeconds = Math.max(silentSeconds, event.seconds);
    else end("lost");
  });
  const callOff = needs.after(CALL_MINUTES_MAX * 60_000, () => end("too-long"));
  leg.onReoffer((offer) => media.updatePhone(phone, offer));
  leg.onEnd((why) => end((typeof why === "string" ? why : why.why) === "remote-hangup" ? "hung-up" : "lost"));

  /** The sound of it, made once however often it is played. */
  const voiced = async (what: Utterance): Promise<(() => Promise<"ended" | "stopped">) | undefined> => {
    if ("prompt" in what) return () => media.play(phone, what.prompt);
    const sound: SpokenSound | undefined = await needs.speech.speak(what.words);
    if (!sound) end("no-voice");
    return sound && (() => media.playSound(phone, sound));
  };
  const isGone = (): boolean => gone.signal.aborted;

  return {
    id: leg.id, trunk, over: over.promise,
    get silentSeconds() {
      return silentSeconds;
    },
    hangup: () => end("ended"),
    say: async (what) => {
      const play = isGone() ? undefined : await voiced(what);
      if (!play || isGone()) return "gone";
      await play().catch(() => end("lost"));
      return isGone() ? "gone" : "said";
    },
    ask: async (what, question) => {
      const play = isGone() ? undefined : await voiced(what);
      if (!play || isGone()) return { kind: "gone" };
      const heard = await converse({ needs, question, play, hush: () => void media.stop(phone).catch(() => end("lost")), lost: () => end("lost"), listen: (hear) => void (listener = hear) });
      listener = undefined;
      return heard;
    },
    connect: async (ask) => {
      if (isGone()) return { kind: "gone" };
      const joined = await joinOther(needs, { ask, phone, gone: gone.signal, listen: (hear) => void (listener = hear) });
      listener = undefined;
      return joined;
    },
  };
}

interface Conversing {
  readonly needs: LineNeeds;
  readonly question: Question;
  readonly play: () => Promise<"ended" | "stopped">;
  readonly hush: () => void;
  readonly lost: () => void;
  readonly listen: (hear: (event: DialogueEvent) => void) => void;
}

/** Does what the dialogue says, and tells it what happens. */
function converse({ needs, question, play, hush, lost, listen }: Conversing): Promise<Heard> {
  return new Promise((resolve) => {
    let { turn } = begun;
    let callOff = (): void => undefined;
    const perform = (effect: DialogueEffect): void => {
      callOff();
      if (effect.do === "say") void play().then((how) => how === "ended" && hear({ kind: "said" }), lost);
      if (effect.do === "hush") hush();
      if (effect.do === "wait") callOff = needs.after(effect.seconds * 1000, () => hear({ kind: "waited", wait: effect.wait }));
      if (effect.do === "tell") resolve(effect.heard);
    };
    const hear = (event: DialogueEvent): void => {
      const next = turned(question, turn, event);
      turn = next.turn;
      next.effects.forEach(perform);
    };
    listen(hear);
    begun.effects.forEach(perform);
  });
}
