import { afterEach, describe, expect, test } from "vitest";
import { settled, until, type TestEdge } from "./peers/edge.ts";
import { carrier, type Carrier } from "./peers/kamailio.ts";
import { dial, edgeWith } from "./peers/trunk.ts";

let edge: TestEdge | undefined;
let peer: Carrier | undefined;
afterEach(async () => {
  await edge?.close();
  await peer?.close();
});

const trunkOf = ({ port }: Carrier, secret = "wren-4417") =>
  ({ name: "carrier", host: "127.0.0.1", port, transport: "udp", sound: "rtp", from: "+12125550100", identity: "pai", plus: true, login: { user: "compline", secret } }) as const;
const patience = { firstAnswerSeconds: 10, probeSeconds: 600, restSeconds: 600, dialRingSecondsMin: 1 };

describe("through Kamailio", () => {
  // SIPp follows a script, and now and then loses its place when datagrams are lost: then nobody comes, and that is told.
  test.each([[0, 60, 60], [15, 60, 54]])("[S71] [S72] with %i percent of the datagrams lost each way, of %i calls at least %i are signed, answered and hung up, and nothing is left of any", async (loss, calls, least) => {
    peer = await carrier(loss);
    const opened = await edgeWith([{ settings: trunkOf(peer) }], { settings: { roundTripMilliseconds: 100, patience } });
    edge = opened;
    const placed = Array.from({ length: calls }, () => dial(opened, { ringSecondsMax: 15 }));
    await Promise.all(placed.map(({ leg }) => leg.answered));
    const lost = placed.filter(({ leg }) => leg.state !== "up").map(({ ends }) => `${ends[0]?.why} ${ends[0]?.sipStatus ?? ""}`);
    expect(calls - lost.length, `of those that are not up: ${lost.join(", ")}`).toBeGreaterThanOrEqual(least);
    for (const { leg } of placed) leg.hangup();
    // A callee whose answer crossed with our giving up says it again for half a minute, and is told each time.
    await settled(opened, 45_000);
    expect(placed.every(({ ends }) => ends.length === 1)).toBe(true);
  }, 90_000);

  test("[S71] [S76] with a wrong password the call ends as challenged for ever, after one answer", async () => {
    peer = await carrier(0);
    edge = await edgeWith([{ settings: trunkOf(peer, "wrong") }], { settings: { patience } });
    const { sip } = edge;
    expect(await dial(edge).ended()).toEqual({ why: "challenged-for-ever", sipStatus: 407, trunk: "carrier" });
    await until("it is known to be well all the same", () => sip.trunks()[0]!.state !== "resting");
  });
});
