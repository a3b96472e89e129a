import type { DialFailure, Endpoint, MediaEngine, OutboundLeg, Telephony } from "../ports.ts";
import { inRealTime, type After } from "./spoken.ts";

/** How a call that reads an alarm ended. Nothing but "pressed" says that a person knows. */
export type AlarmAnswer = "pressed" | "no-key" | "lost" | DialFailure;

export interface AlarmLine {
  /** Rings, says the alarm again and again, and waits for the key 1. Never rejects. */
  ring(to: string): Promise<AlarmAnswer>;
  /** Whether there is a trunk to ring over. */
  hasTrunk(): boolean;
}

/** A mobile telephone that is asleep on a table is found by then; a mailbox answers sooner. */
const RING_SECONDS_MAX = 40;
/** Four times the sentence. Longer than any greeting of a mailbox that would be taken for a person. */
const LISTEN_SECONDS_MAX = 45;
const KEY = "1";
const PROMPT = "night-alarm";
/** The key was taken; then we hang up. */
const THANKS = "alarm-taken";

interface Needs {
  readonly telephony: Pick<Telephony, "dial" | "trunks">;
  readonly media: MediaEngine;
  /** How long a key is waited for is the telephone's own time. */
  readonly after?: After;
}

/** Calls that tell a person of ours that the house needs them: the words are fixed and name nobody. */
export function createAlarmLine({ telephony, media, after = inRealTime }: Needs): AlarmLine {
  const listening = new Map<string, (what: "key" | "lost") => void>();
  media.onEvent((event) => {
    if (event.kind === "digit" && event.digit === KEY) listening.get(event.endpoint)?.("key");
    if (event.kind === "lost") listening.get(event.endpoint)?.("lost");
  });

  async function say(leg: OutboundLeg, phone: Endpoint, over: Promise<AlarmAnswer>): Promise<AlarmAnswer> {
    const heard = Promise.withResolvers<AlarmAnswer>();
    listening.set(phone.id, (what) => heard.resolve(what === "key" ? "pressed" : "lost"));
    const callOff = after(LISTEN_SECONDS_MAX * 1000, () => heard.resolve("no-key"));
    void media.play(phone, PROMPT, { loop: true }).catch(() => heard.resolve("lost"));
    const answer = await Promise.race([heard.promise, over]);
    callOff();
    listening.delete(phone.id);
    if (answer === "pressed" && leg.state === "up") await Promise.race([media.play(phone, THANKS).catch(() => undefined), over]);
    return answer;
  }

  async function ring(to: string): Promise<AlarmAnswer> {
    let phone: Endpoint | undefined;
    const close = async (): Promise<void> => {
      const was = phone;
      phone = undefined;
      if (was) await media.close(was).catch(() => undefined);
    };
    const leg = telephony.dial({
      to, purpose: "alarm", ringSecondsMax: RING_SECONDS_MAX,
      offer: async (way) => {
        await close(); // A trunk whose sound travels otherwise asks anew; the earlier offer is dead.
        const ours = await media.offerPhone(way.sound === "srtp" ? "tls" : way.transport === "tls" ? "tcp" : way.transport);
        phone = ours.endpoint;
        return ours.offer;
      },
    });
    const ended = new Promise<AlarmAnswer>((resolve) => leg.onEnd(({ why }) => resolve(failureOf(why))));
    try {
      const answer = await leg.answered;
      if (!answer) return await ended;
      if (!phone || !(await media.acceptPhoneAnswer(phone, answer.sdp))) return "lost";
      return await say(leg, phone, ended);
    } catch {
      return "lost"; // The sound failed under the call: the next person is rung.
    } finally {
      leg.hangup();
      await close();
    }
  }

  return { ring, hasTrunk: () => telephony.trunks().length > 0 };
}

/** An answered call that ended without the key is one that nobody acknowledged, whoever hung up. */
function failureOf(why: Parameters<Parameters<OutboundLeg["onEnd"]>[0]>[0]["why"]): AlarmAnswer {
  switch (why) {
    case "remote-hangup":
    case "local-hangup":
      return "no-key";
    case "session-expired":
    case "transport-lost":
    case "failed":
      return "lost";
    default:
      return why;
  }
}
