import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ClientTransaction, IncomingRequestMessage, Timers, type UserAgentServer } from "sip.js/lib/core/index.js";
import { AllowedMethods } from "sip.js/lib/core/user-agent-core/allowed-methods.js";
import { afterEach, describe, expect, test } from "vitest";
import { SERVED } from "../guard/screen.ts";
import { realWorld } from "../../../foundation/world.ts";
import { cpuMilliseconds } from "../../../testing/processor-time.ts";
import { inDialog, newCall, request, udpPhone, type RawPhone } from "../peers/raw-phone.ts";
import { openEdge, SDP, settled, until, type TestEdge } from "../peers/edge.ts";
import { examine } from "../wire/sanity.ts";
import { bent, TORTURE } from "../wire/torture.ts";
import { EdgeCore } from "./edge-core.ts";
import { patchLibrary, releaseTimers, takeTimers } from "./library.ts";
import { parseRequest, parseResponse } from "./parse.ts";
import { ServerIndex } from "./server-index.ts";

const PARSE_MS_MAX = 100;
const here = { address: "127.0.0.1", port: 5060 };
const there = { address: "127.0.0.1", port: 5999 };
const parsed = (text: string) => {
  const verdict = examine(Buffer.from(text));
  if (verdict.kind !== "pass") throw new Error(`the check says ${verdict.kind}`);
  return parseRequest(verdict.head, verdict.body, { from: there, local: here });
};

let edge: TestEdge | undefined;
let phone: RawPhone | undefined;
afterEach(async () => {
  phone?.close();
  await edge?.close();
  edge = phone = undefined;
});

