import { afterEach, describe, expect, test } from "vitest";
import type { Leg } from "../../../care/calls/ports.ts";
import { talking, type Talking } from "../peers/conversation.ts";
import { openEdge, SDP, settled, type TestEdge, until } from "../peers/edge.ts";
import { answerTo, udpPhone, type RawPhone } from "../peers/raw-phone.ts";
import { dial, scriptedTrunk, WIDE_CAPS } from "../peers/trunk.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
const kept = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};

/** A call that one edge answered and another went on with. What the caller hears still comes to one telephone; what it says goes to the heir. */
interface Inherited extends Talking {
  readonly heir: TestEdge;
  readonly mouth: RawPhone;
  readonly taken: Leg;
  readonly ends: string[];
}

async function inherited(): Promise<Inherited> {
  const before = kept(await talking());
  const carried = before.edge.sip.carry(before.leg)!;
  const heir = kept(await openEdge());
  const mouth = kept(await udpPhone(heir.port));
  const taken = heir.sip.takeUp(carried)!.leg;
  const ends: string[] = [];
  taken.onEnd((end) => ends.push(end));
  return { ...before, heir, mouth, taken, ends };
}

describe("a call whose node is dead", () => {
  test("[S90] the heir brings the sound to itself in the same call, with a count of requests that goes on", async () => {
    const { phone, mouth, taken, ok, heir } = await inherited();
    const answered = taken.reoffer(SDP.replace("29000", "28000"));
    const invite = await phone.take(/^INVITE/);
    expect([invite.field("Call-ID"), invite.field("From"), invite.body.includes("28000")]).toEqual([ok.field("Call-ID"), ok.field("To"), true]);
    expect(Number.parseInt(invite.field("CSeq")!, 10)).toBeGreaterThan(1);
    expect(invite.field("Contact")).toContain(`:${heir.port}`); // What the caller says next comes here.
    mouth.send(answerTo(invite, "200 OK", { extra: [`Contact: <sip:caller@127.0.0.1:${phone.port}>`], body: SDP }));
    expect(await answered).toBe(SDP);
    await phone.take(/^ACK/);
  });

  test("[S90] the caller's BYE at the heir ends the call once, and the heir's own BYE does", async () => {
    const first = await inherited();
    first.mouth.send(first.within("BYE"));
    await first.mouth.take(/^SIP\/2\.0 200/);
    await until("the end is told", () => first.ends.length > 0);
    expect([first.ends, first.taken.state]).toEqual([["remote-hangup"], "ended"]);
    await settled(first.heir);

    const second = await inherited();
    second.taken.hangup();
    second.taken.hangup();
    const bye = await second.phone.take(/^BYE/);
    second.mouth.send(answerTo(bye, "200 OK"));
    expect([second.ends, bye.field("Call-ID")]).toEqual([["local-hangup"], second.ok.field("Call-ID")]);
    await settled(second.heir);
  });

  test("[S90] the caller may hold and resume at the heir, and what the heir knows another heir can go on with", async () => {
    const { mouth, taken, within, heir } = await inherited();
    taken.onReoffer(async () => SDP);
    mouth.send(within("INVITE", { body: SDP.replace("sendrecv", "sendonly") }));
    const ok = await mouth.take(/^SIP\/2\.0 200/);
    mouth.send(within("ACK"));
    expect(ok.body).toBe(SDP);
    const next = kept(await openEdge());
    expect(next.sip.takeUp(heir.sip.carry(taken)!)!.leg.state).toBe("up");
    mouth.send(within("BYE"));
    await until("the end is told", () => taken.state === "ended");
    expect(heir.sip.carry(taken)).toBeUndefined();
  });

  test("[S90] a caller who is gone is told as gone when the heir asks, and what is no carried call is not taken up", async () => {
    const { phone, mouth, taken, ends, heir } = await inherited();
    const answered = taken.reoffer(SDP);
    const invite = await phone.take(/^INVITE/);
    mouth.send(answerTo(invite, "481 Gone"));
    await expect(answered).rejects.toThrow();
    expect(ends).toEqual(["failed"]);
    expect(["", "{}", "[1]", "no"].map((text) => heir.sip.takeUp(text))).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("[S92] whoever was rung for the caller is gone on with too, by the trunk's password where it asks, and their line counts here", async () => {
    const east = kept(await scriptedTrunk({ login: { user: "compline", secret: "wren-4417" } }));
    const outbound = { trunks: [east.settings], destinations: { allow: [], deny: [], rates: [] }, caps: { ...WIDE_CAPS, concurrentMax: 1 } };
    const patient = { outbound, roundTripMilliseconds: 200 }; // Three machines play here, and a busy one is slow.
    const before = kept(await talking(patient));
    const { leg } = dial(before.edge);
    const placed = await east.invited();
    east.reply(placed, "200 OK", { body: SDP });
    await leg.answered;

    const heir = kept(await openEdge(patient));
    const taken = heir.sip.takeUp(before.edge.sip.carry(before.leg, [{ number: 3, leg }])!)!;
    expect([taken.others.map(({ number, said }) => [number, said]), heir.sip.counts().legs]).toEqual([[[3, SDP]], 2]);
    expect(await dial(heir).ended()).toMatchObject({ why: "refused-by-limit", limit: "concurrent" });

    const theirs = taken.others[0]!.leg;
    const answered = theirs.reoffer(SDP.replace("29000", "28000"));
    const asked = await east.invited();
    expect([asked.field("Call-ID"), asked.field("From"), asked.body.includes("28000")]).toEqual([placed.field("Call-ID"), placed.field("From"), true]);
    east.reply(asked, "401 Unauthorized", { extra: ['WWW-Authenticate: Digest realm="carrier", nonce="n1", qop="auth", algorithm=SHA-256'] });
    const signed = await east.invited();
    expect(signed.field("Authorization")).toContain('username="compline"');
    east.reply(signed, "200 OK", { body: SDP });
    expect(await answered).toBe(SDP);

    theirs.hangup();
    expect((await east.take(/^BYE/)).field("Call-ID")).toBe(placed.field("Call-ID"));
    await until("the line is free", () => heir.sip.counts().legs === 1);
    dial(heir);
    expect((await east.invited()).field("Call-ID")).not.toBe(placed.field("Call-ID"));
  });

  test("[S95] a telephone that a dead node was ringing for the caller falls silent: the heir calls that off as the dead node would have", async () => {
    const east = kept(await scriptedTrunk());
    const outbound = { trunks: [east.settings], destinations: { allow: [], deny: [], rates: [] }, caps: WIDE_CAPS };
    const before = kept(await talking({ outbound, roundTripMilliseconds: 200 }));
    const others = [{ number: 1, leg: dial(before.edge).leg }];
    const invite = await east.invited();
    expect(before.edge.sip.carry(before.leg, others)).not.toContain("CANCEL"); // It must not be said before the trunk has spoken.
    east.reply(invite, "180 Ringing");
    await until("it rings", () => others[0]!.leg.state === "ringing");
    const carried = before.edge.sip.carry(before.leg, others)!;

    const heir = kept(await openEdge({ roundTripMilliseconds: 200 }));
    const taken = heir.sip.takeUp(carried)!;
    expect([taken.leg.dialled, taken.others]).toEqual([before.leg.dialled, []]);
    const cancel = await east.take(/^CANCEL/);
    for (const field of ["Via", "From", "To", "Call-ID"]) expect(cancel.field(field)).toBe(invite.field(field));
    expect([cancel.start.split(" ")[1], cancel.field("CSeq")]).toEqual([invite.start.split(" ")[1], invite.field("CSeq")!.replace("INVITE", "CANCEL")]);
    east.reply(cancel, "200 OK");
    await until("it is not said again", () => heir.sip.counts().resends === 0);
    expect(heir.sip.carry(taken.leg)).not.toContain("CANCEL"); // The next heir has nobody to call off.
  });

  test("[S91] a call that is not up, or came over a connection, is carried nowhere", async () => {
    const { edge, leg, phone, within } = kept(await talking());
    expect(edge.sip.carry(leg)).toContain('"callId"');
    phone.send(within("BYE"));
    await until("it is over", () => leg.state === "ended");
    expect(edge.sip.carry(leg)).toBeUndefined();
  });
});
