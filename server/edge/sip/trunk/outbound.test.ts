import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SDP, settled, until, type TestEdge } from "../peers/edge.ts";
import type { Heard } from "../peers/raw-phone.ts";
import { dial, edgeWith, scriptedTrunk, type Dialled, type ScriptedTrunk } from "../peers/trunk.ts";

const THEIR_SDP = SDP.replace("29000", "31000");
let east: ScriptedTrunk;
let west: ScriptedTrunk;
let edge: TestEdge;
beforeEach(async () => {
  east = await scriptedTrunk({ name: "east" });
  west = await scriptedTrunk({ name: "west" });
  edge = await edgeWith([east, west]);
});
afterEach(async () => {
  await edge.close();
  east.close();
  west.close();
});

/** Both ends are talking. */
async function talking(more: { extra?: readonly string[] } = {}): Promise<Dialled & { invite: Heard }> {
  const call = dial(edge);
  const invite = await east.invited();
  east.reply(invite, "200 OK", { body: THEIR_SDP, ...more });
  await east.take(/^ACK/);
  await call.leg.answered;
  return { ...call, invite };
}

const invitesAt = (trunk: ScriptedTrunk): number => new Set(trunk.heard.filter(({ start }) => start.startsWith("INVITE")).map((each) => each.field("Via"))).size;
const nothingLeft = (): Promise<void> => settled(edge);
const threw = () => edge.lines.filter(({ event }) => event === "sip.threw");

describe("a call that is answered", () => {
  test("[S72] it rings, it is answered and acknowledged, and their hanging up ends it, once", async () => {
    const call = dial(edge, { to: "(212) 555-0142", from: "+12125550177" });
    const invite = await east.invited();
    expect(invite.start).toBe(`INVITE sip:+12125550142@127.0.0.1:${east.port};user=phone SIP/2.0`);
    expect(invite.field("P-Asserted-Identity")).toBe(`<sip:+12125550100@127.0.0.1:${east.port};user=phone>`); // This trunk presents its own number alone.
    expect(invite.field("Session-Expires")).toBe("1800");
    expect(invite.body).toBe(SDP);
    east.reply(invite, "100 Trying");
    east.reply(invite, "180 Ringing");
    await until("it rings", () => call.leg.state === "ringing");
    east.reply(invite, "200 OK", { body: THEIR_SDP });
    expect(await call.leg.answered).toEqual({ sdp: THEIR_SDP });
    expect((await east.take(/^ACK/)).field("To")).toContain("tag=t1");
    expect([call.leg.state, call.leg.trunk, call.progress]).toEqual(["up", "east", [{ kind: "ringing" }]]);
    east.ask("BYE", invite);
    await east.take(/^SIP\/2\.0 200/);
    expect(await call.ended()).toEqual({ why: "remote-hangup", trunk: "east" });
    call.leg.hangup();
    await nothingLeft();
    expect([call.ends.length, threw()]).toEqual([1, []]);
  });

  test("[S72] when we hang up they hear one BYE, and what crosses it changes nothing", async () => {
    const call = await talking();
    call.leg.hangup();
    east.ask("BYE", call.invite);
    east.reply(await east.take(/^BYE/), "200 OK");
    expect(await call.ended()).toEqual({ why: "local-hangup", trunk: "east" });
    await nothingLeft();
    expect(call.ends).toHaveLength(1);
  });

  test("[S88] an announcement before the answer is told with its sound, and stands as the answer when the 200 brings none", async () => {
    const call = dial(edge);
    const invite = await east.invited();
    east.reply(invite, "180 Ringing", { tag: "fork" });
    east.reply(invite, "183 Session Progress", { body: THEIR_SDP });
    east.reply(invite, "183 Session Progress", { body: THEIR_SDP });
    east.reply(invite, "200 OK");
    expect(await call.leg.answered).toEqual({ sdp: THEIR_SDP });
    expect(call.progress).toEqual([{ kind: "ringing" }, { kind: "early-media", sdp: THEIR_SDP }]);
  });

  test("[S88] an answer with no sound in it at all is ended", async () => {
    const call = dial(edge);
    east.reply(await east.invited(), "200 OK");
    await east.take(/^BYE/);
    expect([await call.ended(), await call.leg.answered]).toEqual([{ why: "failed", trunk: "east" }, undefined]);
  });

  test("[S77] hold and resume go both ways, and a new offer of ours that is challenged is signed and sent again", async () => {
    const call = await talking();
    call.leg.onReoffer(async () => SDP);
    east.ask("INVITE", call.invite, { cseq: 2, body: THEIR_SDP });
    expect((await east.take(/^SIP\/2\.0 200/)).body).toBe(SDP);
    east.ask("ACK", call.invite, { cseq: 2 });
    const ours = call.leg.reoffer(SDP);
    const reinvite = await east.invited();
    expect(reinvite.field("To")).toContain("tag=t1");
    east.reply(reinvite, "200 OK", { body: THEIR_SDP });
    expect(await ours).toBe(THEIR_SDP);
  });

  test("[S77] a far end that answers and vanishes is noticed by the session timer", async () => {
    const short = await edgeWith([east], { settings: { sessionSecondsMin: 1, sessionSeconds: 2 } });
    const call = dial(short);
    east.reply(await east.invited(), "200 OK", { body: THEIR_SDP, extra: ["Session-Expires: 2;refresher=uac", "Require: timer"] });
    expect(["failed", "session-expired"]).toContain((await call.ended()).why);
    await settled(short);
    await short.close();
  });

  test("[S77] a trunk that wants longer refresh intervals gets them", async () => {
    const call = dial(edge);
    east.reply(await east.invited(), "422 Session Interval Too Small", { extra: ["Min-SE: 3600"] });
    const again = await east.invited();
    expect([again.field("Session-Expires"), again.field("Min-SE"), again.field("CSeq")]).toEqual(["3600", "3600", "2 INVITE"]);
    call.leg.hangup();
  });

  test("[S35] inside a call that we placed, too, REFER is refused with 403", async () => {
    const call = await talking();
    east.ask("REFER", call.invite, { cseq: 2, extra: ["Refer-To: <sip:+19005550142@127.0.0.1>"] });
    await east.take(/^SIP\/2\.0 403/);
    expect(call.leg.state).toBe("up");
  });
});

