import { afterEach, describe, expect, test } from "vitest";
import { openEdge, SDP, settled, until, type TestEdge } from "./peers/edge.ts";
import { inDialog, newCall, request, tcpPhone, udpPhone, type RawPhone } from "./peers/raw-phone.ts";
import { TORTURE } from "./wire/torture.ts";
import type { SipSettings } from "./index.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
const kept = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};
const edgeAndPhone = async (settings: Partial<SipSettings> = {}): Promise<{ edge: TestEdge; phone: RawPhone }> => {
  const edge = kept(await openEdge(settings));
  return { edge, phone: kept(await udpPhone(edge.port)) };
};

describe("who may call, and how much", () => {
  test("[S30] an address that is not on the list is never answered, and is counted", async () => {
    const { edge, phone } = await edgeAndPhone({ allow: ["192.0.2.1"] });
    phone.send(request("OPTIONS", newCall(phone.port)));
    const tcp = kept(await tcpPhone(edge.port));
    await until("both are counted", () => edge.sip.status().dropped === 2);
    await until("the connection is cut", () => tcp.closed());
    expect([phone.heard, tcp.heard, edge.legs]).toEqual([[], [], []]);
    expect(edge.lines).toEqual([{ event: "sip.dropped", fields: { because: "not-allowed", count: 1 } }]);
  });

  test("[S32] an address that calls too often hears 503, and another address is answered", async () => {
    const { edge, phone } = await edgeAndPhone({ invitesPerSecondPerAddress: 2 });
    for (let call = 0; call < 10; call += 1) phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    await until("all are answered", () => phone.heard.length === 10);
    expect(phone.heard.filter(({ start }) => start.includes("503")).length).toBeGreaterThanOrEqual(7);
    expect((await phone.take(/503/)).field("Retry-After")).toBe("5");
    const other = kept(await udpPhone(edge.port, "127.0.0.2"));
    other.send(request("INVITE", newCall(other.port), { body: SDP }));
    await other.take(/^SIP\/2\.0 100/);
  });

  test("[S32] an address that floods is answered no more, and is counted", async () => {
    const { edge, phone } = await edgeAndPhone();
    await until("the flood is noticed", () => {
      for (let probe = 0; probe < 50; probe += 1) phone.send(request("OPTIONS", newCall(phone.port)));
      return edge.lines.some(({ fields }) => fields["because"] === "flood");
    });
    const other = kept(await udpPhone(edge.port, "127.0.0.2"));
    other.send(request("OPTIONS", newCall(other.port)));
    await other.take(/^SIP\/2\.0 200/);
  });

  test("[S33] at the most calls we take the next hears 503, and a place given back is taken again", async () => {
    const { edge, phone } = await edgeAndPhone({ legsMax: 1 });
    phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    expect((await phone.take(/^SIP\/2\.0 503/)).field("Retry-After")).toBe("5");
    edge.legs[0]!.reject(486);
    phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
  });

  test("[S34] while draining new calls and probes hear 503, and the call that is up goes on to its end", async () => {
    const { edge, phone } = await edgeAndPhone();
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    const answered = edge.legs[0]!.answer(SDP);
    const within = inDialog(call, await phone.take(/^SIP\/2\.0 200/));
    phone.send(within("ACK"));
    await answered;
    edge.sip.drain();
    for (const method of ["INVITE", "OPTIONS"]) {
      phone.send(request(method, newCall(phone.port)));
      expect((await phone.take(/^SIP\/2\.0 503/)).field("CSeq")).toBe(`1 ${method}`);
    }
    edge.legs[0]!.onReoffer(async () => SDP);
    phone.send(within("INVITE", { body: SDP }));
    await phone.take(/^SIP\/2\.0 200/);
    phone.send(within("ACK", { cseq: 2 }));
    phone.send(within("BYE", { cseq: 3 }));
    await phone.take(/^SIP\/2\.0 200/);
  });

  test.each([["OPTIONS", 200], ["REFER", 403], ["REGISTER", 405], ["SUBSCRIBE", 405], ["MESSAGE", 405], ["BYE", 481], ["CANCEL", 481]])("[S35] [S36] [S37] %s outside a call is answered %i", async (method, status) => {
    const { edge, phone } = await edgeAndPhone();
    phone.send(request(method, newCall(phone.port), { extra: ["Refer-To: <sip:+19005550100@127.0.0.1>"] }));
    expect((await phone.take(/^SIP\/2\.0/)).start).toContain(`SIP/2.0 ${status} `);
    expect(edge.sip.counts().transactions).toBe(0);
  });

  test("[S35] REFER inside a call is refused too, and the call goes on", async () => {
    const { edge, phone } = await edgeAndPhone();
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    void edge.legs[0]!.answer(SDP);
    const within = inDialog(call, await phone.take(/^SIP\/2\.0 200/));
    phone.send(within("ACK"));
    phone.send(within("REFER", { extra: ["Refer-To: <sip:+19005550100@127.0.0.1>"] }));
    await phone.take(/^SIP\/2\.0 403/);
    expect(edge.legs[0]!.state).toBe("up");
  });

  test("[S38] the same call by a second way is refused with 482", async () => {
    const { edge, phone } = await edgeAndPhone();
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    phone.send(request("INVITE", call, { body: SDP, branch: "z9hG4bKotherway" }));
    await phone.take(/^SIP\/2\.0 482/);
    expect(edge.legs).toHaveLength(1);
  });

  test("[S39] a stranger's CANCEL with the right branch cancels nothing", async () => {
    const { edge, phone } = await edgeAndPhone();
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    const stranger = kept(await udpPhone(edge.port, "127.0.0.2"));
    stranger.send(request("CANCEL", call));
    await stranger.take(/^SIP\/2\.0 481/);
    expect(edge.legs[0]!.state).toBe("ringing");
  });

  test("[S33] a line nobody answers says 503", async () => {
    const { edge, phone } = await edgeAndPhone();
    edge.sip.onCall(undefined as never);
    phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    await phone.take(/^SIP\/2\.0 503/);
  });
});

