import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { once } from "node:events";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import type { DialLimit } from "../../../care/calls/ports.ts";
import { certificates } from "../peers/certificates.ts";
import { SDP, settled, until, type TestEdge } from "../peers/edge.ts";
import { temporary } from "../peers/programs.ts";
import { newCall, overStream, request, type Heard } from "../peers/raw-phone.ts";
import { dial, edgeWith, script, scriptedTrunk, WIDE_CAPS, type ScriptedTrunk } from "../peers/trunk.ts";
import { recordsInMemory } from "./limits.ts";
import { locate } from "./locate.ts";
import { pauseSeconds } from "./trunk.ts";

let edge: TestEdge;
const trunks: ScriptedTrunk[] = [];
afterEach(async () => {
  await edge.close();
  for (const trunk of trunks.splice(0)) trunk.close();
});
const trunk = async (...ask: Parameters<typeof scriptedTrunk>): Promise<ScriptedTrunk> => {
  const made = await scriptedTrunk(...ask);
  trunks.push(made);
  return made;
};

const LOGIN = { user: "compline", secret: "wren-4417" };
const challenge = (kind: "WWW" | "Proxy", nonce: string, more = ""): string => `${kind}-Authenticate: Digest realm="carrier", nonce="${nonce}", qop="auth", algorithm=SHA-256${more}`;
/** Repetitions counted once. */
const invitesAt = ({ heard }: ScriptedTrunk): readonly string[] => [...new Set(heard.filter(({ start }) => start.startsWith("INVITE")).map((each) => each.field("Via")!))];

/** What a trunk computes for itself. */
function right(heard: Heard, field: string): boolean {
  const value = heard.field(field) ?? "";
  const part = (name: string): string => new RegExp(`(?:Digest |, )${name}="?([^",]*)"?`).exec(value)?.[1] ?? "";
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  const [method, uri] = heard.start.split(" ") as [string, string];
  const a1 = hash(`${LOGIN.user}:carrier:${LOGIN.secret}`);
  return part("uri") === uri && part("response") === hash(`${a1}:${part("nonce")}:${part("nc")}:${part("cnonce")}:auth:${hash(`${method}:${uri}`)}`);
}

