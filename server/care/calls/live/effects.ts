import type { Needs } from "../needs.ts";
import type { Endpoint } from "../ports.ts";
import type { CallEvent, Effect } from "../rules/call-machine.ts";
import { promptFor } from "../rules/prompts-of.ts";
import type { LiveCall } from "./board.ts";
import { beginTalkRecording, sayNotice } from "./consent.ts";
import { takeGreeting } from "./greeting.ts";
import { askKey } from "./outside.ts";
import { consult, dial, dropOther, join } from "./second.ts";

/** A caller who says nothing more for this long, or talks for longer, has left their voicemail. */
export const VOICEMAIL_SECONDS_MAX = 180;

export interface EffectNeeds extends Needs {
  readonly tell: (call: LiveCall, event: CallEvent) => void;
  readonly offered: (call: LiveCall) => void;
  readonly mediaLost: (call: LiveCall) => void;
}

type Perform<K extends Effect["do"]> = (needs: EffectNeeds, call: LiveCall, effect: Extract<Effect, { do: K }>) => Promise<void>;

const play: Perform<"play"> = async (needs, call, effect) => {
  const greeting = takeGreeting(call, effect.sound);
  call.sound = { name: effect.sound, loop: effect.loop, ...(greeting && { greeting }) };
  if (!call.phone) return;
  startSound(needs, call);
};

/** Plays what the call should hear now; its end is an event of its own, so the chain does not wait for it. */
export function startSound(needs: EffectNeeds, call: LiveCall): void {
  const { phone, sound } = call;
  if (!phone || !sound) return;
  playSound(needs, call, phone)
    .then((how) => {
      if (how !== "ended" || call.sound !== sound) return;
      if (sound.name === "recording-greeting") call.noticeHeard = true;
      needs.tell(call, { kind: "sound-ended", sound: sound.name });
    })
    .catch(() => undefined); // The media process died: the call is rebuilt and plays its sound again.
}

/** [C140] [C158] */
function playSound({ media, greeted }: EffectNeeds, { sound, music, state }: LiveCall, phone: Endpoint): Promise<"ended" | "stopped"> {
  const { name, loop, greeting } = sound!;
  if (music && name === "hold-tone") return media.playMusic(phone, music);
  // "Thank you for calling" is what a practice says itself.
  if (greeting && greeted) return media.playSound(phone, greeted(promptFor(name === "greeting" ? "connecting" : name, state), greeting));
  return media.play(phone, promptFor(name, state), { loop });
}

/** Gives the operator's newest offer its answer. False when there is no sound for the operator; the machine hears of it. */
export async function connectBrowser(needs: EffectNeeds, call: LiveCall): Promise<boolean> {
  const offer = call.browserOffer;
  call.browserOffer = undefined;
  if (!offer) return call.browser !== undefined;
  try {
    if (!call.phone) throw new Error("the caller has no sound yet");
    if (call.browser) await needs.media.close(call.browser).catch(() => undefined);
    const { endpoint, answer } = await needs.media.createBrowser(offer.sdp, call.phone);
    call.browser = endpoint;
    call.browserAwaitedSince = needs.world.now();
    offer.answered(answer);
    return true;
  } catch (error) {
    needs.log.warn("calls.browser-failed", { call: call.id, error: (error as Error).name });
    offer.failed();
    return false;
  }
}

const bridge: Perform<"bridge"> = async (needs, call) => {
  call.sound = undefined;
  if (!(await connectBrowser(needs, call)) || !call.browser || !call.phone) return needs.tell(call, { kind: "browser-gone" });
  await needs.media.stop(call.phone);
  await needs.media.bridge(call.phone, call.browser);
  await beginTalkRecording(needs, call);
};

const unbridge: Perform<"unbridge"> = async (needs, call) => {
  if (call.phone) await needs.media.unbridge(call.phone).catch(() => undefined);
};

