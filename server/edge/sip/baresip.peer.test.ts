import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { baresip, heardEvent, type Baresip } from "./peers/baresip.ts";
import { certificates, type Certificates } from "./peers/certificates.ts";
import { allEnds, openEdge, SDP, settled, until, type TestEdge } from "./peers/edge.ts";
import { temporary } from "./peers/programs.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let made: Certificates;
beforeAll(async () => {
  folder = await temporary();
  made = await certificates(folder.path);
});
afterAll(() => folder.remove());

let edge: TestEdge | undefined;
let phone: Baresip | undefined;
afterEach(async () => {
  await phone?.close();
  await edge?.close();
});

/** A softphone rings us; resolves with its leg ringing. */
async function rings(transport: "udp" | "tcp" | "tls"): Promise<{ edge: TestEdge; phone: Baresip }> {
  const { certPem, keyPem } = made.server;
  edge = await openEdge({ tls: { port: 0, certPem, keyPem }, roundTripMilliseconds: 50 });
  phone = await baresip({ transport, caFile: made.caFile });
  phone.command("dial", `sip:5550100@127.0.0.1:${transport === "tls" ? edge.tlsPort : edge.port}`);
  await until("the call is in", () => edge!.legs.length === 1);
  expect([edge.legs[0]!.transport, edge.legs[0]!.dialled, edge.legs[0]!.callerNumber, edge.legs[0]!.callerName]).toEqual([transport, "5550100", "5550199", "Pat Roe"]);
  edge.legs[0]!.ring();
  await heardEvent(phone, "CALL_RINGING");
  return { edge, phone };
}

describe.each(["udp", "tcp", "tls"] as const)("baresip over %s", (transport) => {
  test("[S1] [S20] a caller is answered, holds, resumes and hangs up", async () => {
    const call = await rings(transport);
    const leg = call.edge.legs[0]!;
    const offers: string[] = [];
    leg.onReoffer(async (offer) => {
      offers.push(/a=(sendrecv|sendonly|recvonly|inactive)/.exec(offer)?.[1] ?? "sendrecv");
      return SDP.replace("sendrecv", offers.at(-1) === "sendonly" ? "recvonly" : "sendrecv");
    });
    await leg.answer(SDP);
    await heardEvent(call.phone, "CALL_ESTABLISHED");
    call.phone.command("hold");
    await until("it holds", () => offers.length === 1);
    call.phone.command("resume");
    await until("it resumes", () => offers.length === 2);
    expect(offers).toEqual(["sendonly", "sendrecv"]);
    call.phone.command("hangup");
    await until("the end is told", () => allEnds(call.edge).length > 0);
    expect(allEnds(call.edge)).toEqual(["remote-hangup"]);
    await settled(call.edge);
  });

  test("[S4] [S22] we offer anew, are answered, and hang up", async () => {
    const call = await rings(transport);
    const leg = call.edge.legs[0]!;
    await leg.answer(SDP);
    expect(await leg.reoffer(SDP.replace("o=- 1 1", "o=- 1 2").replace("29000", "29002"))).toMatch(/^v=0[\s\S]*m=audio \d+ RTP\/AVP/);
    leg.hangup();
    await heardEvent(call.phone, "CALL_CLOSED");
    expect(allEnds(call.edge)).toEqual(["local-hangup"]);
    await settled(call.edge);
  });

  test("[S3] a caller gives up while it rings", async () => {
    const call = await rings(transport);
    call.phone.command("hangup");
    await until("the end is told", () => allEnds(call.edge).length > 0);
    expect(allEnds(call.edge)).toEqual(["cancelled"]);
    await settled(call.edge);
  });

  test("[S9] a refused caller hears the refusal", async () => {
    const call = await rings(transport);
    call.edge.legs[0]!.reject(486);
    await heardEvent(call.phone, "CALL_CLOSED");
    await settled(call.edge);
  });
});