describe("a trunk that asks who we are", () => {
  test("[S71] first the proxy, then the exchange behind it: each is answered, and the ACK carries what the INVITE carried", async () => {
    const east = await trunk({ login: LOGIN });
    edge = await edgeWith([east]);
    const call = dial(edge);
    east.reply(await east.invited(), "407 Proxy Authentication Required", { extra: [challenge("Proxy", "n1")] });
    const second = await east.invited();
    expect([second.field("CSeq"), right(second, "Proxy-Authorization")]).toEqual(["2 INVITE", true]);
    east.reply(second, "401 Unauthorized", { extra: [challenge("WWW", "n2")] });
    const third = await east.invited();
    expect([right(third, "Proxy-Authorization"), right(third, "Authorization")]).toEqual([true, true]);
    east.reply(third, "200 OK", { body: SDP });
    await until("the ACK of the answer", () => east.heard.some(({ start, field }) => start.startsWith("ACK") && field("CSeq") === "3 ACK"));
    const ack = east.heard.find(({ start, field }) => start.startsWith("ACK") && field("CSeq") === "3 ACK")!;
    expect(ack.field("Authorization")).toBe(third.field("Authorization"));
    await call.leg.answered;

    const reoffer = call.leg.reoffer(SDP);
    const plain = await east.invited();
    expect(plain.field("Authorization")).toBeUndefined();
    east.reply(plain, "401 Unauthorized", { extra: [challenge("WWW", "n3")] });
    const signed = await east.invited();
    expect(right(signed, "Authorization")).toBe(true);
    east.reply(signed, "200 OK", { body: SDP });
    await reoffer;

    call.leg.hangup();
    east.reply(await east.take(/^BYE/), "407 Proxy Authentication Required", { extra: [challenge("Proxy", "n4")] });
    await until("a signed BYE", () => east.heard.some((each) => each.start.startsWith("BYE") && right(each, "Proxy-Authorization")));
    const bye = east.heard.find((each) => each.start.startsWith("BYE") && each.field("Proxy-Authorization"))!;
    expect(Number.parseInt(bye.field("CSeq")!, 10)).toBeGreaterThan(Number.parseInt(signed.field("CSeq")!, 10));
    east.reply(bye, "200 OK");
    await settled(edge);
  });

  test("[S71] a nonce that grew stale is replaced once; a wrong password is not sent twice", async () => {
    const east = await trunk({ login: LOGIN });
    edge = await edgeWith([east]);
    const call = dial(edge);
    east.reply(await east.invited(), "401 Unauthorized", { extra: [challenge("WWW", "n1")] });
    east.reply(await east.invited(), "401 Unauthorized", { extra: [challenge("WWW", "n2", ", stale=true")] });
    east.reply(await east.invited(), "401 Unauthorized", { extra: [challenge("WWW", "n3")] });
    expect(await call.ended()).toEqual({ why: "challenged-for-ever", sipStatus: 401, trunk: "east" });
    await settled(edge);
    expect(invitesAt(east)).toHaveLength(3);
  });

  test("[S71] one that calls every answer stale is left after six", async () => {
    const east = await trunk({ login: LOGIN });
    edge = await edgeWith([east]);
    const call = dial(edge);
    for (let nonce = 0; nonce < 7; nonce += 1) east.reply(await east.invited(), "401 Unauthorized", { extra: [challenge("WWW", `n${nonce}`, ", stale=true")] });
    expect(await call.ended()).toMatchObject({ why: "challenged-for-ever" });
    await settled(edge);
    expect(invitesAt(east)).toHaveLength(7);
  });

  test("[S71] [S73] without a login the next trunk is tried, and a challenge among other faults is a fault like them", async () => {
    const [east, west] = [await trunk(), await trunk({ name: "west" })];
    edge = await edgeWith([east, west]);
    const call = dial(edge);
    east.reply(await east.invited(), "407 Proxy Authentication Required", { extra: [challenge("Proxy", "n")] });
    west.reply(await west.invited(), "500 Server Error");
    expect(await call.ended()).toMatchObject({ why: "trunk-fault", trunk: "west" });
  });
});