describe("what we change in sip.js", () => {
  test("[S60] it is the version whose insides we know", () => {
    const manifest = createRequire(import.meta.url).resolve("sip.js/package.json");
    expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ version: "0.21.2" });
  });

  test("[S57] branches are 80 random bits, new for each request and each try; a CANCEL keeps its INVITE's", () => {
    patchLibrary();
    const core = new EdgeCore({ world: realWorld(), local: here, transport: "udp", secret: Buffer.alloc(32), send: () => undefined }, {});
    const uri = core.configuration.aor;
    const invite = core.makeOutgoingRequestMessage("INVITE", uri, uri, uri, {});
    const makeId = (ClientTransaction as unknown as { makeId(request: unknown): string }).makeId;
    const drawn = [makeId(invite), makeId(invite), makeId(core.makeOutgoingRequestMessage("BYE", uri, uri, uri, {}))];
    expect(new Set(drawn).size).toBe(3);
    for (const branch of drawn) expect(branch).toMatch(/^z9hG4bK[0-9a-f]{20}$/);
    const cancel = core.makeOutgoingRequestMessage("CANCEL", uri, uri, uri, {});
    cancel.branch = drawn[0]!;
    expect(makeId(cancel)).toBe(drawn[0]);
    expect(() => makeId({ method: "BYE" })).toThrow(/without its own branch/);
  });

  test("[S60] it knows the methods we serve and no other", () => {
    patchLibrary();
    expect(AllowedMethods).toEqual([...SERVED]);
  });

  test("[S56] its timers are those of UDP, from one T1 for the process", () => {
    takeTimers(20);
    expect(Timers).toMatchObject({ T1: 20, T2: 160, T4: 200, TIMER_B: 1280, TIMER_D: 1280, TIMER_H: 1280, TIMER_I: 200, TIMER_J: 1280, TIMER_K: 200 });
    expect(() => takeTimers(30)).toThrow(/one value for the whole process/);
    releaseTimers();
    takeTimers(30);
    releaseTimers();
  });

  test("[S38] a merged request is found without walking all transactions, and forgotten with its transaction", () => {
    const index = new ServerIndex();
    const first = parsed(bent({ fields: { "Call-ID": "m1", Via: "SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKm1" } }))!.message;
    const second = Object.assign(Object.create(Object.getPrototypeOf(first)) as IncomingRequestMessage, first, { viaBranch: "another way" });
    index.set(first.viaBranch, { message: first } as UserAgentServer);
    expect([...index.values()]).toEqual([]); // This is what the library walks.
    expect([index.merged(first), index.merged(second)]).toEqual([false, true]);
    index.delete(first.viaBranch);
    expect(index.merged(second)).toBe(false);
  });

  test("[S39] a request matches a transaction by branch, sender and method together", () => {
    const key = (via: string, method = "INVITE"): string =>
      parsed(bent({ first: `${method} sip:a@127.0.0.1 SIP/2.0`, fields: { Via: via, CSeq: `1 ${method}` } }))!.message.viaBranch;
    const invite = key("SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKk");
    expect(key("SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKk", "CANCEL")).toBe(invite);
    expect(key("SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKk", "ACK")).toBe(invite);
    expect(key("SIP/2.0/UDP 127.0.0.1:5998;branch=z9hG4bKk")).not.toBe(invite);
    expect(key("SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKk", "BYE")).not.toBe(invite);
  });

  test.each([
    ["a plain number", "INVITE sip:5550100@127.0.0.1 SIP/2.0", "5550100"],
    ["a number with its parameters", "INVITE sip:+15550100;npdi=yes@127.0.0.1 SIP/2.0", "+15550100"],
    ["a telephone URI", "INVITE tel:+1-555-0100 SIP/2.0", "+1-555-0100"],
    ["a secure URI", "INVITE sips:5550100@127.0.0.1 SIP/2.0", "5550100"],
    ["nobody", "INVITE sip:127.0.0.1 SIP/2.0", ""],
  ])("[S11] %s is kept as dialled, and the core is shown its own user", (_what, start, dialled) => {
    const request = parsed(bent({ first: start }))!;
    expect([request.dialled, request.message.ruri!.user, request.message.ruri!.scheme]).toEqual([dialled, "line", "sip"]);
  });

  test("[S11] From and To are answered as they came, though the parser is shown a plain form of them", () => {
    const from = "Zoë <tel:+1-555-0199>;tag=z";
    const { message } = parsed(bent({ fields: { From: from } }))!;
    expect([message.getHeader("from"), message.fromTag, message.from.uri.user]).toEqual([from, "z", "+1-555-0199"]);
  });

  test("[S50] no message that passes the check makes the parser throw or takes long", () => {
    for (const [what, text] of TORTURE) {
      const verdict = examine(Buffer.from(text));
      if (verdict.kind !== "pass") continue;
      const parse = () => (verdict.head.line.kind === "request" ? parseRequest(verdict.head, verdict.body, { from: there, local: here }) : parseResponse(verdict.head, verdict.body, there));
      expect(cpuMilliseconds(parse, PARSE_MS_MAX), what).toBeLessThan(PARSE_MS_MAX);
    }
  });

  test("[S51] a call without a Contact we could reach is refused with 400, not thrown on", async () => {
    edge = await openEdge();
    phone = await udpPhone(edge.port);
    for (const contact of ["*", "<tel:+1555>", "<sip:a@x>, <sip:b@x>", "<<<"]) {
      const call = newCall(phone.port);
      phone.send(request("INVITE", call, { body: SDP, without: ["Contact"], extra: [`Contact: ${contact}`] }));
      expect((await phone.take(/^SIP\/2\.0 4/)).start).toBe("SIP/2.0 400 Bad Request");
    }
    expect([edge.legs.length, edge.sip.counts().transactions]).toEqual([0, 0]);
  });

  test("[S27] UPDATE, which it does not know, refreshes a call; with an offer it is refused; elsewhere it is 481", async () => {
    edge = await openEdge({}, (leg) => void leg.answer(SDP));
    phone = await udpPhone(edge.port);
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    const within = inDialog(call, await phone.take(/^SIP\/2\.0 200/));
    phone.send(within("ACK"));
    phone.send(within("UPDATE", { cseq: 2, extra: ["Supported: timer", "Session-Expires: 600;refresher=uac"] }));
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect([ok.field("CSeq"), ok.field("Session-Expires"), ok.field("Contact")]).toEqual(["2 UPDATE", "600;refresher=uac", expect.stringContaining("sip:line@")]);
    phone.send(within("UPDATE", { cseq: 3, body: SDP }));
    expect((await phone.take(/^SIP\/2\.0 488/)).field("CSeq")).toBe("3 UPDATE");
    phone.send(request("UPDATE", newCall(phone.port), { to: "<sip:a@127.0.0.1>;tag=none" }));
    await phone.take(/^SIP\/2\.0 481/);
    phone.send(within("BYE", { cseq: 4 }));
    await phone.take(/^SIP\/2\.0 200/);
    await settled(edge);
  });

  test("[S56] a BYE said twice is answered twice alike, and ends the call once", async () => {
    edge = await openEdge({}, (leg) => void leg.answer(SDP));
    phone = await udpPhone(edge.port);
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    const within = inDialog(call, await phone.take(/^SIP\/2\.0 200/));
    phone.send(within("ACK"));
    const bye = within("BYE");
    phone.send(bye);
    const first = await phone.take(/^SIP\/2\.0 200/);
    phone.send(bye);
    await until("it is answered again, alike", () => phone!.heard.filter(({ text }) => text === first.text).length === 2);
    await until("the leg has ended", () => [...edge!.ends.values()].flat().length > 0);
    expect([...edge.ends.values()]).toEqual([["remote-hangup"]]);
  });
});
