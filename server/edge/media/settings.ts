import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";
import type { Network } from "../../foundation/config.ts";
import type { World } from "../../foundation/world.ts";

export interface IceServer { readonly urls: string; readonly username?: string; readonly credential?: string }

export interface MediaSettings {
  /** The IPv4 address told to telephones and browsers: the one at which they reach us. */
  readonly mediaAddress: string;
  /** The IPv4 address the sockets are bound to: another one behind one-to-one address translation, or 0.0.0.0. */
  readonly bindAddress: string;
  /** UDP ports, both included; shared out among the processes. */
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly processes: number;
  /** Networks on which clear RTP may travel; loopback is always one. */
  readonly privateNetworks: readonly Network[];
  /** Asked for each browser: what it names may end after some hours. */
  readonly iceServers: () => readonly IceServer[];
  readonly limits?: Partial<MediaLimits>;
}

export interface MediaLimits {
  /** Datagrams of one endpoint that are looked at in a second; the rest is dropped unread. Speech is 50. */
  readonly packetsPerSecondMax: number;
  /** RTP silence is told each time this has passed again. */
  readonly silentStepSeconds: number;
  /** A browser from which nothing came for so long is gone. */
  readonly browserQuietSecondsMax: number;
  /** A browser that is not connected after so long is gone. */
  readonly browserConnectSecondsMax: number;
  /** A media process without a beat for so long is killed. */
  readonly hungSecondsMax: number;
  /** A busy process that is slower than this is overloaded: the delay of the sound is ruined long before a packet is lost. */
  readonly loopDelayP99MsMax: number;
  /** A process with fewer ends than this cannot be overloaded by them (a call that is up has two). */
  readonly busyEndpointsMin: number;
  /** Slower than this, no sound can be understood, whatever the cause. */
  readonly deafLoopDelayP99MsMin: number;
  /** A process takes no new calls once it was too slow for so long without a break. */
  readonly overloadSeconds: number;
  /** ... and takes them again once it was quick for so long. */
  readonly recoverySeconds: number;
  /** The first seconds of a process say nothing of its load. */
  readonly warmUpSeconds: number;
  /** While the last process is being replaced callers wait for it; after so long they are turned away. */
  readonly absentSecondsMax: number;
  readonly endpointsPerProcessMax: number;
  /** [M40] For so long those who hear each other go on to after the server died: where another node is there to take them up. */
  readonly lingerSeconds: number;
}

export const mediaLimits: MediaLimits = {
  packetsPerSecondMax: 200,
  silentStepSeconds: 10,
  browserQuietSecondsMax: 3,
  browserConnectSecondsMax: 15,
  hungSecondsMax: 3,
  loopDelayP99MsMax: 50,
  busyEndpointsMin: 20,
  deafLoopDelayP99MsMin: 500,
  overloadSeconds: 5,
  recoverySeconds: 2,
  warmUpSeconds: 5,
  absentSecondsMax: 3,
  endpointsPerProcessMax: 400,
  lingerSeconds: 0,
};

export interface MediaNeeds {
  readonly world: World;
}

/** Throws, naming the setting, when the settings cannot be right. Called at start. */
export function checkMediaSettings(settings: MediaSettings): void {
  checkAddresses(settings);
  const { min, max } = settings.rtpPorts;
  if (min < 1024 || max > 65_535 || max - min + 1 < settings.processes * PORTS_PER_PROCESS_MIN) {
    throw new RangeError(`RTP port range: from 1024 to 65535, at least ${PORTS_PER_PROCESS_MIN} ports for each of ${settings.processes} media processes`);
  }
  if (!Number.isInteger(settings.processes) || settings.processes < 1 || settings.processes > 64) throw new RangeError("media processes: from 1 to 64");
}

function checkAddresses({ mediaAddress, bindAddress }: MediaSettings): void {
  if (!isIPv4(mediaAddress) || mediaAddress === ANY) throw new RangeError("media address: the IPv4 address at which others reach us");
  if (!isIPv4(bindAddress)) throw new RangeError("media bind address: an IPv4 address of this machine, or 0.0.0.0");
}

const PORTS_PER_PROCESS_MIN = 40;
const ANY = "0.0.0.0";

/** Rejects, naming the setting, when nothing can be bound to the address: else it would look as if no port were free. */
export async function checkBindable({ bindAddress }: MediaSettings): Promise<void> {
  const socket = createSocket("udp4");
  const bound = new Promise<void>((resolve, reject) => {
    socket.once("error", (error: NodeJS.ErrnoException) => reject(new RangeError(`media bind address (COMPLINE_MEDIA_BIND, else COMPLINE_MEDIA_ADDRESS): this machine cannot bind it, ${error.code}`)));
    socket.bind(0, bindAddress, resolve);
  });
  await bound.finally(() => socket.close());
}
