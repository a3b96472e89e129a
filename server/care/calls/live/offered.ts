import type { Endpoint, MediaEngine, SipTransport, TrunkWay } from "../ports.ts";

/** What the media must offer for a trunk: keys where its sound travels encrypted. */
export const transportFor = (way: TrunkWay): SipTransport => (way.sound === "srtp" ? "tls" : way.transport === "tls" ? "tcp" : way.transport);

/** The sound of a call that we place: one endpoint at a time, however many trunks ask for an offer. */
export interface Offered {
  offer(way: TrunkWay): Promise<string>;
  /** Their answer to the newest offer; undefined when there is no sound in common. */
  accept(sdp: string): Promise<Endpoint | undefined>;
  /** What is offered now, or agreed. */
  phone(): Endpoint | undefined;
  close(): Promise<void>;
}

export function offeredSound(media: MediaEngine, near?: Endpoint): Offered {
  let phone: Endpoint | undefined;
  const close = async (): Promise<void> => {
    const was = phone;
    phone = undefined;
    if (was) await media.close(was).catch(() => undefined);
  };
  return {
    close,
    phone: () => phone,
    offer: async (way) => {
      await close(); // A trunk whose sound travels otherwise asks anew; the earlier offer is dead.
      const ours = await media.offerPhone(transportFor(way), near);
      phone = ours.endpoint;
      return ours.offer;
    },
    accept: async (sdp) => (phone && (await media.acceptPhoneAnswer(phone, sdp)) ? phone : undefined),
  };
}
