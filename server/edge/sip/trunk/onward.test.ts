import { afterEach, expect, test } from "vitest";
import type { DialAsk, SentOn } from "../../../care/calls/ports.ts";
import type { TestEdge } from "../peers/edge.ts";
import { newCall, request, udpPhone, type Heard, type RawPhone } from "../peers/raw-phone.ts";
import { until } from "../peers/edge.ts";
import { dial, edgeWith, scriptedTrunk, type ScriptedTrunk } from "../peers/trunk.ts";
import type { TrunkSettings } from "./settings.ts";

/** A caller who is sent on to an office or a partner: what the trunk is told of them, on the wire. */
const open: (TestEdge | RawPhone)[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
const kept = <T extends TestEdge | RawPhone>(one: T): T => {
  open.push(one);
  return one;
};

const CALLER = "+12125550142";
const PRACTICE = "+12125550100";
const OFFICE = "+12125550177";
const OWN = "+12125550990";
const sentOn: SentOn = { caller: CALLER, withheld: false, by: PRACTICE, why: "unconditional", timesBefore: 0, hopsLeft: 70, mark: "a-mark" };

async function told(settings: Partial<TrunkSettings>, over: Partial<SentOn> = {}, ask: Partial<DialAsk> = {}): Promise<{ invite: Heard; shown: (field: string) => string | undefined; trunk: ScriptedTrunk }> {
  const trunk = kept(await scriptedTrunk({ domain: "carrier.example", from: OWN, ...settings }));
  const edge = kept(await edgeWith([trunk]));
  dial(edge, { to: OFFICE, from: PRACTICE, purpose: "forward", sentOn: { ...sentOn, ...over }, ...ask });
  const invite = await trunk.invited();
  return { invite, trunk, shown: (field) => /\+\d+|anonymous/.exec(invite.field(field) ?? "")?.[0] };
}
const who = ({ shown }: { shown: (field: string) => string | undefined }) => ["From", "P-Asserted-Identity", "Diversion", "History-Info"].map(shown);

test("[S122] unless a trunk was said to carry it, no caller's number goes over it: the practice is shown, and nothing but our mark and fewer hops says that somebody was sent on", async () => {
  const sent = await told({ presents: "any" });
  expect(who(sent)).toEqual([PRACTICE, PRACTICE, undefined, undefined]);
  expect(sent.invite.text).not.toContain(CALLER);
});

test("[S122] over a trunk that carries it the caller is shown, and the practice as who sends them on, by Diversion or by History-Info", async () => {
  const diverted = await told({ onward: "diversion" }, { timesBefore: 2, why: "no-answer" });
  expect(who(diverted)).toEqual([CALLER, CALLER, PRACTICE, undefined]);
  expect(diverted.invite.field("Diversion")).toBe(`<sip:${PRACTICE}@carrier.example;user=phone>;reason=no-answer;counter=3;privacy=off`);
  const { invite } = await told({ onward: "history" });
  expect(invite.text.match(/^History-Info: .*$/gm)).toEqual([
    `History-Info: <sip:${PRACTICE}@carrier.example;user=phone>;index=1`, `History-Info: <sip:${OFFICE}@carrier.example;user=phone;cause=302>;index=1.1;mp=1`,
  ]);
  expect(invite.field("Diversion")).toBeUndefined();
});

test("[S122] what a trunk is asked to prefer is a number of our own, also where the caller is shown", async () => {
  const { invite } = await told({ onward: "diversion", identity: "ppi" });
  expect([invite.field("From"), invite.field("P-Preferred-Identity")]).toEqual([expect.stringContaining(CALLER), expect.stringContaining(OWN)]);
});

test("[S123] a caller who asked not to be shown is nobody to whoever is rung, and nobody to the trunk", async () => {
  const sent = await told({ onward: "diversion" }, { withheld: true });
  expect(who(sent)).toEqual(["anonymous", OWN, PRACTICE, undefined]);
  expect(sent.invite.field("Privacy")).toBe("id");
  expect(sent.invite.text).not.toContain(CALLER);
});

test.each([["nobody stands for it", undefined], ["it is none", "911"], ["it has an extension", "tel:+12125550142;ext=7"]])("[S122] a caller's number is not shown where %s: the practice is", async (_why, caller) => {
  expect(who(await told({ onward: "diversion", presents: "any" }, { caller }))).toEqual([PRACTICE, PRACTICE, PRACTICE, undefined]);
});

test("[S121] what is sent on has one hop fewer and bears our mark, whatever the trunk shows; a call of our own has all of them and no mark", async () => {
  for (const onward of ["practice", "diversion", "history"] as const) {
    const { invite } = await told({ onward }, { hopsLeft: 12 });
    expect([invite.field("Max-Forwards"), invite.field("Compline-Sent-On")]).toEqual(["11", "a-mark"]);
  }
  expect((await told({}, { hopsLeft: 255 })).invite.field("Max-Forwards")).toBe("69");
  const { invite } = await told({ onward: "diversion" }, {}, { sentOn: undefined });
  expect([invite.field("Max-Forwards"), invite.field("Compline-Sent-On"), invite.field("Diversion")]).toEqual(["70", undefined, undefined]);
});

test("[S120] [S121] what one edge sent on comes in at another with its mark, the hops that are left, and the number that sent it", async () => {
  const { invite } = await told({ onward: "diversion" }, { hopsLeft: 9 });
  const edge = kept(await edgeWith([]));
  const phone = kept(await udpPhone(edge.port));
  const lines = ["Max-Forwards", "Diversion", "Compline-Sent-On"].map((name) => `${name}: ${invite.field(name)!}`);
  phone.send(request("INVITE", newCall(phone.port), { without: ["Max-Forwards"], extra: lines }));
  await until("it came in", () => edge.legs.length > 0);
  expect(edge.legs[0]!.path).toEqual({ hopsLeft: 8, sentOnBy: [PRACTICE], mark: "a-mark" });
});