describe("giving up before the answer", () => {
  test("[S74] while it rings: CANCEL, and nothing is left", async () => {
    const call = dial(edge);
    const invite = await east.invited();
    east.reply(invite, "180 Ringing");
    await until("it rings", () => call.leg.state === "ringing");
    call.leg.hangup();
    const cancel = await east.take(/^CANCEL/);
    expect(cancel.field("Via")).toBe(invite.field("Via"));
    east.reply(cancel, "200 OK");
    east.reply(invite, "487 Request Terminated");
    await east.take(/^ACK/);
    expect(await call.ended()).toEqual({ why: "cancelled", trunk: "east" });
    await nothingLeft();
  });

  test("[S74] before the trunk has said a word: CANCEL waits for its first word, even when that is the ringing", async () => {
    const call = dial(edge);
    const invite = await east.invited();
    call.leg.hangup();
    expect(await call.ended()).toMatchObject({ why: "cancelled" });
    east.reply(invite, "183 Session Progress", { body: THEIR_SDP });
    await east.take(/^CANCEL/);
    expect(east.heard.filter(({ start }) => start.startsWith("CANCEL"))).toHaveLength(1);
    await nothingLeft(); // Although neither the CANCEL nor the INVITE is ever answered.
    expect(call.progress).toEqual([]);
  });

  test("[S74] before a challenge: the challenge is acknowledged, and no second INVITE follows", async () => {
    const signed = await scriptedTrunk({ name: "signed", login: { user: "u", secret: "s" } });
    const other = await edgeWith([signed]);
    const call = dial(other);
    const invite = await signed.invited();
    call.leg.hangup();
    signed.reply(invite, "401 Unauthorized", { extra: ['WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'] });
    await signed.take(/^ACK/);
    await settled(other);
    expect([invitesAt(signed), call.ends]).toEqual([1, [{ why: "cancelled", trunk: "signed" }]]);
    await other.close();
    signed.close();
  });

  test("[S74] when the answer crosses the CANCEL: ACK, then BYE", async () => {
    const call = dial(edge);
    const invite = await east.invited();
    east.reply(invite, "180 Ringing");
    await until("it rings", () => call.leg.state === "ringing");
    call.leg.hangup();
    east.reply(invite, "200 OK", { body: THEIR_SDP });
    await east.take(/^ACK/);
    east.reply(await east.take(/^BYE/), "200 OK");
    await nothingLeft();
    expect([call.ends, await call.leg.answered]).toEqual([[{ why: "cancelled", trunk: "east" }], undefined]);
  });

  test("[S74] before anything was sent: nothing is", async () => {
    const call = dial(edge);
    call.leg.hangup();
    expect(await call.ended()).toMatchObject({ why: "cancelled" });
    await nothingLeft();
    expect([invitesAt(east), invitesAt(west)]).toEqual([0, 0]);
  });

  test("[S75] when a fork is answered twice, the second one is acknowledged and ended, and the first goes on", async () => {
    const call = await talking();
    east.reply(call.invite, "200 OK", { body: THEIR_SDP, tag: "second" });
    expect((await east.take(/^ACK/)).field("To")).toContain("tag=second");
    expect((await east.take(/^BYE/)).field("To")).toContain("tag=second");
    expect(call.leg.state).toBe("up");
    east.reply(call.invite, "200 OK", { body: THEIR_SDP });
    expect((await east.take(/^ACK/)).field("To")).toContain("tag=t1");
  });

  test("[S76] nobody comes: after its patience the call is cancelled as not answered", async () => {
    const call = dial(edge, { ringSecondsMax: 0.4 });
    east.reply(await east.invited(), "180 Ringing");
    await east.take(/^CANCEL/);
    expect(await call.ended()).toEqual({ why: "no-answer", trunk: "east" });
    await nothingLeft();
  });

  test("[S76] a trunk that says 100 and nothing more is the trunk's fault", async () => {
    const call = dial(edge, { ringSecondsMax: 0.4 });
    east.reply(await east.invited(), "100 Trying");
    await east.take(/^CANCEL/);
    expect(await call.ended()).toMatchObject({ why: "trunk-fault" });
  });
});