const dropBrowser: Perform<"drop-browser"> = async (needs, call) => {
  const browser = call.browser;
  call.browser = undefined;
  call.browserAwaitedSince = undefined;
  if (browser) await needs.media.close(browser).catch(() => undefined);
};

/** [C98] While a caller speaks to the recorder nothing is said to them; a line on which nothing comes is taken for dead by what stands between. */
export function sendSilence({ media }: Pick<Needs, "media">, phone: Endpoint): void {
  media.play(phone, "silence", { loop: true }).catch(() => undefined); // The media process died: the call is rebuilt.
}

const startVoicemail: Perform<"start-voicemail"> = async (needs, call) => {
  if (!call.phone) return;
  await needs.media.play(call.phone, "record-tone");
  try {
    const sink = await call.recorder.begin("voicemail", needs.world.now());
    if (!call.phone) return;
    await needs.media.record(call.phone, sink);
    sendSilence(needs, call.phone);
  } catch (error) {
    needs.log.error("calls.voicemail-failed", { call: call.id, error: (error as Error).name });
    needs.tell(call, { kind: "voicemail-failed" });
  }
};

const stopVoicemail: Perform<"stop-voicemail"> = async (needs, call) => {
  if (call.phone) await needs.media.stopRecording(call.phone).catch(() => undefined);
  void call.recorder.end(needs.world.now()); // Not awaited: a database that is away must not make the caller wait in silence for the goodbye.
};

/** [C157] What ends this call here closes neither the leg nor its sound. */
const checkIn: Perform<"check-in"> = async (needs, call) => {
  const { leg, phone } = call;
  call.sound = undefined;
  call.phone = undefined;
  if (leg && phone && needs.checkIn) call.proving = needs.checkIn.take(leg, phone).catch(() => false);
  else leg?.hangup();
};

const perform: { readonly [K in Effect["do"]]: Perform<K> } = {
  play,
  bridge,
  unbridge,
  "drop-browser": dropBrowser,
  dial: (needs, call, { leg }) => dial(needs, call, leg),
  consult,
  "say-notice": async (needs, call, { leg }) => sayNotice(needs, call, leg),
  "ask-key": async (needs, call, { leg }) => askKey(needs, call, leg),
  join,
  "drop-other": (needs, call, { leg }) => dropOther(needs, call, leg),
  "start-voicemail": startVoicemail,
  "stop-voicemail": stopVoicemail,
  "check-in": checkIn,
  "tell-offer": async (needs, call) => needs.offered(call),
  "hang-up": async (_needs, call) => call.leg?.hangup(),
};

/** Performs one effect. What fails is logged by name; the machine hears of it as an event of its own. */
export async function performEffect(needs: EffectNeeds, call: LiveCall, effect: Effect): Promise<void> {
  try {
    await (perform[effect.do] as Perform<Effect["do"]>)(needs, call, effect as never);
  } catch (error) {
    needs.log.error("calls.effect-failed", { call: call.id, effect: effect.do, error: (error as Error).name });
  }
}

/** [C10] The media process died under a live call: a new socket, a re-INVITE, and the same sound or bridge again. */
export async function rebuildMedia(needs: EffectNeeds, call: LiveCall): Promise<void> {
  if (!call.leg || !call.phone || call.leg.state !== "up") return;
  try {
    const offer = await needs.media.rebuildPhone(call.phone);
    const answer = await call.leg.reoffer(offer);
    if (!(await needs.media.acceptPhoneAnswer(call.phone, answer))) throw new Error("no common sound after the rebuild");
    startSound(needs, call);
    if (call.state.operator === null) return;
    // The others' legs are told as lost too: their own rebuild joins them again. The operator's sound ran through the same process: asked for anew, also while the caller is on hold.
    await dropBrowser(needs, call, { do: "drop-browser" });
    call.browserAwaitedSince = needs.world.now();
    needs.mediaLost(call);
  } catch (error) {
    needs.log.error("calls.rebuild-failed", { call: call.id, error: (error as Error).name });
    call.leg.hangup();
  }
}
