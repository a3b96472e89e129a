import { measurePatched, type Patched } from "../../server/edge/media/capacity.ts";
import { createWeriftMedia } from "../../server/edge/media/index.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { atLeast, atMost, type Figure } from "./figure.ts";
import { takePorts } from "./ports.ts";

const CALLS = 100;
const SECONDS = 20;
const PROCESSES = 2;
const LOSS_PERCENT_MAX = 0.5;
const ADDED_P99_MS_MAX = 30;
/** As with the bridges: room for all in one process, a telephone having every other port of a half of its share. */
const MEDIA_PORTS = PROCESSES * 2 * 2 * 2 * CALLS + 400;

/** A hundred callers patched to a hundred clinicians, each leg SRTP, the 200 far ends on the same cores. */
export async function benchPatched(): Promise<Figure[]> {
  const media = createWeriftMedia({ mediaAddress: "127.0.0.1", bindAddress: "127.0.0.1", rtpPorts: takePorts(MEDIA_PORTS), processes: PROCESSES, privateNetworks: [], iceServers: () => [] }, { world: realWorld() });
  try {
    await media.ready();
    return figures(await measurePatched(media, { calls: CALLS, seconds: SECONDS }));
  } finally {
    await media.shutdown();
  }
}

function figures(all: Patched): Figure[] {
  const name = (what: string): string => `${all.calls} patched SRTP calls: ${what}`;
  const added = Math.max(0, all.delayP99Ms - all.directP50Ms);
  const isGood = all.lossPercent < LOSS_PERCENT_MAX && added <= ADDED_P99_MS_MAX;
  return [
    atLeast({ name: name("carried within loss and delay"), value: isGood ? all.calls : 0, unit: "calls", target: CALLS }),
    atMost({ name: name("added delay p99, beyond the telephones' own way to each other"), value: added, unit: "ms", target: ADDED_P99_MS_MAX }),
    atMost({ name: name("packet loss"), value: all.lossPercent, unit: "%", target: LOSS_PERCENT_MAX }),
    atMost({ name: name("one-way delay p99, far ends' stacks included (limit: p50 without the house)"), value: all.delayP99Ms, limit: all.directP50Ms, unit: "ms" }),
    atMost({ name: name("SIP/HTTP loop delay p99"), value: all.mainLoopP99Ms, unit: "ms", target: 20 }),
  ];
}
