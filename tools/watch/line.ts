import { readFileSync } from "node:fs";
import { createAlarmLine, type AlarmLine } from "../../server/care/calls/index.ts";
import { createWeriftMedia } from "../../server/edge/media/index.ts";
import { createSip } from "../../server/edge/sip/index.ts";
import { toNetwork } from "../../server/foundation/config/networks.ts";
import type { World } from "../../server/foundation/world.ts";
import type { WatchSettings } from "./settings.ts";

/** A watcher rings a handful of people; more than this is a fault that would cost money. */
const CAPS = { concurrentMax: 2, callsPerMinuteMax: 20, callsPerHourMax: 400, callsPerDayMax: 4_000, unitsPerHourMax: 100_000, unitsPerDayMax: 1_000_000 };

/** The watcher's own telephone and sound: nothing of the house is in the way of its call. */
export async function openLine({ trunk, sip, media, ring }: WatchSettings, needs: { world: World; log: (event: string) => void }): Promise<AlarmLine & { close(): Promise<void> }> {
  const { user, password, caFile, ...rest } = trunk;
  const way = { ...rest, name: "watch", ...(user !== undefined && password !== undefined && { login: { user, secret: password } }), ...(caFile !== undefined && { caPem: readFileSync(caFile, "utf8") }) };
  const telephony = await createSip(
    {
      bindAddress: sip.bind, port: sip.port, publicAddress: sip.address ?? media.address, allow: [], legsMax: 4, invitesPerSecondPerAddress: 1, sessionSecondsMin: 90, sessionSeconds: 1800,
      // The people of the settings, and nobody else.
      outbound: { trunks: [way], destinations: { allow: ring, deny: [], rates: [] }, caps: CAPS },
    },
    { world: needs.world, log: needs.log },
  );
  telephony.onCall((leg) => leg.reject(480));
  const networks = media.privateNetworks.flatMap((text) => toNetwork(text) ?? []);
  const sound = createWeriftMedia({ mediaAddress: media.address, bindAddress: media.address, rtpPorts: { min: media.ports[0], max: media.ports[1] }, processes: 1, privateNetworks: networks, iceServers: () => [] }, { world: needs.world });
  try {
    await sound.ready();
  } catch (error) {
    await telephony.close();
    throw error;
  }
  const line = createAlarmLine({ telephony, media: sound });
  return { ...line, close: async () => void (await Promise.all([telephony.close(), sound.shutdown()])) };
}
