import { setTimeout as wait } from "node:timers/promises";
import { openEdge, type TestEdge } from "../../server/edge/sip/peers/edge.ts";
import { udpPhone } from "../../server/edge/sip/peers/raw-phone.ts";
import { drawStorm } from "../../server/edge/sip/peers/storm.ts";
import { atLeast, atMost, type Figure } from "./figure.ts";

const CALLS = 500;
const LOSS = 0.15;
const SEED = 20_261_123;
/** RFC 3261 17.1.1.1, as in service: nothing is shortened here. */
const T1_MILLISECONDS = 500;
/** From the last call that came in on. */
const RAGES_SECONDS = 5;
const LOOK_MS = 250;
/** A 200 that nobody acknowledges is given up after 64 x T1, and the BYE after it once more. */
const AFTER_SECONDS = 75;

/** Calls of every ending over a line that loses 15 of 100 datagrams each way; then the wait that the standard's own timers ask for. */
export async function benchLossy(): Promise<Figure[]> {
  const storm = drawStorm({ calls: CALLS, loss: LOSS, seed: SEED });
  const ending = { now: false };
  // Whoever comes when the others are hung up on, as on a machine that is slow to read, is hung up on too.
  const edge = await openEdge({ roundTripMilliseconds: T1_MILLISECONDS, legsMax: CALLS }, (leg) => (ending.now ? leg.hangup() : storm.ours(leg)));
  const phone = await udpPhone(edge.port);
  try {
    const open = handles();
    const raging = storm.begin(phone, "UDP");
    await untilQuiet(edge);
    const most = edge.sip.counts();
    ending.now = true;
    for (const leg of edge.legs) leg.hangup();
    await wait(AFTER_SECONDS * 1000);
    raging.stop();
    return [...figures(edge, most), ...leftOver(open)];
  } finally {
    phone.close();
    await edge.close();
  }
}

/** No call has come in for a while. */
async function untilQuiet({ legs }: TestEdge): Promise<void> {
  for (let [seen, quietMs] = [-1, 0]; quietMs < RAGES_SECONDS * 1000; quietMs += LOOK_MS) {
    if (legs.length !== seen) [seen, quietMs] = [legs.length, 0];
    await wait(LOOK_MS);
  }
}

function figures(edge: TestEdge, most: ReturnType<TestEdge["sip"]["counts"]>): Figure[] {
  const name = (what: string): string => `${CALLS} calls at ${LOSS * 100} % loss, ${AFTER_SECONDS} s later: ${what}`;
  const { dialogs, transactions, resends, legs, connections } = edge.sip.counts();
  const wrong = [...edge.ends.values()].filter((ends) => ends.length !== 1).length;
  return [
    atLeast({ name: `${CALLS} calls at ${LOSS * 100} % loss: came in, of those whose INVITE was not lost`, value: edge.legs.length, unit: "calls", target: Math.floor(CALLS * (1 - LOSS) * 0.95) }),
    atMost({ name: name("dialogs and legs (limit: at the height of it)"), value: dialogs + legs, limit: most.dialogs + most.legs, unit: "", target: 0 }),
    atMost({ name: name("transactions and what they send again (limit: as above)"), value: transactions + resends, limit: most.transactions + most.resends, unit: "", target: 0 }),
    atMost({ name: name("connections"), value: connections, unit: "", target: 0 }),
    atMost({ name: name("calls that did not end exactly once"), value: wrong, unit: "calls", target: 0 }),
  ];
}

function leftOver(open: ReturnType<typeof handles>): Figure[] {
  const now = handles();
  const more = (what: keyof typeof now): number => Math.max(0, now[what] - open[what]);
  return [
    atMost({ name: `${AFTER_SECONDS} s after the storm: timers more than before it`, value: more("timers"), unit: "", target: 0 }),
    atMost({ name: `${AFTER_SECONDS} s after the storm: sockets more than before it`, value: more("sockets"), unit: "", target: 0 }),
  ];
}

/** What keeps this process alive, as Node counts it. */
function handles(): { timers: number; sockets: number } {
  const all = process.getActiveResourcesInfo();
  return { timers: all.filter((each) => each === "Timeout").length, sockets: all.filter((each) => each === "UDPWRAP" || each === "TCPSocketWrap").length };
}
