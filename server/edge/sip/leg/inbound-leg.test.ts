import { afterEach, describe, expect, test } from "vitest";
import { allEnds, openEdge, SDP, settled, until, type TestEdge } from "../peers/edge.ts";
import { answerTo, inDialog, newCall, request, tcpPhone, udpPhone, type Call, type Heard, type RawPhone } from "../peers/raw-phone.ts";

let edge: TestEdge;
let phone: RawPhone;

afterEach(async () => {
  phone?.close();
  await edge?.close();
});

async function ringing(): Promise<{ call: Call }> {
  edge = await openEdge();
  phone = await udpPhone(edge.port);
  const call = newCall(phone.port);
  phone.send(request("INVITE", call, { body: SDP }));
  await phone.take(/^SIP\/2\.0 100/);
  return { call };
}

async function up(): Promise<{ call: Call; ok: Heard }> {
  const { call } = await ringing();
  const answered = edge.legs[0]!.answer(SDP);
  const ok = await phone.take(/^SIP\/2\.0 200/);
  phone.send(inDialog("ACK", call, ok));
  await answered;
  return { call, ok };
}

describe("a call that came in", () => {
  test("[S1] a caller is told 100, then rings, is answered, and hangs up", async () => {
    const { call } = await ringing();
    const leg = edge.legs[0]!;
    leg.ring();
    await phone.take(/^SIP\/2\.0 180/);
    expect([leg.dialled, leg.callerNumber, leg.callerName, leg.transport, leg.state]).toEqual(["5550100", "+15550199", "Pat Roe", "udp", "ringing"]);
    const answered = leg.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect(ok.body).toBe(SDP);
    phone.send(inDialog("ACK", call, ok));
    await answered;
    phone.send(inDialog("BYE", call, ok));
    await phone.take(/^SIP\/2\.0 200/);
    await until("the end is told", () => allEnds(edge).length > 0);
    expect(allEnds(edge)).toEqual(["remote-hangup"]);
    await settled(edge);
  });

  test("[S4] when we hang up, the caller gets one BYE with a To tag and a long branch", async () => {
    await up();
    edge.legs[0]!.hangup();
    edge.legs[0]!.hangup();
    const bye = await phone.take(/^BYE /);
    expect(bye.field("Via")).toMatch(/branch=z9hG4bK[0-9a-f]{20}/);
    phone.send(answerTo(bye, "200 OK"));
    expect(allEnds(edge)).toEqual(["local-hangup"]);
    await settled(edge);
  });
});
void tcpPhone;
