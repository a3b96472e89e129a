import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answerWithoutDatabase, type MediaEngine } from "./care/calls/index.ts";
import { normalise } from "./care/directory/index.ts";
import { createEmergency, type EmergencyMode } from "./edge/emergency/index.ts";
import { openKeyring } from "./edge/keys/index.ts";
import { createIce, createRtpengineMedia, createWeriftMedia, type Ice, type MediaSettings } from "./edge/media/index.ts";
import { createSip, outboundFrom, recordsInFile, type Sip, type SipSettings } from "./edge/sip/index.ts";
import type { CertificateFiles, Config } from "./foundation/config.ts";
import type { Log } from "./foundation/log.ts";
import type { World } from "./foundation/world.ts";
import type { Closers } from "./waiting.ts";

const LEGS_MAX = 600;
const INVITES_PER_SECOND_PER_ADDRESS = 40;

interface Around {
  readonly config: Config;
  readonly world: World;
  readonly log: Log;
}
export interface Edges {
  readonly ice: Ice;
  readonly media: MediaEngine;
  readonly sip: Sip;
}
export interface Early extends Edges {
  readonly emergency: EmergencyMode;
}

/** The telephone and the sound. */
export async function openEdges({ config, world, log }: Around, closers: Closers): Promise<Edges> {
  const ice = createIce(config.media, { world });
  const media = openMedia(config, { world, ice });
  closers.push(() => media.shutdown());
  await media.ready();
  const records = recordsInFile(join(config.home, "dial-records"), world.now);
  closers.push(async () => records.close());
  const sip = await createSip(sipSettings(config), { world, records, log: (event, fields) => log.info(event, fields) });
  closers.push(() => sip.close());
  sip.onDialLimit(({ limit, purpose }) => log.error("sip.dial-limit", { limit, purpose }));
  return { ice, media, sip };
}

/** [EM9] The telephone before the house: by the keys on the disk and the copy beside them. Undefined where there are none yet. */
export async function answerEarly({ config, world, log }: Around, closers: Closers): Promise<Early | undefined> {
  const keyring = await openKeyring({ world, folder: config.keyring, emptyInstallation: false }).catch(() => undefined);
  const emergency = keyring && (await createEmergency({ folder: config.emergency, world, log, derive: keyring.derive }));
  if (!emergency || (await emergency.standing()).copySeconds === null) return undefined;
  const edges = await openEdges({ config, world, log }, closers);
  answerWithoutDatabase({ telephony: edges.sip, media: edges.media, emergency, world, log, directory: { normalise } });
  log.warn("start.database-away", {});
  return { ...edges, emergency };
}

export const pem = (files: CertificateFiles): { certPem: string; keyPem: string } => ({ certPem: readFileSync(files.certFile, "utf8"), keyPem: readFileSync(files.keyFile, "utf8") });

/** Longer than it takes the database to notice that a machine is gone, and a node to take up what it left. */
const LINGER_SECONDS = 10;

function openMedia({ media, node }: Config, { world, ice }: { world: World; ice: Ice }): MediaEngine & { ready(): Promise<void> } {
  const settings: MediaSettings = {
    mediaAddress: media.address, bindAddress: media.bind, rtpPorts: { min: media.rtpPorts.first, max: media.rtpPorts.last }, processes: media.processes,
    privateNetworks: media.privateNetworks, iceServers: ice.ours, limits: { lingerSeconds: node ? LINGER_SECONDS : 0 },
  };
  return media.engine === "rtpengine" && media.rtpengine ? createRtpengineMedia({ ...settings, rtpengine: media.rtpengine }, { world }) : createWeriftMedia(settings, { world });
}

const sipSettings = ({ sip }: Config): SipSettings => ({
  bindAddress: sip.bind, port: sip.port, publicAddress: sip.address, allow: sip.trunks.map(({ address, prefixBits }) => `${address}/${prefixBits}`),
  legsMax: LEGS_MAX, invitesPerSecondPerAddress: INVITES_PER_SECOND_PER_ADDRESS, trustsFrom: sip.trustsFrom, sessionSecondsMin: 90, sessionSeconds: 1800,
  outbound: outboundFrom(sip.outbound, (path) => readFileSync(path, "utf8")),
  ...(sip.tls && { tls: { port: sip.tlsPort, ...pem(sip.tls), ...(sip.clientCaFile !== undefined && { clientCaPem: readFileSync(sip.clientCaFile, "utf8") }) } }),
});
