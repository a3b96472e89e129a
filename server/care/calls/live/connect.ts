import type { Needs } from "../needs.ts";
import type { Endpoint, Leg } from "../ports.ts";
import type { LiveCall } from "./board.ts";

/** 200 with sound; undefined when the offer has nothing in common with us (488). */
export async function answerWithSound(needs: Pick<Needs, "media">, leg: Leg): Promise<Endpoint | undefined> {
  if (leg.offer !== undefined) {
    const made = await needs.media.createPhone(leg.offer);
    if (!made) {
      leg.reject(488);
      return undefined;
    }
    return answered(needs, leg, { phone: made.endpoint, sdp: made.answer });
  }
  const ours = await needs.media.offerPhone(leg.transport);
  return answered(needs, leg, { phone: ours.endpoint, sdp: ours.offer });
}

async function answered(needs: Pick<Needs, "media">, leg: Leg, { phone, sdp }: { phone: Endpoint; sdp: string }): Promise<Endpoint> {
  try {
    const late = await leg.answer(sdp);
    if (leg.offer === undefined && !(late !== undefined && (await needs.media.acceptPhoneAnswer(phone, late)))) throw new Error("no common sound in the late answer");
    return phone;
  } catch (error) {
    await needs.media.close(phone).catch(() => undefined);
    leg.hangup();
    throw error;
  }
}

/** Connects a call that the gate took; false when there is nothing to connect any more. */
export async function connectPhone(needs: Needs, call: LiveCall, leg: Leg): Promise<boolean> {
  const phone = await answerWithSound(needs, leg).catch((error: Error) => {
    needs.log.warn("calls.connect-failed", { call: call.id, error: error.name });
    leg.reject(500);
    return undefined;
  });
  if (!phone) return false;
  if (call.state.phase === "ended") {
    await needs.media.close(phone).catch(() => undefined); // The caller left while we were answering.
    return false;
  }
  call.phone = phone;
  return true;
}
