import { afterEach, describe, expect, test } from "vitest";
import type { Leg } from "../../../care/calls/ports.ts";
import { incoming, talking, type Conversation } from "../peers/conversation.ts";
import { allEnds, openEdge, SDP, settled, until } from "../peers/edge.ts";
import { answerTo, inDialog, newCall, request, tcpPhone, udpPhone } from "../peers/raw-phone.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
const kept = <T extends { close(): unknown }>(thing: T): T => {
  open.push(thing);
  return thing;
};
const ended = ({ edge }: Pick<Conversation, "edge">) => until("the end is told", () => allEnds(edge).length > 0);

describe("a call that came in", () => {
  test("[S1] a caller is told 100, rings, is answered and hangs up", async () => {
    const { edge, phone, call, leg } = kept(await incoming());
    expect([leg.dialled, leg.callerNumber, leg.callerName, leg.transport, leg.remoteAddress, leg.offer, leg.state]).toEqual([
      "5550100", "+15550199", "Pat Roe", "udp", "127.0.0.1", SDP, "ringing",
    ]);
    leg.ring();
    leg.ring();
    const ring = await phone.take(/^SIP\/2\.0 180/);
    expect(ring.field("To")).toMatch(/;tag=[0-9a-f]{20}$/); // [S57]
    const answered = leg.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect([ok.body, ok.field("To"), leg.state]).toEqual([SDP, ring.field("To"), "up"]);
    phone.send(inDialog(call, ok)("ACK"));
    expect(await answered).toBeUndefined();
    phone.send(inDialog(call, ok)("BYE"));
    await phone.take(/^SIP\/2\.0 200/);
    await ended({ edge });
    expect([allEnds(edge), leg.state]).toEqual([["remote-hangup"], "ended"]);
    expect(phone.heard.filter((message) => message.start.includes(" 180 "))).toHaveLength(1);
    await settled(edge);
  });

  test("[S2] a caller who offers nothing gets our offer, and the choice in the ACK is handed on", async () => {
    const { phone, call, leg } = kept(await incoming({}, {}));
    expect(leg.offer).toBeUndefined();
    const answered = leg.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect(ok.body).toBe(SDP);
    const choice = SDP.replace("29000", "31000");
    phone.send(inDialog(call, ok)("ACK", { body: choice }));
    expect(await answered).toBe(choice);
  });

  test("[S3] a caller who cancels before the answer leaves nothing behind", async () => {
    const { edge, phone, call, leg } = kept(await incoming());
    leg.ring();
    phone.send(request("CANCEL", call));
    expect((await phone.take(/^SIP\/2\.0 200/)).field("CSeq")).toBe("1 CANCEL");
    const refusal = await phone.take(/^SIP\/2\.0 487/);
    phone.send(request("ACK", call, { to: refusal.field("To")! }));
    await expect(leg.answer(SDP)).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["cancelled"]);
    await settled(edge);
  });

  test("[S3] a caller who says BYE to a ringing call leaves nothing behind", async () => {
    const { edge, phone, call, leg } = kept(await incoming());
    leg.ring();
    const ring = await phone.take(/^SIP\/2\.0 180/);
    phone.send(inDialog(call, ring)("BYE"));
    await phone.take(/^SIP\/2\.0 200/);
    const refusal = await phone.take(/^SIP\/2\.0 487/);
    phone.send(request("ACK", call, { to: refusal.field("To")! }));
    expect(allEnds(edge)).toEqual(["cancelled"]);
    await settled(edge);
  });

  test("[S4] when we hang up, however often, the far end gets one BYE", async () => {
    const { edge, phone, leg } = kept(await talking());
    leg.hangup();
    leg.hangup();
    const bye = await phone.take(/^BYE /);
    phone.send(answerTo(bye, "200 OK"));
    expect(allEnds(edge)).toEqual(["local-hangup"]);
    await settled(edge);
    expect(new Set(phone.heard.filter(({ start }) => start.startsWith("BYE")).map((each) => each.field("CSeq"))).size).toBe(1);
  });

  test("[S4] a BYE before the caller's ACK waits for it; the end is told at once", async () => {
    const { edge, phone, call, leg } = kept(await incoming());
    const answered = leg.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    leg.hangup();
    await expect(answered).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["local-hangup"]);
    expect(phone.heard.some(({ start }) => start.startsWith("BYE"))).toBe(false);
    phone.send(inDialog(call, ok)("ACK"));
    phone.send(answerTo(await phone.take(/^BYE /), "200 OK"));
    await settled(edge);
  });

  test("[S5] a caller who gives up as we answer is up until the caller's own BYE", async () => {
    const { edge, phone, call, leg } = kept(await incoming());
    const answered = leg.answer(SDP);
    phone.send(request("CANCEL", call));
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect((await phone.take(/^SIP\/2\.0 200/)).field("CSeq")).toBe("1 CANCEL");
    expect(leg.state).toBe("up");
    phone.send(inDialog(call, ok)("ACK"));
    await answered;
    phone.send(inDialog(call, ok)("BYE"));
    await ended({ edge });
    expect(allEnds(edge)).toEqual(["remote-hangup"]);
    await settled(edge);
  });

  test("[S6] an answer nobody acknowledges is repeated, then ended by BYE", async () => {
    const { edge, phone, leg } = kept(await incoming());
    const answered = leg.answer(SDP);
    await expect(answered).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["no-ack"]);
    expect(phone.heard.filter(({ start }) => start.startsWith("SIP/2.0 200")).length).toBeGreaterThan(5);
    await phone.take(/^BYE /);
    await settled(edge);
  });

  test("[S7] whoever asks after the end is told at once, once", async () => {
    const { phone, leg } = kept(await incoming());
    leg.reject(486);
    await phone.take(/^SIP\/2\.0 486/);
    const told: string[] = [];
    leg.onEnd((end) => told.push(end));
    expect(told).toEqual(["rejected"]);
  });

  const decisions: Readonly<Record<string, (leg: Leg) => unknown>> = {
    answer: (leg) => leg.answer(SDP).catch(() => undefined),
    reject: (leg) => leg.reject(486),
    redirect: (leg) => leg.redirect("+15550111"),
    hangup: (leg) => leg.hangup(),
  };
  test.each([["reject", "486"], ["redirect", "302"], ["answer", "200"], ["hangup", "480"]])("[S8] after %s, another decision does nothing", async (name, status) => {
    const { edge, phone, leg } = kept(await incoming());
    decisions[name]!(leg);
    for (const other of ["reject", "redirect", "answer"]) decisions[other]!(leg);
    leg.ring();
    await phone.take(new RegExp(`^SIP/2\\.0 ${status}`));
    const finals = new Set(phone.heard.map(({ start }) => start.slice(8, 11)).filter((code) => code !== "100"));
    expect([...finals]).toEqual([status]);
    expect(allEnds(edge).length).toBeLessThanOrEqual(1);
  });

  test.each([[403], [404], [480], [486], [488], [500], [503]] as const)("[S9] a caller refused with %i hears it again until the ACK", async (status) => {
    const { edge, phone, call, leg } = kept(await incoming());
    leg.reject(status, 30);
    const again = (): number => phone.heard.filter(({ start }) => start.startsWith(`SIP/2.0 ${status}`)).length;
    await until("the refusal is repeated", () => again() >= 3);
    const refusal = await phone.take(new RegExp(`^SIP/2\\.0 ${status}`));
    expect(refusal.field("Retry-After")).toBe("30");
    phone.send(request("ACK", call, { to: refusal.field("To")! }));
    await settled(edge);
    expect(again()).toBeLessThan(8); // Without the ACK it is said 11 times.
    expect(allEnds(edge)).toEqual(["rejected"]);
  });

  test("[S10] a redirected caller is given the new number on the trunk", async () => {
    const { edge, phone, leg } = kept(await incoming());
    leg.redirect("+15550111");
    expect((await phone.take(/^SIP\/2\.0 302/)).field("Contact")).toBe("sip:+15550111@127.0.0.1;user=phone");
    expect(allEnds(edge)).toEqual(["rejected"]);
  });

  test("[S10] what is no telephone number is not redirected to", async () => {
    const { phone, leg } = kept(await incoming());
    leg.redirect("a@b>\r\nX: y");
    await phone.take(/^SIP\/2\.0 480/);
  });

  test("[S13] a connection lost while ringing ends the call", async () => {
    const edge = kept(await openEdge());
    const phone = kept(await tcpPhone(edge.port));
    phone.send(request("INVITE", newCall(phone.port, "TCP"), { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    phone.close();
    await ended({ edge });
    expect(allEnds(edge)).toEqual(["transport-lost"]);
    await settled(edge);
  });

  test("[S13] a call that is up goes on over the next connection", async () => {
    const edge = kept(await openEdge());
    const phone = await tcpPhone(edge.port);
    const call = newCall(phone.port, "TCP");
    phone.send(request("INVITE", call, { body: SDP }));
    await phone.take(/^SIP\/2\.0 100/);
    const answered = edge.legs[0]!.answer(SDP);
    const within = inDialog(call, await phone.take(/^SIP\/2\.0 200/));
    phone.send(within("ACK"));
    await answered;
    phone.close();
    await until("the connection is gone", () => edge.sip.counts().connections === 0);
    expect(edge.legs[0]!.state).toBe("up");

    const next = kept(await tcpPhone(edge.port));
    next.send(within("UPDATE", { cseq: 2 }));
    await next.take(/^SIP\/2\.0 200/);
    edge.legs[0]!.hangup();
    next.send(answerTo(await next.take(/^BYE /), "200 OK"));
    expect(allEnds(edge)).toEqual(["local-hangup"]);
    await settled(edge);
  });

  test("[S14] a call nobody decides on is ended", async () => {
    const { edge, phone } = kept(await incoming({ patience: { ringSeconds: 0.2 } }));
    await phone.take(/^SIP\/2\.0 480/);
    expect(allEnds(edge)).toEqual(["failed"]);
    await settled(edge);
  });

  test("[S15] our BYE goes to the address the trunk names, by Contact or by Record-Route", async () => {
    const edge = kept(await openEdge({}, (leg) => void leg.answer(SDP).then(() => leg.hangup())));
    const [phone, other] = [kept(await udpPhone(edge.port)), kept(await udpPhone(edge.port, "127.0.0.2"))];
    const named = [
      { without: ["Contact"], extra: [`Contact: <sip:caller@127.0.0.2:${other.port}>`] },
      { extra: [`Record-Route: <sip:127.0.0.2:${other.port};lr>`] },
    ];
    for (const wording of named) {
      const call = newCall(phone.port);
      phone.send(request("INVITE", call, { body: SDP, ...wording }));
      phone.send(inDialog(call, await phone.take(/^SIP\/2\.0 200/))("ACK"));
      const bye = await other.take(/^BYE /);
      other.send(answerTo(bye, "200 OK"));
    }
    await settled(edge);
  });

  test("[S15] an address in the Contact that is a stranger's, or none, is not written to: the BYE goes back the way", async () => {
    const edge = kept(await openEdge({ allow: ["127.0.0.1"] }, (leg) => void leg.answer(SDP).then(() => leg.hangup())));
    const [phone, stranger] = [kept(await udpPhone(edge.port)), kept(await udpPhone(edge.port, "127.0.0.2"))];
    for (const host of [`127.0.0.2:${stranger.port}`, "127.0.0.1:99999", "127.0.0.1:0", "trunk.example"]) {
      const call = newCall(phone.port);
      phone.send(request("INVITE", call, { body: SDP, without: ["Contact"], extra: [`Contact: <sip:caller@${host}>`] }));
      phone.send(inDialog(call, await phone.take(/^SIP\/2\.0 200/))("ACK"));
      phone.send(answerTo(await phone.take(/^BYE /), "200 OK"));
      await until("this call is forgotten", () => edge.sip.counts().legs === 0);
      phone.heard.splice(0);
    }
    await settled(edge);
    expect(stranger.heard).toEqual([]);
  });

  test("[S50] a handler of ours that throws refuses that call and no other", async () => {
    const edge = kept(await openEdge({}, () => {
      throw new Error("a fault of ours");
    }));
    const phone = kept(await udpPhone(edge.port));
    phone.send(request("INVITE", newCall(phone.port), { body: SDP }));
    await phone.take(/^SIP\/2\.0 500/);
    expect(edge.lines.some(({ event }) => event === "sip.threw")).toBe(true);
    expect(JSON.stringify(edge.lines)).not.toContain("a fault of ours");
  });

  test("[S56] our BYE is said again until it is answered, and no longer than we have patience", async () => {
    const { edge, phone, leg } = kept(await talking());
    leg.hangup();
    await settled(edge);
    const byes = phone.heard.filter(({ start }) => start.startsWith("BYE"));
    expect(byes.length).toBeGreaterThanOrEqual(6);
    expect(byes.length).toBeLessThanOrEqual(12);
    expect(new Set(byes.map(({ text }) => text)).size).toBe(1);
  });

  test("[S56] an INVITE said again makes no second call", async () => {
    const edge = kept(await openEdge());
    const phone = kept(await udpPhone(edge.port));
    const invite = request("INVITE", newCall(phone.port), { body: SDP });
    for (let again = 0; again < 3; again += 1) phone.send(invite);
    await until("each is told 100", () => phone.heard.length === 3);
    expect(edge.legs).toHaveLength(1);
  });
});