describe("on the wire", () => {
  test("[S50] [S58] after every malformed message the line still answers, nothing was thrown, and no log line tells of it", async () => {
    const { edge, phone } = await edgeAndPhone();
    for (const [, text] of TORTURE) phone.send(text.replaceAll("127.0.0.1:5999", `127.0.0.1:${phone.port}`));
    phone.send(request("OPTIONS", newCall(phone.port)));
    await phone.take(/^SIP\/2\.0 200/);
    expect(edge.lines.filter(({ event }) => event === "sip.threw")).toEqual([]);
    expect(JSON.stringify(edge.lines)).not.toMatch(/5550100|sip:|@|v=0/);
    expect(phone.heard.filter(({ start }) => start.startsWith("SIP/2.0 6"))).toEqual([]);
    for (const leg of edge.legs) leg.reject(486);
    await settled(edge);
  });

  test("[S57] [S56] an answer goes where rport asks, and to the sender's own port when it does not ask", async () => {
    const { phone } = await edgeAndPhone();
    const call = newCall(phone.port);
    phone.send(request("OPTIONS", { ...call, port: 9 }));
    expect((await phone.take(/^SIP\/2\.0 200/)).field("Via")).toContain(`;rport=${phone.port};received=127.0.0.1`);
    phone.send(request("OPTIONS", newCall(phone.port)).replace(";rport", ""));
    expect((await phone.take(/^SIP\/2\.0 200/)).field("Via")).not.toContain("rport");
  });

  test("[S54] a double CRLF is answered with one, over a stream", async () => {
    const edge = kept(await openEdge());
    const phone = kept(await tcpPhone(edge.port));
    phone.send("\r\n\r\n");
    await phone.take(/^PONG/);
  });

  test("[S53] a stream that cannot be cut is closed", async () => {
    const edge = kept(await openEdge());
    const phone = kept(await tcpPhone(edge.port));
    phone.send(request("OPTIONS", newCall(phone.port, "TCP")).replace(/Content-Length: 0/, "X: y"));
    await until("the connection is closed", () => phone.closed());
    expect(edge.lines).toEqual([{ event: "sip.dropped", fields: { because: "no-content-length", count: 1 } }]);
  });

  test("[S55] a half-sent message and an idle connection are closed; one that carries a call is not", async () => {
    const edge = kept(await openEdge({ patience: { idleSeconds: 0.3, partialMessageSeconds: 0.2 } }));
    const [half, idle, busy] = [kept(await tcpPhone(edge.port)), kept(await tcpPhone(edge.port)), kept(await tcpPhone(edge.port))];
    busy.send(request("INVITE", newCall(busy.port, "TCP"), { body: SDP }));
    await busy.take(/^SIP\/2\.0 100/);
    half.send("OPTIONS sip:a@b SIP/2.0\r\n");
    await until("both are closed", () => half.closed() && idle.closed());
    expect([busy.closed(), edge.lines]).toEqual([false, [{ event: "sip.dropped", fields: { because: "message-too-slow", count: 1 } }]]);
    const began = performance.now();
    await until("its idle time has passed twice", () => performance.now() - began > 700);
    expect(busy.closed()).toBe(false);
    edge.legs[0]!.reject(486);
    await until("without its call it is closed too", () => busy.closed());
  });

  test("[S55] one address has a limited number of connections", async () => {
    const edge = kept(await openEdge());
    const phones = await Promise.all(Array.from({ length: 40 }, () => tcpPhone(edge.port)));
    for (const phone of phones) kept(phone);
    await until("eight are cut", () => phones.filter((phone) => phone.closed()).length === 8);
    expect(edge.sip.counts().connections).toBe(32);
  });
});

describe("the settings", () => {
  test.each([
    ["publicAddress", { bindAddress: "0.0.0.0" }],
    ["port", { port: 70_000 }],
    ["legsMax", { legsMax: 0 }],
    ["sessionSeconds", { sessionSeconds: 10 }],
    ["allow", { allow: ["nowhere"] }],
  ] as const)("[S61] a wrong %s is named", async (name, settings) => {
    await expect(openEdge(settings)).rejects.toThrow(new RegExp(name));
  });

  test("[S61] a port that is taken is refused, and nothing stays open", async () => {
    const edge = kept(await openEdge());
    await expect(openEdge({ port: edge.port })).rejects.toThrow(/EADDRINUSE/);
    expect(edge.sip.status().listening).toEqual([`udp:127.0.0.1:${edge.port}`, `tcp:127.0.0.1:${edge.port}`]);
  });

  test("[S4] closing the line says BYE to those who talk", async () => {
    const edge = await openEdge({}, (leg) => void leg.answer(SDP));
    const phone = kept(await udpPhone(edge.port));
    const call = newCall(phone.port);
    phone.send(request("INVITE", call, { body: SDP }));
    phone.send(inDialog(call, await phone.take(/^SIP\/2\.0 200/))("ACK"));
    await until("it is acknowledged", () => edge.sip.counts().legs === 1);
    phone.send(request("OPTIONS", newCall(phone.port)));
    await phone.take(/^SIP\/2\.0 200/);
    await edge.close();
    await phone.take(/^BYE /);
  });
});
