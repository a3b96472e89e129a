import { dangerouslyReveal } from "../../../foundation/phi.ts";
import type { DialEnd, Endpoint, OutboundLeg, RoomPart, TrunkWay } from "../ports.ts";
import type { OtherFailure } from "../rules/call-machine.ts";
import { isApart, isOperatorIn, joinedOf, pendingOf } from "../rules/second-person.ts";
import type { LiveCall, OtherLeg } from "./board.ts";
import { beginTalkRecording, endRecordingWithout } from "./consent.ts";
import { RINGING } from "./desk-help.ts";
import type { EffectNeeds } from "./effects.ts";
import { transportFor } from "./offered.ts";
import { askKey, askOutside } from "./outside.ts";

const SPEAKS: RoomPart = "speaks";

/** A caller waits on hold meanwhile: longer than most mailboxes wait, shorter than patience. */
export const RING_SECONDS_MAX = 30;

/** [C31] Rings the number that the command put ready. Everything that comes of it is told to the machine with the leg's number. */
export async function dial(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  if (pendingOf(call.state)?.leg !== number) return; // Given up before its turn came.
  const ask = call.toDial ?? askOutside(needs, call);
  if (!ask) return;
  call.toDial = undefined;
  const leg = needs.telephony.dial({ to: dangerouslyReveal(ask.number), from: ask.from, place: ask.place, sentOn: ask.sentOn, purpose: ask.purpose, ringSecondsMax: ask.ringSecondsMax ?? RING_SECONDS_MAX, offer: (way) => offerSound(needs, call, { other, way }) });
  const other: RungLeg = { number, leg, phone: undefined, early: false };
  call.others.set(number, other);
  ask.placed?.(leg);
  follow(needs, call, other);
}

/** Near the caller: whoever is to be joined must be in one media process. A trunk whose sound travels otherwise asks anew, and the offer before is dead. */
async function offerSound(needs: EffectNeeds, call: LiveCall, { other, way }: { other: OtherLeg; way: TrunkWay }): Promise<string> {
  const before = other.phone;
  other.phone = undefined;
  if (before) await needs.media.close(before).catch(() => undefined);
  if (!isWanted(call, other)) throw new Error("the leg is not wanted any more");
  const { endpoint, offer } = await needs.media.offerPhone(transportFor(way), call.phone);
  if (isWanted(call, other)) other.phone = endpoint;
  else await needs.media.close(endpoint).catch(() => undefined); // Hung up on while its sound was made.
  return offer;
}

const isWanted = (call: LiveCall, other: OtherLeg): boolean => call.others.get(other.number) === other;

/** One that is being rung from here. */
type RungLeg = OtherLeg & { readonly leg: OutboundLeg };

function follow(needs: EffectNeeds, call: LiveCall, other: RungLeg): void {
  const { leg, number } = other;
  let up = false;
  leg.onProgress((progress) => {
    if (progress.kind === "ringing") needs.tell(call, { kind: "dial-ringing", leg: number });
    else if (!up) void hearEarly(needs, call, { other, sdp: progress.sdp });
  });
  leg.onReoffer(async (offer) => (other.phone ? needs.media.updatePhone(other.phone, offer) : undefined));
  leg.onEnd((end) => needs.tell(call, { kind: up ? "dial-ended" : "dial-failed", leg: number, why: failureOf(end) }));
  leg.answered
    .then(async (answer) => {
      if (!answer) return;
      if (!other.phone || !(await needs.media.acceptPhoneAnswer(other.phone, answer.sdp))) throw new Error("no common sound with who answered");
      up = true;
      needs.tell(call, { kind: "dial-answered", leg: number });
    })
    .catch((error: Error) => {
      needs.log.warn("calls.second-failed", { call: call.id, error: error.name });
      needs.tell(call, { kind: "dial-failed", leg: number, why: "lost" });
      leg.hangup();
    });
}

/** An announcement of the network, or its own ringing. Without sound in common our tone goes on. */
async function hearEarly(needs: EffectNeeds, call: LiveCall, { other, sdp }: { other: OtherLeg; sdp: string }): Promise<void> {
  const accepted = other.phone && (await needs.media.acceptPhoneAnswer(other.phone, sdp).catch(() => false));
  if (!accepted || !isWanted(call, other)) return;
  other.early = true;
  needs.tell(call, { kind: "dial-early", leg: other.number });
}

