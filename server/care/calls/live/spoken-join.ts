import { dangerouslyReveal } from "../../../foundation/phi.ts";
import type { DialFailure, DialLimit, Endpoint, MediaEngine } from "../ports.ts";
import type { DialogueEvent } from "../rules/dialogue.ts";
import { offeredSound } from "./offered.ts";
import { failureOf, type ConnectAsk, type LineNeeds } from "./spoken.ts";

/** What came of joining somebody else. "gone": whoever was to be joined with them hung up before anybody answered. */
export type Connected =
  | { readonly kind: "talked"; readonly trunk: string | undefined }
  | { readonly kind: "failed"; readonly why: DialFailure | "lost"; readonly limit?: DialLimit }
  | { readonly kind: "gone" };

/** Lets the other go: while it rings, and while they talk. */
const LET_GO = "*";
/** What is heard while it rings. */
const RINGING = "ringing";

interface Joining {
  readonly ask: ConnectAsk;
  readonly phone: Endpoint;
  /** Aborts when the first line ends. */
  readonly gone: AbortSignal;
  readonly listen: (hear: (event: DialogueEvent) => void) => void;
}

/** [C52] Rings the other near this one, joins them at the answer, and leaves no leg behind whoever goes first. */
export async function joinOther(needs: LineNeeds, { ask, phone, gone, listen }: Joining): Promise<Connected> {
  const { media } = needs;
  const sound = offeredSound(media, phone);
  void media.play(phone, RINGING, { loop: true }).catch(() => undefined);
  const leg = needs.telephony.dial({ to: dangerouslyReveal(ask.to), from: ask.from, purpose: ask.purpose, ringSecondsMax: ask.ringSecondsMax, offer: sound.offer });
  const letGo = (): void => leg.hangup();
  gone.addEventListener("abort", letGo, { once: true });
  listen((event) => void (event.kind === "digit" && event.digit === LET_GO && letGo()));
  leg.onReoffer(async (offer) => {
    const other = sound.phone();
    return other && media.updatePhone(other, offer);
  });
  const over = new Promise<ReturnType<typeof failureOf>>((resolve) => leg.onEnd((end) => resolve(failureOf(end))));
  try {
    const answer = await leg.answered;
    if (!answer) return gone.aborted ? { kind: "gone" } : { kind: "failed", ...(await over) };
    const other = await sound.accept(answer.sdp);
    if (!other) return { kind: "failed", why: "lost" };
    const unfollow = needs.follow(other, (event) => void (event.kind === "lost" && letGo()));
    await media.bridge(phone, other);
    ask.answered?.();
    await over;
    unfollow();
    return { kind: "talked", trunk: leg.trunk };
  } catch {
    return { kind: "failed", why: "lost" };
  } finally {
    gone.removeEventListener("abort", letGo);
    leg.hangup();
    if (!gone.aborted) await quiet(media, phone);
    await sound.close();
  }
}

/** Out of the talk, and out of the tone. */
const quiet = (media: MediaEngine, phone: Endpoint): Promise<unknown> => media.unbridge(phone).then(() => media.stop(phone)).catch(() => undefined);
