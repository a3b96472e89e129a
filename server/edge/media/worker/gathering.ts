/** How a browser's leg finds its own addresses (RFC 8445 §5.1.1), where werift's way would hurt a call. */
import { setTimeout as pause } from "node:timers/promises";
import type { RTCPeerConnection } from "werift";
import type { IceServer } from "../settings.ts";

/** A STUN or TURN server that has not answered by then is left out of this call; werift would wait for six seconds and more, and the operator with it. */
const GATHER_MS_MAX = 1000;

export interface Gathering {
  readonly iceServers: readonly IceServer[];
  /** The leg is over: what is still being gathered is of no use. */
  readonly isOver: () => boolean;
}

/** To be called before the first description is set. */
export function limitGathering(connection: RTCPeerConnection, { iceServers, isOver }: Gathering): void {
  const asksStun = iceServers.some(({ urls }) => /^stuns?:/i.test(urls));
  for (const { connection: ice } of connection.iceTransports) {
    // Without a server of ours werift asks one of its own choice on the internet, who would learn of each call.
    if (!asksStun) ice.stunServer = undefined;
    const gather = ice.gatherCandidates.bind(ice);
    ice.gatherCandidates = async () => {
      // What a slow server gave in the end is not kept for a call that has ended meanwhile.
      const gathered = gather().then(() => (isOver() ? ice.close() : undefined));
      const patience = new AbortController();
      await Promise.race([gathered, pause(GATHER_MS_MAX, undefined, { signal: patience.signal }).catch(() => undefined)]).finally(() => patience.abort());
    };
  }
}