describe("one trunk after another", () => {
  test.each([["486 Busy Here", "busy"], ["603 Decline", "declined"], ["404 Not Found", "no-such-number"], ["480 Temporarily Unavailable", "no-answer"]])("[S73] after %s no other trunk is tried: %s", async (status, why) => {
    const call = dial(edge);
    east.reply(await east.invited(), status);
    await east.take(/^ACK/);
    expect(await call.ended()).toEqual({ why, sipStatus: Number(status.slice(0, 3)), trunk: "east" });
    await nothingLeft();
    expect(invitesAt(west)).toBe(0);
  });

  test("[S73] after 503 the next trunk has the call at once, and the next call too while the first one rests", async () => {
    const first = dial(edge);
    east.reply(await east.invited(), "503 Service Unavailable", { extra: ["Retry-After: 60"] });
    const invite = await west.invited();
    west.reply(invite, "200 OK", { body: THEIR_SDP });
    await first.leg.answered;
    expect([first.leg.trunk, edge.sip.trunks().map(({ state }) => state)]).toEqual(["west", ["resting", "well"]]);
    const second = dial(edge);
    await west.invited();
    expect(invitesAt(east)).toBe(1);
    second.leg.hangup();
  });

  test("[S73] a trunk that says nothing is passed over, and told to stop when it wakes up late", async () => {
    const call = dial(edge);
    const late = await east.invited();
    const invite = await west.invited();
    west.reply(invite, "200 OK", { body: THEIR_SDP });
    await call.leg.answered;
    east.reply(late, "180 Ringing");
    await east.take(/^CANCEL/);
    expect(call.leg.state).toBe("up");
  });

  test("[S73] when a passed-over trunk answers after all, its answer is ended and the call goes on elsewhere", async () => {
    const call = dial(edge);
    const late = await east.invited();
    await west.invited();
    east.reply(late, "200 OK", { body: THEIR_SDP });
    await east.take(/^ACK/);
    await east.take(/^BYE/);
    expect(call.leg.state).toBe("calling");
    call.leg.hangup();
  });

  test("[S73] when all fail, the last one's fault is told, and a redirect is not followed", async () => {
    const call = dial(edge);
    east.reply(await east.invited(), "302 Moved Temporarily", { extra: ["Contact: <sip:+19005550142@127.0.0.1>"] });
    west.reply(await west.invited(), "500 Server Error");
    expect(await call.ended()).toEqual({ why: "trunk-fault", sipStatus: 500, trunk: "west" });
    await nothingLeft();
    expect(threw()).toEqual([]);
  });

  test("[S87] the offer is asked for again only where sound travels otherwise", async () => {
    const secure = { settings: { ...east.settings, sound: "srtp" as const } };
    const mixed = await edgeWith([secure, west, { settings: { ...west.settings, name: "again" } }]);
    const call = dial(mixed);
    east.reply(await east.invited(), "503 Service Unavailable");
    west.reply(await west.invited(), "503 Service Unavailable");
    const third = await west.invited();
    expect([third.body, call.offered]).toEqual([SDP, ["srtp", "rtp"]]);
    call.leg.hangup();
    await mixed.close();
  });

  test("[S87] an offer that cannot be made ends the call as a fault, and nothing rings", async () => {
    const call = dial(edge, { offer: () => Promise.reject(new Error("no media process is alive")) });
    expect(await call.ended()).toMatchObject({ why: "trunk-fault" });
    expect(invitesAt(east)).toBe(0);
  });
});
