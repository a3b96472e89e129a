import { dangerouslyReveal } from "../../../foundation/phi.ts";
import type { DialEnd, SipTransport, TrunkWay } from "../ports.ts";
import type { SecondFailure } from "../rules/call-machine.ts";
import type { LiveCall, SecondLeg } from "./board.ts";
import type { EffectNeeds } from "./effects.ts";

/** A caller waits on hold meanwhile: longer than most mailboxes wait, shorter than patience. */
export const RING_SECONDS_MAX = 30;

/** What the media must offer for a trunk: keys where its sound travels encrypted. */
const transportFor = (way: TrunkWay): SipTransport => (way.sound === "srtp" ? "tls" : way.transport === "tls" ? "tcp" : way.transport);

/** [C31] Rings the number that the command put ready. Everything that comes of it is told to the machine with the leg's number. */
export async function dial(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  const ask = call.toDial;
  if (!ask || call.state.second?.leg !== number) return; // Given up before its turn came.
  call.toDial = undefined;
  const leg = needs.telephony.dial({ to: dangerouslyReveal(ask.number), purpose: ask.purpose, ringSecondsMax: RING_SECONDS_MAX, offer: (way) => offerSound(needs, call, { second, way }) });
  const second: SecondLeg = { number, leg, phone: undefined };
  call.second = second;
  follow(needs, call, second);
}

/** Near the caller: whoever is to be joined must be in one media process. A trunk whose sound travels otherwise asks anew, and the offer before is dead. */
async function offerSound(needs: EffectNeeds, call: LiveCall, { second, way }: { second: SecondLeg; way: TrunkWay }): Promise<string> {
  const before = second.phone;
  second.phone = undefined;
  if (before) await needs.media.close(before).catch(() => undefined);
  if (call.second !== second) throw new Error("the leg is not wanted any more");
  const { endpoint, offer } = await needs.media.offerPhone(transportFor(way), call.phone);
  if (call.second === second) second.phone = endpoint;
  else await needs.media.close(endpoint).catch(() => undefined); // Hung up on while its sound was made.
  return offer;
}

function follow(needs: EffectNeeds, call: LiveCall, second: SecondLeg): void {
  const { leg, number } = second;
  let up = false;
  leg.onProgress(({ kind }) => {
    if (kind === "ringing") needs.tell(call, { kind: "dial-ringing", leg: number });
  });
  leg.onReoffer(async (offer) => (second.phone ? needs.media.updatePhone(second.phone, offer) : undefined));
  leg.onEnd((end) => needs.tell(call, { kind: up ? "dial-ended" : "dial-failed", leg: number, why: failureOf(end) }));
  leg.answered
    .then(async (answer) => {
      if (!answer) return;
      if (!second.phone || !(await needs.media.acceptPhoneAnswer(second.phone, answer.sdp))) throw new Error("no common sound with the second person");
      up = true;
      needs.tell(call, { kind: "dial-answered", leg: number });
    })
    .catch((error: Error) => {
      needs.log.warn("calls.second-failed", { call: call.id, error: error.name });
      needs.tell(call, { kind: "dial-failed", leg: number, why: "lost" });
      leg.hangup();
    });
}

function failureOf({ why }: DialEnd): SecondFailure {
  switch (why) {
    case "remote-hangup":
    case "local-hangup":
      return "hung-up";
    case "session-expired":
    case "transport-lost":
    case "failed":
      return "lost";
    default:
      return why;
  }
}

/** The operator and the second person, while the caller hears the tone. An operator whose browser is on its way is bridged when it is there. */
export async function consult(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const phone = call.second?.phone;
  if (phone && call.browser) await needs.media.bridge(call.browser, phone);
}

/**
 * [C33] The caller and the second person. Both stay where they are when one of them has no sound at this moment: a rebuild joins them.
 * [C9] The second person has heard no notice, so the recording of the talk ends here; with the operator again, a new one begins.
 */
export async function join(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const phone = call.second?.phone;
  if (!phone || !call.phone) return;
  call.sound = undefined;
  if (call.recordingTalk) {
    call.recordingTalk = false;
    await needs.media.stopRecording(call.phone).catch(() => undefined);
    void call.recorder.end(needs.world.now());
  }
  await needs.media.stop(call.phone);
  await needs.media.bridge(call.phone, phone);
}

export async function dropSecond(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  const { second } = call;
  if (second?.number !== number) return;
  call.second = undefined;
  second.leg.hangup();
  if (second.phone) await needs.media.close(second.phone).catch(() => undefined);
}

/** [C10] The second person's media process died: a new socket and a re-INVITE, and the same two hear each other again. */
export async function rebuildSecond(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const { second } = call;
  if (!second?.phone || second.leg.state !== "up") return;
  try {
    const offer = await needs.media.rebuildPhone(second.phone, call.phone);
    const answer = await second.leg.reoffer(offer);
    if (!(await needs.media.acceptPhoneAnswer(second.phone, answer))) throw new Error("no common sound after the rebuild");
    await (call.state.phase === "joined" ? join(needs, call) : consult(needs, call));
  } catch (error) {
    needs.log.error("calls.second-rebuild-failed", { call: call.id, error: (error as Error).name });
    second.leg.hangup();
  }
}
