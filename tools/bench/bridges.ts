import { createRtpengineMedia, createWeriftMedia } from "../../server/edge/media/index.ts";
import { measureCapacity, type Capacity } from "../../server/edge/media/capacity.ts";
import { RtpengineDaemon } from "../../server/edge/media/testing/rtpengine.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { findBinary } from "../peers.ts";
import { atLeast, atMost, type Figure } from "./figure.ts";
import { until } from "./pace.ts";

const CALLS = 50;
const SECONDS = 10;
const READY_SECONDS_MAX = 15;
const LOSS_PERCENT_MAX = 0.5;
const DELAY_P99_MS_MAX = 60;
const LOOP_P99_MS_MAX = 20;
const FIRST_PORT = 40_000 + (process.pid % 10) * 2000;

const settings = (min: number) => ({ mediaAddress: "127.0.0.1", bindAddress: "127.0.0.1", rtpPorts: { min, max: min + 599 }, processes: 2, privateNetworks: [], iceServers: [] });
const isGood = (c: Capacity): boolean => c.lossPercent < LOSS_PERCENT_MAX && c.delayP99Ms <= DELAY_P99_MS_MAX && c.mainLoopP99Ms <= LOOP_P99_MS_MAX;

/** Fifty bridged WebRTC calls, generator and far ends on the same cores; rtpengine, where it is installed, is what a media relay in C does with them. */
export async function benchBridges(): Promise<Figure[]> {
  const peer = findBinary("rtpengine") === undefined ? undefined : await withRtpengine();
  const own = await withWerift();
  return [
    atLeast({ name: "bridged WebRTC calls within loss, delay and loop (limit: rtpengine)", value: isGood(own) ? own.calls : 0, unit: "calls", limit: peer && (isGood(peer) ? peer.calls : 0), target: CALLS }),
    atMost({ name: `packet loss at ${own.calls} calls (limit: rtpengine)`, value: own.lossPercent, unit: "%", limit: peer?.lossPercent, target: LOSS_PERCENT_MAX }),
    atMost({ name: `one-way delay p99 at ${own.calls} calls, both stacks included (limit: rtpengine)`, value: own.delayP99Ms, unit: "ms", limit: peer?.delayP99Ms, target: DELAY_P99_MS_MAX }),
    atMost({ name: `SIP/HTTP loop delay p99 at ${own.calls} calls (limit: rtpengine)`, value: own.mainLoopP99Ms, unit: "ms", limit: peer?.mainLoopP99Ms, target: LOOP_P99_MS_MAX }),
  ];
}

async function withWerift(): Promise<Capacity> {
  const media = createWeriftMedia(settings(FIRST_PORT), { world: realWorld() });
  try {
    await media.ready();
    return await measureCapacity(media, { calls: CALLS, seconds: SECONDS });
  } finally {
    await media.shutdown();
  }
}

async function withRtpengine(): Promise<Capacity> {
  const daemon = new RtpengineDaemon(FIRST_PORT + 700, 1000);
  const media = createRtpengineMedia({ ...settings(FIRST_PORT), rtpengine: daemon.control }, { world: realWorld() });
  try {
    await until("rtpengine answers", READY_SECONDS_MAX, () => media.ready().then(() => true, () => false));
    return await measureCapacity(media, { calls: CALLS, seconds: SECONDS });
  } finally {
    await media.shutdown();
    daemon.kill();
  }
}
