import type { Leg } from "../../../care/calls/ports.ts";
import type { SipSettings } from "../index.ts";
import { openEdge, SDP, type TestEdge } from "./edge.ts";
import { inDialog, newCall, request, udpPhone, type Call, type Heard, type RawPhone, type Wording } from "./raw-phone.ts";

/** An edge, a telephone that says what it is told, and one call between them. */
export interface Conversation {
  readonly edge: TestEdge;
  readonly phone: RawPhone;
  readonly call: Call;
  readonly leg: Leg;
  close(): Promise<void>;
}

/** The call is in; the caller has heard 100. */
export async function incoming(settings: Partial<SipSettings> = {}, wording: Wording = { body: SDP }): Promise<Conversation> {
  const edge = await openEdge(settings);
  const phone = await udpPhone(edge.port);
  const call = newCall(phone.port);
  phone.send(request("INVITE", call, wording));
  await phone.take(/^SIP\/2\.0 100/);
  const close = async (): Promise<void> => {
    phone.close();
    await edge.close();
  };
  return { edge, phone, call, leg: edge.legs[0]!, close };
}

export interface Talking extends Conversation {
  /** The 200 that answered the call. */
  readonly ok: Heard;
  /** Writes a request inside the call. */
  readonly within: (method: string, wording?: Wording) => string;
}

/** The call is answered and acknowledged. */
export async function talking(settings: Partial<SipSettings> = {}, wording: Wording = { body: SDP }): Promise<Talking> {
  const conversation = await incoming(settings, wording);
  const answered = conversation.leg.answer(SDP);
  const ok = await conversation.phone.take(/^SIP\/2\.0 200/);
  const within = inDialog(conversation.call, ok);
  conversation.phone.send(within("ACK"));
  await answered;
  return { ...conversation, ok, within };
}