describe("limits", () => {
  test("[S82] [S85] the call beyond a cap is refused, and the first refusal of a kind is told at once, the next ones are not", async () => {
    const east = await trunk();
    const records = recordsInMemory();
    edge = await edgeWith([east], { outbound: { caps: { ...WIDE_CAPS, concurrentMax: 1 } }, needs: { records } });
    const trips: { limit: DialLimit; purpose: string }[] = [];
    edge.sip.onDialLimit(({ limit, purpose }) => trips.push({ limit, purpose }));
    const first = dial(edge);
    await east.invited();
    expect(edge.sip.trunks().map(({ name, legs }) => [name, legs])).toEqual([["east", 1]]);
    for (const to of ["+12125550143", "+12125550144", "+19005550144"]) expect(await dial(edge, { to, purpose: "call-back" }).ended()).toMatchObject({ why: "refused-by-limit" });
    expect(trips).toEqual([{ limit: "concurrent", purpose: "call-back" }, { limit: "destination", purpose: "call-back" }]);
    expect(records.read()).toEqual([{ at: expect.any(Number), calls: 1, units: 1 }]);
    first.leg.hangup();
    expect(invitesAt(east)).toHaveLength(1);
    const next = dial(edge);
    await until("the next call goes out", () => invitesAt(east).length === 2);
    next.leg.hangup();
  });

  test("[S94] callers sent on fill half of the lines; the next one is refused and a page still rings, and its own refusal is told too", async () => {
    const east = await trunk();
    edge = await edgeWith([east], { outbound: { caps: { ...WIDE_CAPS, concurrentMax: 4 } } });
    const trips: string[] = [];
    edge.sip.onDialLimit(({ limit, purpose }) => trips.push(`${limit} ${purpose}`));
    const up = [dial(edge, { purpose: "forward" }), dial(edge, { purpose: "overflow" })];
    expect(await dial(edge, { purpose: "forward" }).ended()).toEqual({ why: "refused-by-limit", limit: "concurrent" });
    up.push(dial(edge, { purpose: "voice-delivery" }), dial(edge, { purpose: "alarm" }));
    await until("the page and the alarm go out", () => invitesAt(east).length === 4);
    expect(await dial(edge, { purpose: "voice-delivery" }).ended()).toMatchObject({ why: "refused-by-limit" });
    expect(trips).toEqual(["concurrent forward", "concurrent voice-delivery"]);
    for (const { leg } of up) leg.hangup();
  });

  test("[S83] a house that starts again remembers what it had spent", async () => {
    const east = await trunk();
    const records = recordsInMemory();
    edge = await edgeWith([east], { outbound: { caps: { ...WIDE_CAPS, callsPerHourMax: 1 } }, needs: { records } });
    dial(edge).leg.hangup();
    await edge.close();
    edge = await edgeWith([east], { outbound: { caps: { ...WIDE_CAPS, callsPerHourMax: 1 } }, needs: { records } });
    expect(await dial(edge).ended()).toEqual({ why: "refused-by-limit", limit: "hour" });
  });

  test("[S70] what cannot be read, and a house without trunks, end the call at once and in words", async () => {
    edge = await edgeWith([]);
    expect([await dial(edge, { to: "sip:root@example.org" }).ended(), await dial(edge).ended()]).toEqual([{ why: "no-such-number" }, { why: "trunk-fault" }]);
  });
});

describe("who may ring us", () => {
  test("[S86] a trunk that only takes our calls is heard inside them, and cannot ring us", async () => {
    const east = await trunk({}, "127.0.0.9");
    edge = await edgeWith([east], { settings: { allow: ["127.0.0.1"] } });
    const call = dial(edge);
    const invite = await east.invited();
    east.reply(invite, "200 OK", { body: SDP });
    await call.leg.answered;
    east.send(request("INVITE", newCall(east.port), { body: SDP }));
    await until("the stranger's call was dropped", () => edge.lines.some(({ fields }) => fields["because"] === "not-allowed"));
    east.ask("BYE", invite);
    expect(await call.ended()).toMatchObject({ why: "remote-hangup" });
    expect(edge.legs).toEqual([]);
  });
});

