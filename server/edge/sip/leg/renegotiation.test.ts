import { afterEach, describe, expect, test } from "vitest";
import { incoming, talking, type Conversation, type Talking } from "../peers/conversation.ts";
import { allEnds, SDP, settled, until } from "../peers/edge.ts";
import { answerTo, inDialog } from "../peers/raw-phone.ts";

const open: Conversation[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
async function call(...asked: Parameters<typeof talking>): Promise<Talking> {
  const talk = await talking(...asked);
  open.push(talk);
  return talk;
}

const HOLD = SDP.replace("sendrecv", "sendonly");
const HELD = SDP.replace("sendrecv", "recvonly");

describe("a change during a call", () => {
  test("[S20] a caller holds and resumes", async () => {
    const { phone, leg, within, edge } = await call();
    const offers: string[] = [];
    leg.onReoffer(async (offer) => {
      offers.push(offer);
      return offer === HOLD ? HELD : SDP;
    });
    for (const [cseq, offer, answer] of [[2, HOLD, HELD], [3, SDP, SDP]] as const) {
      phone.send(within("INVITE", { cseq, body: offer }));
      const ok = await phone.take(/^SIP\/2\.0 200/);
      expect([ok.body, ok.field("CSeq")]).toEqual([answer, `${cseq} INVITE`]);
      phone.send(within("ACK", { cseq }));
    }
    expect(offers).toEqual([HOLD, SDP]);
    leg.hangup();
    phone.send(answerTo(await phone.take(/^BYE /), "200 OK"));
    await settled(edge);
  });

  test("[S20] an offer we cannot take is refused with 488, and the call goes on", async () => {
    const { phone, leg, within } = await call();
    leg.onReoffer(() => Promise.resolve(undefined));
    phone.send(within("INVITE", { body: HOLD }));
    await phone.take(/^SIP\/2\.0 488/);
    leg.onReoffer(() => Promise.reject(new Error("media is away")));
    phone.send(within("INVITE", { cseq: 3, body: HOLD }));
    await until("the second is refused too", () => phone.heard.some((each) => each.start.includes("488") && each.field("CSeq") === "3 INVITE"));
    expect(leg.state).toBe("up");
  });

  test("[S20] a re-INVITE without an offer gets ours; the choice in its ACK is handed on like an offer", async () => {
    const { phone, leg, within } = await call();
    const offers: string[] = [];
    leg.onReoffer(async (offer) => {
      offers.push(offer);
      return SDP;
    });
    phone.send(within("INVITE", {}));
    expect((await phone.take(/^SIP\/2\.0 200/)).body).toBe(SDP);
    phone.send(within("ACK", { cseq: 2, body: HOLD }));
    await until("the choice is handed on", () => offers.length > 0);
    expect(offers).toEqual([HOLD]);
  });

  test("[S21] an offer we do not answer in time is refused with 500, and the call goes on", async () => {
    const { phone, leg, within } = await call();
    leg.onReoffer(() => new Promise(() => undefined));
    phone.send(within("INVITE", { body: HOLD }));
    await phone.take(/^SIP\/2\.0 500/);
    expect(leg.state).toBe("up");
  });

  test("[S21] an offer that is pending when the call ends is refused with 487", async () => {
    const { phone, leg, within, edge } = await call();
    leg.onReoffer(() => new Promise(() => undefined));
    phone.send(within("INVITE", { body: HOLD }));
    await until("the offer is there", () => edge.sip.counts().transactions > 1);
    phone.send(within("BYE", { cseq: 3 }));
    await phone.take(/^SIP\/2\.0 487/);
    await phone.take(/^SIP\/2\.0 200/);
    await settled(edge);
    expect(allEnds(edge)).toEqual(["remote-hangup"]);
  });

  test("[S22] our offers go one at a time, and each gets its own answer", async () => {
    const { phone, leg, within, edge } = await call();
    const results = [leg.reoffer(HOLD), leg.reoffer(SDP)];
    for (const [offer, answer] of [[HOLD, HELD], [SDP, SDP]] as const) {
      const invite = await phone.take(/^INVITE /);
      expect(invite.body).toBe(offer);
      const waiting = offer === HOLD ? SDP : undefined;
      expect(phone.heard.filter(({ start, body }) => start.startsWith("INVITE") && body === waiting)).toEqual([]);
      phone.send(answerTo(invite, "200 OK", { body: answer, extra: [`Contact: <sip:caller@127.0.0.1:${phone.port}>`] }));
      await phone.take(/^ACK /);
    }
    expect(await Promise.all(results)).toEqual([HELD, SDP]);
    phone.send(within("BYE", { cseq: 2 }));
    await settled(edge);
  });

  test("[S22] two offers that cross are tried again, the far end's first", async () => {
    const { phone, leg, within } = await call();
    leg.onReoffer(async () => HELD);
    const moved = leg.reoffer(SDP);
    const first = await phone.take(/^INVITE /);
    phone.send(within("INVITE", { body: HOLD }));
    await phone.take(/^SIP\/2\.0 491/);
    phone.send(answerTo(first, "491 Request Pending"));
    await phone.take(/^ACK /);
    phone.send(within("INVITE", { cseq: 3, body: HOLD }));
    const ok = await phone.take(/^SIP\/2\.0 (200|491)/);
    if (ok.start.includes("200")) phone.send(within("ACK", { cseq: 3 }));
    const again = await phone.take(/^INVITE /);
    phone.send(answerTo(again, "200 OK", { body: HELD, extra: [`Contact: <sip:caller@127.0.0.1:${phone.port}>`] }));
    expect(await moved).toBe(HELD);
    expect(leg.state).toBe("up");
  });

  test("[S22] an offer that keeps crossing is given up after five tries, and the call goes on", async () => {
    const { phone, leg } = await call();
    const moved = leg.reoffer(SDP);
    const refused = expect(moved).rejects.toThrow(/491/);
    for (let tries = 0; tries < 6; tries += 1) phone.send(answerTo(await phone.take(/^INVITE /), "491 Request Pending"));
    await refused;
    expect(leg.state).toBe("up");
  });

  test("[S22] an offer made before the caller's ACK waits for it", async () => {
    const talk = await incoming();
    open.push(talk);
    const { phone, leg } = talk;
    void leg.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    const moved = leg.reoffer(HOLD);
    phone.send(inDialog(talk.call, ok)("ACK"));
    const invite = await phone.take(/^INVITE /);
    expect(phone.heard.indexOf(invite)).toBeGreaterThan(phone.heard.indexOf(ok));
    phone.send(answerTo(invite, "488 Not Acceptable Here"));
    await expect(moved).rejects.toThrow(/488/);
  });

  test.each([["481 Call/Transaction Does Not Exist"], ["408 Request Timeout"]])("[S22] a far end that says %s to our offer has no call any more", async (status) => {
    const { phone, leg, edge } = await call();
    const moved = leg.reoffer(SDP);
    phone.send(answerTo(await phone.take(/^INVITE /), status));
    await expect(moved).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["failed"]);
    await phone.take(/^BYE /);
    await settled(edge);
  });

  test("[S22] a far end that says nothing to our offer has no call any more", async () => {
    const { leg, edge } = await call();
    await expect(leg.reoffer(SDP)).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["failed"]);
    await settled(edge);
  });

  test("[S22] a far end that says 100 to our offer and then nothing has no call any more", async () => {
    const { phone, leg, edge } = await call();
    const moved = leg.reoffer(SDP);
    phone.send(answerTo(await phone.take(/^INVITE /), "100 Trying"));
    await expect(moved).rejects.toThrow(/ended/);
    expect(allEnds(edge)).toEqual(["failed"]);
    await settled(edge);
  });

  test("[S23] a change that is never acknowledged ends the call", async () => {
    const { phone, leg, within, edge } = await call();
    leg.onReoffer(async () => HELD);
    phone.send(within("INVITE", { body: HOLD }));
    await phone.take(/^BYE /);
    expect(allEnds(edge)).toEqual(["no-ack"]);
    expect(phone.heard.filter((each) => each.start.startsWith("SIP/2.0 200") && each.field("CSeq") === "2 INVITE").length).toBeGreaterThan(3);
    await settled(edge);
  });
});