function failureOf({ why }: DialEnd): OtherFailure {
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

/** [C38] The operator apart: the ringing or the network, then whoever answered, and nothing once they are gone. A browser that is on its way hears it when it is there. */
export async function consult(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const { browser } = call;
  const apart = apartIn(call);
  if (!browser || apart === "calling") return;
  if (apart === "nobody") await needs.media.stop(browser);
  else if (apart === "ringing") void needs.media.play(browser, RINGING, { loop: true }).catch(() => undefined);
  else await needs.media.bridge(browser, apart);
}

function apartIn(call: LiveCall): "nobody" | "calling" | "ringing" | Endpoint {
  const pending = pendingOf(call.state);
  const other = pending && call.others.get(pending.leg);
  if (!pending || !other) return "nobody";
  if (pending.stage === "calling") return "calling";
  const heard = isApart(pending) || other.early ? other.phone : undefined;
  return heard ?? "ringing";
}

/** Everybody whom the state has in the talk and who has sound at this moment. */
function endsOf(call: LiveCall): readonly Endpoint[] {
  const others = joinedOf(call.state).map(({ leg }) => call.others.get(leg)?.phone);
  return [call.phone, ...others, isOperatorIn(call.state) ? call.browser : undefined].flatMap((end) => end ?? []);
}

/**
 * [C33] [C36] All who are joined, and nobody else. Whoever has no sound at this moment is brought in by the rebuild of their leg.
 * [C122] What is recorded of it is recorded with those alone who were told.
 */
export async function join(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const ends = endsOf(call);
  if (call.state.phase !== "joined" || !call.phone || ends.length < 2) return;
  call.sound = undefined;
  await endRecordingWithout(needs, call);
  await apart(needs, call, ends);
  await needs.media.stop(call.phone);
  // Two need no mixing: each packet goes on as it came.
  if (ends.length === 2) await needs.media.bridge(ends[0]!, ends[1]!);
  else await needs.media.room(ends.map((endpoint) => ({ endpoint, part: SPEAKS })));
  await beginTalkRecording(needs, call);
}

/** The operator who steps out, or who is with somebody apart, hears nothing more of the talk. */
async function apart(needs: EffectNeeds, call: LiveCall, ends: readonly Endpoint[]): Promise<void> {
  const { browser } = call;
  const pending = pendingOf(call.state);
  if (!browser || ends.includes(browser) || (pending && isApart(pending))) return;
  await needs.media.unbridge(browser).catch(() => undefined);
  await needs.media.stop(browser).catch(() => undefined);
}

/** Whatever the state has the operator hear besides the caller alone: whom they consult, or the talk. */
export const hearAgain = (needs: EffectNeeds, call: LiveCall): Promise<void> => (call.state.phase === "joined" && !pendingOf(call.state) ? join(needs, call) : consult(needs, call));

export async function dropOther(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  const other = call.others.get(number);
  if (!other) return;
  call.others.delete(number);
  other.leg.hangup();
  if (other.phone) await needs.media.close(other.phone).catch(() => undefined);
}

/** [C10] The media process of one of the others died: a new socket and a re-INVITE, and the same people hear each other again. */
export async function rebuildOther(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  const other = call.others.get(number);
  if (!other?.phone || other.leg.state !== "up") return;
  try {
    const offer = await needs.media.rebuildPhone(other.phone, call.phone);
    const answer = await other.leg.reoffer(offer);
    if (!(await needs.media.acceptPhoneAnswer(other.phone, answer))) throw new Error("no common sound after the rebuild");
    await hearOther(needs, call, number);
  } catch (error) {
    needs.log.error("calls.second-rebuild-failed", { call: call.id, error: (error as Error).name });
    other.leg.hangup();
  }
}

async function hearOther(needs: EffectNeeds, call: LiveCall, number: number): Promise<void> {
  const pending = pendingOf(call.state);
  if (pending?.leg !== number) await join(needs, call);
  else if (pending.stage === "asked") askKey(needs, call, number);
  else await consult(needs, call);
}
