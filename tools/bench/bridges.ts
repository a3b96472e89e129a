import { createRtpengineMedia, createWeriftMedia } from "../../server/edge/media/index.ts";
import { measureCapacity, type Capacity } from "../../server/edge/media/capacity.ts";
import { RtpengineDaemon } from "../../server/edge/media/testing/rtpengine.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { requirePeer } from "../peers.ts";
import { atLeast, atMost, type Figure } from "./figure.ts";
import { until } from "./pace.ts";
import { takePorts } from "./ports.ts";

const CALLS = 50;
const SECONDS = 10;
const READY_SECONDS_MAX = 15;
const LOSS_PERCENT_MAX = 0.5;
const DELAY_P99_MS_MAX = 60;
const LOOP_P99_MS_MAX = 20;
const PROCESSES = 2;
/** Room for all calls in one process, should the other one be slow: a telephone has every other port of a half of its process's share. */
const MEDIA_PORTS = PROCESSES * 2 * 2 * 2 * CALLS + 400;
const RTPENGINE_PORTS = 1000;

const settings = () => ({ mediaAddress: "127.0.0.1", bindAddress: "127.0.0.1", rtpPorts: takePorts(MEDIA_PORTS), processes: PROCESSES, privateNetworks: [], iceServers: () => [] });
const isGood = (c: Capacity): boolean => c.lossPercent < LOSS_PERCENT_MAX && c.delayP99Ms <= DELAY_P99_MS_MAX && c.mainLoopP99Ms <= LOOP_P99_MS_MAX;

/**
 * Fifty bridged WebRTC calls on each engine, generator and far ends on the same cores. What rtpengine, a media relay in C, does with
 * them stands beside our own as its limit; where it cannot run, ours is measured alone.
 */
export function bridgeBenches(): [string, () => Promise<Figure[]>][] {
  let peer: Capacity | undefined;
  return [
    ["bridged calls, rtpengine", async () => figures((peer = await withRtpengine()))],
    ["bridged calls, werift", async () => figures(await withWerift(), peer)],
  ];
}

function figures(own: Capacity, peer?: Capacity): Figure[] {
  const name = (what: string): string => `${own.engine}, ${own.calls} bridged WebRTC calls: ${what}${peer ? ` (limit: ${peer.engine})` : ""}`;
  return [
    atLeast({ name: name("carried within loss, delay and loop"), value: isGood(own) ? own.calls : 0, unit: "calls", limit: peer && (isGood(peer) ? peer.calls : 0), target: CALLS }),
    atMost({ name: name("packet loss"), value: own.lossPercent, unit: "%", limit: peer?.lossPercent, target: LOSS_PERCENT_MAX }),
    atMost({ name: name("one-way delay p99, far ends' stacks included"), value: own.delayP99Ms, unit: "ms", limit: peer?.delayP99Ms, target: DELAY_P99_MS_MAX }),
    atMost({ name: name("SIP/HTTP loop delay p99"), value: own.mainLoopP99Ms, unit: "ms", limit: peer?.mainLoopP99Ms, target: LOOP_P99_MS_MAX }),
  ];
}

async function withWerift(): Promise<Capacity> {
  const media = createWeriftMedia(settings(), { world: realWorld() });
  try {
    await media.ready();
    return await measureCapacity(media, { calls: CALLS, seconds: SECONDS });
  } finally {
    await media.shutdown();
  }
}

async function withRtpengine(): Promise<Capacity> {
  requirePeer("rtpengine");
  const daemon = new RtpengineDaemon(takePorts(RTPENGINE_PORTS + 2).min, { ports: RTPENGINE_PORTS, threads: 2 });
  const media = createRtpengineMedia({ ...settings(), rtpengine: daemon.control }, { world: realWorld() });
  try {
    await until("rtpengine answers", READY_SECONDS_MAX, () => media.ready().then(() => true, () => false));
    return await measureCapacity(media, { calls: CALLS, seconds: SECONDS });
  } finally {
    await media.shutdown();
    daemon.kill();
  }
}