const SHORT = { sessionSecondsMin: 1, sessionSeconds: 3 };

describe("a call whose far end may have vanished", () => {
  test("[S24] we refresh a call nobody else refreshes, and a refusal is a sign of life", async () => {
    const { phone, ok, edge, leg } = await call(SHORT);
    expect(ok.field("Session-Expires")).toBe("3;refresher=uas");
    const refresh = await phone.take(/^INVITE /);
    expect([refresh.body, refresh.field("Session-Expires")]).toEqual([SDP, "3;refresher=uac"]);
    phone.send(answerTo(refresh, "488 Not Acceptable Here"));
    const second = await phone.take(/^INVITE /);
    phone.send(answerTo(second, "200 OK", { body: SDP, extra: [`Contact: <sip:caller@127.0.0.1:${phone.port}>`] }));
    await phone.take(/^ACK /);
    expect([leg.state, allEnds(edge)]).toEqual(["up", []]);
  });

  test("[S25] a far end that should refresh and does not is hung up on", async () => {
    const { phone, ok, edge } = await call(SHORT, { body: SDP, extra: ["Supported: timer", "Session-Expires: 2;refresher=uac"] });
    expect([ok.field("Session-Expires"), ok.field("Require")]).toEqual(["2;refresher=uac", "timer"]);
    await phone.take(/^BYE /);
    expect(allEnds(edge)).toEqual(["session-expired"]);
    await settled(edge);
  });

  test("[S24] a far end that refreshes by re-INVITE keeps its call", async () => {
    const { phone, within, leg, edge } = await call(SHORT, { body: SDP, extra: ["Supported: timer", "Session-Expires: 2;refresher=uac"] });
    leg.onReoffer(async () => SDP);
    const began = performance.now();
    for (let cseq = 2; performance.now() - began < 2500; cseq += 1) {
      phone.send(within("INVITE", { cseq, body: SDP, extra: ["Supported: timer", "Session-Expires: 2;refresher=uac"] }));
      const ok = await phone.take(/^SIP\/2\.0 200/);
      expect(ok.field("Session-Expires")).toBe("2;refresher=uac");
      phone.send(within("ACK", { cseq }));
      await until("a moment before the next refresh", () => performance.now() - began > (cseq - 1) * 500);
    }
    expect([leg.state, allEnds(edge)]).toEqual(["up", []]);
  });
});
