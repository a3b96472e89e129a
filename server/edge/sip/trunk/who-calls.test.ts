import { afterEach, expect, test } from "vitest";
import { SDP, type TestEdge } from "../peers/edge.ts";
import { dial, edgeWith, scriptedTrunk, WIDE_CAPS, type ScriptedTrunk } from "../peers/trunk.ts";

/** What is shown of whoever calls, and of the place that a 911 call comes from. */
const open: (TestEdge | ScriptedTrunk)[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
const kept = <T extends TestEdge | ScriptedTrunk>(one: T): T => {
  open.push(one);
  return one;
};
const trunk = async (...ask: Parameters<typeof scriptedTrunk>): Promise<ScriptedTrunk> => kept(await scriptedTrunk(...ask));
const edgeOver = async (...ask: Parameters<typeof edgeWith>): Promise<TestEdge> => kept(await edgeWith(...ask));

test("[S80] a withheld number is told to the trunk alone, and asked to be kept", async () => {
  const east = await trunk();
  const edge = await edgeOver([east]);
  dial(edge, { from: "+12125550177", withheld: true });
  const invite = await east.invited();
  expect(invite.field("From")).toMatch(/^<sip:anonymous@anonymous\.invalid>;tag=/);
  expect([invite.field("Privacy"), invite.field("P-Asserted-Identity")]).toEqual(["id", expect.stringContaining("+12125550177")]);
});

test("[S80] without a number of its own a call presents the trunk's; a trunk may want it in another field and without its plus", async () => {
  const east = await trunk({ identity: "ppi", plus: false, domain: "carrier.example" });
  const edge = await edgeOver([east]);
  dial(edge, { from: "not a number" });
  const invite = await east.invited();
  expect(invite.start).toBe("INVITE sip:12125550142@carrier.example;user=phone SIP/2.0");
  expect([invite.field("P-Preferred-Identity"), invite.field("P-Asserted-Identity")]).toEqual(["<sip:12125550100@carrier.example;user=phone>", undefined]);
});

test("[S80] the number of a practice is presented over a trunk that lets it be, and over another one the trunk's own", async () => {
  const [east, west] = [await trunk({ presents: "any" }), await trunk({ name: "west" })];
  const edge = await edgeOver([east, west]);
  dial(edge, { from: "+12125550188" });
  const first = await east.invited();
  east.reply(first, "503 Service Unavailable");
  const shown = [first, await west.invited()].map((invite) => [invite.field("From"), invite.field("P-Asserted-Identity")].map((field) => /\+\d+/.exec(field!)![0]));
  expect(shown).toEqual([["+12125550188", "+12125550188"], ["+12125550100", "+12125550100"]]);
});

test("[S110] 911 shows the number of its place over every trunk, and tells the address to one that takes it", async () => {
  const [east, west] = [await trunk(), await trunk({ name: "west", location: "pidf" })];
  const edge = await edgeOver([east, west]);
  const place = { houseNumber: "12", street: "Main & \"Second\" Street", within: "Floor 2, desk 3", city: "Lakeside", state: "NY", zip: "10001" };
  dial(edge, { to: "911", from: "+12125550190", purpose: "emergency", place });
  const plain = await east.invited();
  expect([plain.field("Geolocation"), plain.field("Content-Type"), plain.field("From")]).toEqual([undefined, "application/sdp", expect.stringContaining("+12125550190")]);
  east.reply(plain, "500 Server Error");
  const told = await west.invited();
  expect([told.field("Geolocation"), told.field("Geolocation-Routing")]).toEqual(["<cid:place@desk.invalid>", "yes"]);
  const [, offer = "", location = ""] = told.text.split("--compline-911-place");
  expect(told.field("Content-Type")).toBe("multipart/mixed;boundary=compline-911-place");
  expect(offer).toContain(SDP.trim());
  expect(location).toContain("Content-ID: <place@desk.invalid>");
  expect(location).toContain("<ca:A1>NY</ca:A1><ca:A3>Lakeside</ca:A3><ca:RD>Main &amp; &quot;Second&quot; Street</ca:RD><ca:HNO>12</ca:HNO><ca:LOC>Floor 2, desk 3</ca:LOC><ca:PC>10001</ca:PC>");
});

test("[S84] 911 goes out as it is, says that it is one, shows the number even when withheld, and passes every limit", async () => {
  const east = await trunk();
  const edge = await edgeOver([east], { outbound: { caps: { ...WIDE_CAPS, concurrentMax: 0, callsPerDayMax: 0, unitsPerDayMax: 0 }, destinations: { allow: [], deny: ["+1"], rates: [] } } });
  dial(edge, { to: "911", withheld: true, purpose: "emergency" });
  const invite = await east.invited();
  expect(invite.start).toBe(`INVITE sip:911@127.0.0.1:${east.port} SIP/2.0`);
  expect([invite.field("Priority"), invite.field("Privacy"), invite.field("From")]).toEqual(["emergency", undefined, expect.stringContaining("+12125550100")]);
  expect(await dial(edge).ended()).toEqual({ why: "refused-by-limit", limit: "destination" });
});

test.each(["911", "9-1-1", "933"])("[S84] %s as the number that a caller showed or left is rung for nobody: only a call for help dials it", async (to) => {
  const edge = await edgeOver([await trunk()]);
  for (const purpose of ["call-back", "patch", "voice-delivery"] as const) expect(await dial(edge, { to, purpose }).ended()).toEqual({ why: "refused-by-limit", limit: "destination" });
});
