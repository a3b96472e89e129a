import type { CallId } from "../../../foundation/ids.ts";
import { phi } from "../../../foundation/phi.ts";
import type { Emergency, Keeping } from "../emergency-port.ts";
import type { Needs } from "../needs.ts";
import type { Endpoint, Leg } from "../ports.ts";
import { answerWithSound } from "./connect.ts";
import { sendSilence, VOICEMAIL_SECONDS_MAX } from "./effects.ts";

/** What it takes to answer without the database. */
type WithoutDatabase = Pick<Needs, "emergency" | "world" | "log" | "media"> & { readonly directory: Pick<Needs["directory"], "normalise"> };

interface House {
  readonly needs: WithoutDatabase;
  readonly announcing: Set<Endpoint>;
}

const CALLS_AT_ONCE_MAX = 500;
const RETRY_AFTER_SECONDS = 10;

/** [EM9] The whole reception of a process that was started while the database is away. Whoever is being heard when the house opens is heard to the end. */
export function answerWithoutDatabase(needs: WithoutDatabase & Pick<Needs, "telephony">): void {
  const house: House = { needs, announcing: new Set() };
  needs.telephony.onCall((leg) => {
    if (!needs.media.admits() || house.announcing.size >= CALLS_AT_ONCE_MAX) return leg.reject(503, RETRY_AFTER_SECONDS);
    takeWithoutDatabase(house, leg).catch((error: Error) => {
      needs.log.error("calls.emergency-failed", { error: error.name });
      leg.reject(500);
      leg.hangup();
    });
  });
}

/** Answers, plays one prompt to its end, hangs up. Used where no operator may or can be offered the call. */
export async function announce({ needs, announcing }: House, leg: Leg, prompt: "cannot-take-calls" | "agreement-ended"): Promise<void> {
  const phone = await answerWithSound(needs, leg).catch(() => undefined);
  if (!phone) return leg.reject(503, RETRY_AFTER_SECONDS);
  announcing.add(phone);
  leg.onEnd(() => {
    announcing.delete(phone);
    void needs.media.close(phone).catch(() => undefined);
  });
  await needs.media.play(phone, prompt).catch(() => undefined);
  leg.hangup();
}

/**
 * [EM1] [EM2] The database is away and a caller rings: the copy of the gate decides, the caller's number is kept before anything is said
 * to them, and they hear the truth. True when the call is kept, so that it needs no second call-back item should the gate answer after all.
 */
export async function takeWithoutDatabase(house: House, leg: Leg): Promise<boolean> {
  const { emergency } = house.needs;
  const gate = emergency?.gate(leg.dialled, house.needs.world.now());
  if (!emergency || !gate || gate.kind === "unknown") return announced(house, leg, "cannot-take-calls");
  if (gate.kind === "turn-away") return gate.fallback === null ? announced(house, leg, "agreement-ended") : (leg.redirect(gate.fallback), false);
  const keeping = await keep(house, emergency, { leg, ...gate });
  if (!keeping) return announced(house, leg, "cannot-take-calls");
  void listen(house, leg, keeping).catch((error: Error) => house.needs.log.error("calls.emergency-failed", { error: error.name }));
  return true;
}

function announced(house: House, leg: Leg, prompt: "cannot-take-calls" | "agreement-ended"): false {
  void announce(house, leg, prompt).catch((error: Error) => house.needs.log.error("calls.announce-failed", { error: error.name }));
  return false;
}

type Place = { readonly leg: Leg } & Omit<Extract<ReturnType<Emergency["gate"]>, { kind: "take" }>, "kind">;

function keep({ needs }: House, emergency: Emergency, { leg, client, account }: Place): Promise<Keeping | undefined> {
  const number = leg.callerNumber && (needs.directory.normalise(leg.callerNumber) ?? leg.callerNumber.slice(0, 32));
  return emergency.keep({
    id: needs.world.id() as CallId, client, account, dialled: leg.dialled.slice(0, 20), transport: leg.transport, at: needs.world.now(),
    callerNumber: number ? phi(number) : null, callerName: leg.callerName === undefined ? null : phi(leg.callerName.slice(0, 120)),
  });
}

async function listen({ needs, announcing }: House, leg: Leg, keeping: Keeping): Promise<void> {
  const over = Promise.withResolvers<void>();
  leg.onEnd(() => over.resolve());
  const phone = await answerWithSound(needs, leg).catch(() => undefined);
  if (!phone) {
    leg.reject(503);
    return keeping.close();
  }
  announcing.add(phone);
  try {
    await Promise.race([hear(needs, phone, keeping), over.promise]);
  } finally {
    leg.hangup();
    announcing.delete(phone);
    await needs.media.close(phone).catch(() => undefined);
    await keeping.close();
  }
}

/** The truth, the tone, what they say, and goodbye. */
async function hear({ media, log }: Pick<Needs, "media" | "log">, phone: Endpoint, keeping: Keeping): Promise<void> {
  try {
    await media.play(phone, "emergency-notice");
    await media.play(phone, "record-tone");
    await media.record(phone, (pcmu) => keeping.say(pcmu));
    sendSilence({ media }, phone);
    await new Promise((resolve) => setTimeout(resolve, VOICEMAIL_SECONDS_MAX * 1000).unref());
    await media.stopRecording(phone);
    await media.play(phone, "goodbye");
  } catch (error) {
    log.warn("calls.emergency-sound-failed", { error: (error as Error).name }); // The number is kept whatever became of the sound.
  }
}
