import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { openEdge, SDP, settled, type TestEdge } from "../peers/edge.ts";
import { newCall, request, udpPhone, type RawPhone } from "../peers/raw-phone.ts";

let edge: TestEdge;
let phone: RawPhone;
afterEach(async () => {
  phone.close();
  await edge.close();
});

const METHODS = ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE", "REFER", "INFO", "PRACK", "NOTIFY"];
const FRAGMENTS = ["\r\n", ":", ";", "<", ">", '"', ",", "tag=", ";tag=x", "sip:", "tel:", "%", "%00", "@", "[::1]", "INVITE", "SIP/2.0", " ", "\t", "0", "-1", "*", "é", "\u0000", "Require: timer\r\n", "Session-Expires: 1\r\n"];

describe("whatever arrives", () => {
  test("[S50] no bent request throws past the line, in a call or outside, and nothing of it stays", async () => {
    edge = await openEdge({ invitesPerSecondPerAddress: 100_000 }, (leg) => {
      leg.ring();
      leg.onReoffer(async () => SDP);
      leg.answer(SDP).then(
        () => leg.hangup(),
        () => undefined,
      );
    });
    phone = await udpPhone(edge.port);
    const edit = fc.tuple(fc.nat(2000), fc.nat(12), fc.constantFrom(...FRAGMENTS));
    const messages = fc.array(fc.tuple(fc.constantFrom(...METHODS), fc.boolean(), fc.array(edit, { maxLength: 3 })), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(messages, async (talk) => {
        const call = newCall(phone.port);
        phone.send(request("INVITE", call, { body: SDP }));
        const to = (await phone.take(/^SIP\/2\.0 200/)).field("To")!;
        for (const [at, [method, inside, edits]] of talk.entries()) {
          let text = request(method, call, { cseq: at + 1, body: method === "INVITE" ? SDP : "", branch: `${call.branch}${at}`, ...(inside ? { to } : {}) });
          for (const [from, removed, put] of edits) text = text.slice(0, from % text.length) + put + text.slice((from % text.length) + removed);
          phone.send(text);
        }
        phone.heard.splice(0);
      }),
      { numRuns: 300 },
    );
    await settled(edge);
    const threw = edge.lines.filter(({ event }) => event === "sip.threw");
    expect(threw).toEqual([]);
    expect([...edge.ends.values()].every((ends) => ends.length === 1)).toBe(true);
  }, 60_000);
});
