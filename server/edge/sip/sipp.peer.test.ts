import { afterEach, describe, expect, test } from "vitest";
import type { Leg, LegEnd } from "../../care/calls/ports.ts";
import { allEnds, openEdge, SDP, settled, until, type TestEdge } from "./peers/edge.ts";
import { sipp, type Asked } from "./peers/sipp.ts";

let edge: TestEdge | undefined;
afterEach(() => edge?.close());

const answer = (leg: Leg): void => {
  leg.ring();
  leg.onReoffer(async (offer) => (offer.includes("a=sendonly") ? SDP.replace("sendrecv", "recvonly") : SDP));
  leg.answer(SDP).catch(() => undefined);
};

const CASES: readonly (readonly [string, Asked["scenario"], (leg: Leg) => void, LegEnd])[] = [
  ["[S1] a caller is answered and hangs up", "callerHangsUp", answer, "remote-hangup"],
  ["[S4] a caller is answered and we hang up", "weHangUp", (leg) => void leg.answer(SDP).then(() => leg.hangup()), "local-hangup"],
  ["[S3] a caller gives up while it rings", "cancelled", (leg) => leg.ring(), "cancelled"],
  ["[S20] a caller holds", "held", answer, "remote-hangup"],
  ["[S9] a caller hears that we are busy", "refused", (leg) => leg.reject(486), "rejected"],
  ["[S10] a caller is sent to another number", "redirected", (leg) => leg.redirect("+15550111"), "rejected"],
  ["[S2] a caller without an offer takes ours", "withoutOffer", answer, "remote-hangup"],
];

describe.each(["udp", "tcp"] as const)("SIPp over %s", (transport) => {
  test.each(CASES)("%s", async (_title, scenario, called, end) => {
    edge = await openEdge({}, called);
    await sipp({ scenario, transport, edgePort: edge.port, calls: 20, perSecond: 40 });
    await until("all ends are told", () => allEnds(edge!).length === 20);
    expect(new Set(allEnds(edge))).toEqual(new Set([end]));
    expect(edge.legs.every((leg) => leg.transport === transport && leg.callerName === "Pat O'Neil")).toBe(true);
    await settled(edge);
    expect(edge.sip.status().dropped).toBe(0);
  });
});

describe.each(["udp", "tcp"] as const)("SIPp over IPv6, %s", (transport) => {
  test.each(["callerHangsUp", "weHangUp", "cancelled", "held"] as const)("[S62] calls over IPv6 go as over IPv4 (%s)", async (scenario) => {
    const [, , called, end] = CASES.find(([, each]) => each === scenario)!;
    edge = await openEdge({ bindAddress: "::1" }, called);
    await sipp({ scenario, transport, edgePort: edge.port, calls: 10, perSecond: 20, address: "::1" });
    await until("all ends are told", () => allEnds(edge!).length === 10);
    expect(new Set(allEnds(edge))).toEqual(new Set([end]));
    expect(new Set(edge.legs.map((leg) => leg.remoteAddress))).toEqual(new Set(["::1"]));
    await settled(edge);
    expect(edge.sip.status()).toMatchObject({ dropped: 0, listening: [`udp:[::1]:${edge.port}`, `tcp:[::1]:${edge.port}`] });
  });
});
