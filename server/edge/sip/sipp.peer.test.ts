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
