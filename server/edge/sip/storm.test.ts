import { afterEach, describe, expect, test } from "vitest";
import { openEdge, settled, until, type TestEdge } from "./peers/edge.ts";
import { tcpPhone, udpPhone, type RawPhone } from "./peers/raw-phone.ts";
import { drawStorm } from "./peers/storm.ts";

let edge: TestEdge;
let phone: RawPhone;
afterEach(async () => {
  phone.close();
  await edge.close();
});

const ENDS = ["cancelled", "local-hangup", "no-ack", "rejected", "remote-hangup"];
const SEED = 20_261_123;
const CALLS = 200;
const LOSS = 0.15;

// In real time, and with 500 calls: ./compline bench --only lossy.
describe.each(["UDP", "TCP"])("a storm of calls over %s", (transport) => {
  test("[S59] [S7] 200 calls of every ending, 15 % of the datagrams lost each way: one end each, and nothing is left", async () => {
    const lossy = transport === "UDP";
    const storm = drawStorm({ calls: CALLS, loss: lossy ? LOSS : 0, seed: SEED });
    edge = await openEdge({ roundTripMilliseconds: 50 }, storm.ours);
    phone = await (lossy ? udpPhone(edge.port) : tcpPhone(edge.port));
    const raging = storm.begin(phone, transport);
    await until(`the calls came in; ${edge.legs.length} so far`, () => edge.legs.length >= (lossy ? CALLS * 0.7 : CALLS), 60_000);
    const told = (): Set<string> => new Set([...edge.ends.values()].flat());
    await until("every kind of ending was seen", () => ENDS.every((end) => told().has(end)), 60_000);
    // A call that is up and well stays up: we end it, and those that ring.
    for (const leg of edge.legs) leg.hangup();
    await settled(edge, 60_000);
    raging.stop();
    expect([...edge.ends.values()].every((ends) => ends.length === 1)).toBe(true);
    expect(edge.lines.filter(({ event }) => event === "sip.threw")).toEqual([]);
  }, 240_000);
});