describe("where a trunk is", () => {
  const names = {
    addresses: async (host: string) => ({ "a.example": ["192.0.2.1", "2001:db8::1"], "b.example": ["192.0.2.2"], "carrier.example": ["192.0.2.9"] })[host] ?? Promise.reject(new Error("ENOTFOUND")),
    services: async (name: string) =>
      name === "_sips._tcp.carrier.example"
        ? [{ name: "b.example", port: 5071, priority: 20, weight: 0 }, { name: "a.example", port: 5061, priority: 10, weight: 1 }, { name: "bad.example", port: 0, priority: 1, weight: 1 }]
        : Promise.reject(new Error("ENODATA")),
  };

  test("[S78] by its service records in their order, by its name where it has none, by its address as it is", async () => {
    edge = await edgeWith([]);
    expect(await locate({ host: "carrier.example", transport: "tls" }, names)).toEqual([{ address: "192.0.2.1", port: 5061 }, { address: "2001:db8::1", port: 5061 }, { address: "192.0.2.2", port: 5071 }]);
    expect(await locate({ host: "carrier.example", transport: "udp" }, names)).toEqual([{ address: "192.0.2.9", port: 5060 }]);
    expect(await locate({ host: "carrier.example", transport: "tls", port: 5099 }, names)).toEqual([{ address: "192.0.2.9", port: 5099 }]);
    expect(await locate({ host: "[2001:db8::7]", transport: "tls" }, names)).toEqual([{ address: "2001:db8::7", port: 5061 }]);
  });

  test("[S78] a name nobody knows makes its trunk rest, and the next one has the call", async () => {
    const west = await trunk({ name: "west" });
    edge = await edgeWith([{ settings: { ...west.settings, name: "lost", host: "nowhere.example", port: undefined } }, west], { needs: { names: { addresses: () => Promise.reject(new Error("ENOTFOUND")), services: async () => [] } } });
    const call = dial(edge);
    await west.invited();
    await until("it rests", () => edge.sip.trunks()[0]!.state === "resting");
    call.leg.hangup();
  });

  test("[S78] the pauses between probes of a trunk that fails double up to five minutes", () => {
    const patience = { probeSeconds: 30, restSeconds: 5 };
    expect([0, 1, 2, 3, 7, 60].map((failures) => pauseSeconds(failures, patience))).toEqual([30, 5, 10, 20, 300, 300]);
  });

  test("[S78] a trunk that rests is well again as soon as it answers a probe, whatever it answers", async () => {
    const east = await trunk();
    edge = await edgeWith([east], { settings: { patience: { firstAnswerSeconds: 0.1, restSeconds: 0.1, probeSeconds: 60 } } });
    await dial(edge).ended();
    expect(edge.sip.trunks()[0]!.state).toBe("resting");
    await until("it is probed", () => {
      const probes = east.heard.filter(({ start }) => start.startsWith("OPTIONS"));
      for (const probe of probes) east.reply(probe, "404 Not Found");
      return edge.sip.trunks()[0]!.state === "well";
    });
  });
});

describe("over a connection", () => {
  test("[S79] TLS: a trunk whose certificate is of the authority and for its name has the call; any other has nothing", async () => {
    const folder = await temporary();
    const made = await certificates(folder.path);
    const server = createTlsServer({ cert: made.server.certPem, key: made.server.keyPem });
    const heard: ScriptedTrunk[] = [];
    server.on("tlsClientError", () => undefined);
    server.on("secureConnection", (socket) => heard.push(script(overStream(socket), { transport: "tls" })));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const settings = { name: "east", host: "localhost", port, transport: "tls", sound: "srtp", from: "+12125550100", identity: "pai", plus: true } as const;
    const names = { addresses: async () => ["127.0.0.1"], services: async () => [] };
    for (const wrong of [{ caPem: made.stranger.certPem }, {}, { caPem: made.caPem, host: "carrier.example" }]) {
      edge = await edgeWith([{ settings: { ...settings, ...wrong } }], { needs: { names } });
      expect(await dial(edge).ended()).toEqual({ why: "trunk-fault", trunk: "east" });
      await edge.close();
    }
    expect(heard).toEqual([]);
    edge = await edgeWith([{ settings: { ...settings, caPem: made.caPem } }], { needs: { names } });
    const call = dial(edge);
    await until("the trunk is connected", () => heard.length === 1);
    const invite = await heard[0]!.invited();
    expect(invite.field("Via")).toMatch(/^SIP\/2\.0\/TLS /);
    heard[0]!.reply(invite, "200 OK", { body: SDP });
    expect(await call.leg.answered).toEqual({ sdp: SDP });
    call.leg.hangup();
    await heard[0]!.take(/^BYE/);
    heard[0]!.close();
    server.close();
    await folder.remove();
  });

  test("[S79] a connection lost before the answer gives the call to the next trunk; refused, too", async () => {
    const server = createServer((socket) => socket.once("data", () => socket.destroy()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const west = await trunk({ name: "west" });
    const cut = { settings: { ...west.settings, name: "cut", transport: "tcp", port } as const };
    edge = await edgeWith([cut, west]);
    const first = dial(edge);
    west.reply(await west.invited(), "486 Busy Here");
    expect(await first.ended()).toMatchObject({ why: "busy", trunk: "west" });
    server.close();
    await settled(edge);
    const second = dial(edge);
    await west.invited();
    second.leg.hangup();
  });
});
