import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAIN_RECEPTION, type Reception } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import { arriving, nextOf, type CallEvent, type CallState, type OtherFailure } from "./call-machine.ts";
import { inherited } from "./inherited.ts";
import { isServedOutside, seenOutside, overOutside, toSendOut } from "./outside.ts";
import { overdue, type Operator } from "./queue.ts";

const at = instant(Date.UTC(2027, 0, 14, 15));
const later = (seconds: number): Instant => plus(at, { seconds });
const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const busy: readonly Operator[] = [{ person: ana, state: "on-a-call", since: at }];
const partner = { name: "Harbor Answering", number: "+12125550188", agreementSigned: "2026-10-01", seconds: 45, keyToTake: false };
const withPartner: Reception = { ...PLAIN_RECEPTION, overflow: { ...PLAIN_RECEPTION.overflow, partner } };
const withOffice: Reception = { ...PLAIN_RECEPTION, whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: false } };
const waiting = (reception = withPartner, over: Partial<CallState> = {}): CallState => ({ ...arriving(false, at, { reception, rangBefore: false, hasNumber: true }), ...over });
const forwarding = (reception = withOffice, recording = false): CallState => arriving(recording, at, { reception, rangBefore: false, hasNumber: true, forward: true });

function after(state: CallState, ...events: (CallEvent | readonly [CallEvent, Instant])[]) {
  let effects: readonly string[] = [];
  let now = state;
  for (const one of events) {
    const [event, when] = Array.isArray(one) ? (one as [CallEvent, Instant]) : [one as CallEvent, at];
    const verdict = nextOf(now, event, when);
    if (verdict.kind !== "moved") throw new Error(`${event.kind}: ${verdict.kind}`);
    now = verdict.state;
    effects = verdict.effects.map((effect) => ("sound" in effect ? `play ${effect.sound}` : effect.do));
  }
  return { state: now, effects };
}
const sendOut = (to: "office" | "partner"): CallEvent => ({ kind: "send-out", to });
const failed = (why: OtherFailure): CallEvent => ({ kind: "dial-failed", leg: 1, why });
const FAILURES: readonly OtherFailure[] = ["busy", "declined", "no-answer", "no-such-number", "trunk-fault", "challenged-for-ever", "refused-by-limit", "cancelled", "lost"];

describe("the office's own telephone", () => {
  test("[C150] rings as soon as the caller hears us, and whoever answers is with the caller", () => {
    expect(toSendOut(forwarding(), busy, at)).toBe("office");
    const up = after(forwarding(), { kind: "leg-up" });
    expect(up.effects).toEqual(["play office-ringing"]);
    const rung = after(up.state, sendOut("office"));
    expect(rung.effects).toEqual(["dial"]);
    expect(toSendOut(rung.state, busy, at)).toBeUndefined();
    expect(after(rung.state, { kind: "sound-ended", sound: "office-ringing" }).effects).toEqual(["play ringing"]);
    const talk = after(rung.state, { kind: "dial-ringing", leg: 1 }, { kind: "dial-answered", leg: 1 });
    expect(talk).toMatchObject({ effects: ["join"], state: { phase: "joined", operator: null, sent: { office: "answered" }, others: [{ stage: "joined" }] } });
  });

  test.each(FAILURES)("[C151] an office that is not reached (%s) gives the caller back to the line or the menu, and tells them what is known", (why) => {
    const said = why === "no-answer" ? "office-no-answer" : why === "busy" ? "office-busy" : "office-unreached";
    const rung = after(forwarding(), { kind: "leg-up" }, sendOut("office")).state;
    expect(after(rung, [failed(why), later(20)])).toMatchObject({ effects: ["drop-other", `play ${said}`], state: { phase: "waiting", since: later(20), others: [], sent: { office: why }, otherFailed: { why } } });
    const menu = { ...withOffice, menu: { ...PLAIN_RECEPTION.menu, on: true } };
    const choosing = after(forwarding(menu), { kind: "leg-up" }, sendOut("office"), failed(why));
    expect(choosing.state.phase).toBe("choosing");
    expect(after(choosing.state, { kind: "sound-ended", sound: said }).effects).toEqual(["play menu"]);
    expect(after(choosing.state, { kind: "digit", digit: "1" }).state).toMatchObject({ phase: "waiting", wants: { urgent: true } });
  });

  test("[C151] where talks are recorded the notice comes after it, before anybody speaks", () => {
    const back = after(forwarding(withOffice, true), { kind: "leg-up" }, sendOut("office"), failed("busy"));
    expect(after(back.state, { kind: "sound-ended", sound: "office-busy" }).effects).toEqual(["play recording-greeting"]);
  });
});

describe("whoever answers presses 1 to take the caller", () => {
  const asked: Reception = { ...withOffice, whenOpen: { ...withOffice.whenOpen, keyToTake: true } };
  const answered = after(forwarding(asked), { kind: "leg-up" }, sendOut("office"), { kind: "dial-ringing", leg: 1 }, [{ kind: "dial-answered", leg: 1 }, later(10)]);
  const pressed = (digit: string, leg = 1): CallEvent => ({ kind: "other-pressed", leg, digit });

  test("[C162] until then the caller hears the ringing, nobody has them, and a clinician's talk asks for no key", () => {
    expect(answered).toMatchObject({ effects: ["ask-key"], state: { phase: "forwarding", others: [{ stage: "asked", since: later(10) }], sent: { office: "ringing" } } });
    expect(seenOutside(answered.state)).toEqual({ kind: "office", talks: false });
    expect(after(answered.state, [pressed("1"), later(14)])).toMatchObject({ effects: ["join"], state: { phase: "joined", others: [{ stage: "joined", since: later(14) }], sent: { office: "answered" } } });
  });

  test("[C162] when the node dies the one that takes the call up asks them anew; whose line did not come with it is rung anew", () => {
    expect(inherited(answered.state, later(30), [1])).toMatchObject({ phase: "forwarding", others: [{ leg: 1, stage: "asked", since: later(30) }], sent: { office: "ringing" } });
    expect(inherited(answered.state, later(30), [])).toMatchObject({ phase: "forwarding", others: [{ leg: 1, stage: "calling", since: later(30) }], sent: { office: "ringing" } });
  });

  test("[C162] another key, and the key of a telephone that is not asked, are nothing", () => {
    expect(nextOf(answered.state, pressed("2"), later(11)).kind).toBe("ignored");
    expect(nextOf(answered.state, pressed("1", 2), later(11)).kind).toBe("ignored");
    expect(nextOf(after(answered.state, pressed("1")).state, pressed("1"), later(12)).kind).toBe("ignored");
  });

  test("[C162] who presses nothing for fifteen seconds is a mailbox: the caller is told that nobody answered, and goes on", () => {
    expect([24, 25].map((seconds) => overOutside(answered.state, later(seconds)))).toEqual([undefined, { leg: 1, why: "voicemail-suspected" }]);
    const back = after(answered.state, [failed("voicemail-suspected"), later(25)]);
    expect(back).toMatchObject({ effects: ["drop-other", "play office-no-answer"], state: { phase: "waiting", others: [], sent: { office: "voicemail-suspected" } } });
    expect(isServedOutside(back.state)).toBe(false);
  });

  test("[C162] a partner who is asked keeps no operator from the caller, and nobody is led to the recorder meanwhile", () => {
    const keyed: Reception = { ...withPartner, overflow: { ...withPartner.overflow, partner: { ...partner, keyToTake: true } } };
    const { state } = after(waiting(keyed), [sendOut("partner"), later(170)], [{ kind: "dial-answered", leg: 1 }, later(178)]);
    expect([overdue(state, busy, later(185)), state.others[0]?.stage]).toEqual([undefined, "asked"]);
    const offered = after(state, { kind: "offer", operator: ana });
    expect(after(offered.state, pressed("1"))).toMatchObject({ effects: ["join"], state: { offeredTo: null, sent: { partner: "answered" } } });
    expect(after(offered.state, { kind: "answer", operator: ana })).toMatchObject({ effects: ["drop-other", "bridge"], state: { phase: "talking", others: [] } });
  });
});

describe("a partner service", () => {
  test("[C153] is rung after so many seconds with nobody ready, at once where nobody is at work, and never while an operator is being rung", () => {
    expect(toSendOut(waiting(), busy, later(44))).toBeUndefined();
    expect(toSendOut(waiting(), busy, later(45))).toBe("partner");
    expect([5, 6].map((seconds) => toSendOut(waiting(), [], later(seconds)))).toEqual([undefined, "partner"]);
    expect(toSendOut(waiting(withPartner, { offeredTo: ana, offeredAt: later(40) }), busy, later(50))).toBeUndefined();
    expect(toSendOut(waiting(PLAIN_RECEPTION), busy, later(600))).toBeUndefined();
  });

  test("[C153] the caller keeps their place meanwhile: an operator who is free first has them, and the partner is hung up on", () => {
    const rung = after(waiting(), [sendOut("partner"), later(45)]);
    expect(rung).toMatchObject({ effects: ["play partner-ringing", "dial"], state: { phase: "waiting", since: at } });
    const offered = after(rung.state, { kind: "offer", operator: ana });
    expect(after(offered.state, { kind: "answer", operator: ana })).toMatchObject({ effects: ["drop-other", "bridge"], state: { phase: "talking", others: [] } });
    expect(after(offered.state, { kind: "dial-answered", leg: 1 })).toMatchObject({ effects: ["join"], state: { phase: "joined", offeredTo: null } });
    expect(after(rung.state, { kind: "leg-ended", how: "remote-hangup" }).effects).toContain("drop-other");
  });

  test.each(FAILURES)("[C154] one that is not reached (%s) is rung once; the caller hears it and waits on, and the recorder comes when it would have", (why) => {
    const back = after(waiting(), [sendOut("partner"), later(45)], [failed(why), later(60)]);
    expect(back).toMatchObject({ effects: ["drop-other", "play partner-unreached"], state: { phase: "waiting", since: at, sent: { partner: why } } });
    expect(toSendOut(back.state, busy, later(100))).toBeUndefined();
    expect([179, 180].map((seconds) => overdue(back.state, busy, later(seconds)))).toEqual([undefined, "nobody"]);
  });

  test("[C154] nobody is led to the recorder while the partner rings, also past the caller's patience", () => {
    const { state } = after(waiting(), [sendOut("partner"), later(170)]);
    expect(overdue(state, busy, later(185))).toBeUndefined();
    expect(overdue({ ...state, offeredTo: ana, offeredAt: later(180) }, busy, later(201))).toBe("offer-expired");
  });

  test("[C154] a leg that never says how it ended is taken for lost", () => {
    const { state } = after(waiting(), [sendOut("partner"), later(45)]);
    expect([44, 45].map((seconds) => overOutside(state, later(45 + seconds))?.leg)).toEqual([undefined, 1]);
  });
});

describe("who was served", () => {
  const talk = after(waiting(), [sendOut("partner"), later(45)], [{ kind: "dial-answered", leg: 1 }, later(50)]).state;
  const over = (why: OtherFailure) => after(talk, [{ kind: "dial-ended", leg: 1, why }, later(300)]);

  test("[C155] a caller who hangs up in the talk, or soon after it, was served", () => {
    expect(isServedOutside(after(talk, [{ kind: "leg-ended", how: "remote-hangup" }, later(300)]).state)).toBe(true);
    expect(over("hung-up")).toMatchObject({ effects: ["drop-other", "unbridge", "play other-gone"], state: { phase: "waiting", returned: true } });
    expect([14, 15].map((seconds) => isServedOutside(after(over("hung-up").state, [{ kind: "leg-ended", how: "remote-hangup" }, later(300 + seconds)]).state))).toEqual([true, false]);
  });

  test("[C155] who was with a mailbox, or with anybody for less than fifteen seconds, was not, whoever hangs up first", () => {
    const byCaller = (seconds: number) => after(talk, [{ kind: "leg-ended", how: "remote-hangup" }, later(50 + seconds)]).state;
    expect([0, 1, 14, 15].map((seconds) => isServedOutside(byCaller(seconds)))).toEqual([false, false, false, true]);
    const byThem = (seconds: number) => after(talk, [{ kind: "dial-ended", leg: 1, why: "hung-up" }, later(50 + seconds)], [{ kind: "leg-ended", how: "remote-hangup" }, later(51 + seconds)]).state;
    expect([0, 14, 15].map((seconds) => isServedOutside(byThem(seconds)))).toEqual([false, false, true]);
  });

  test("[C152] who may only have been with our own line was not, however long: whether it came back as it rang or after an answer", () => {
    const left: readonly [CallEvent, Instant] = [{ kind: "leg-ended", how: "remote-hangup" }, later(600)];
    const asItRang = after(waiting(), [sendOut("partner"), later(45)], [{ kind: "came-back" }, later(48)], [{ kind: "dial-answered", leg: 1 }, later(50)], left);
    expect([asItRang, after(talk, [{ kind: "came-back" }, later(90)], left)].map(({ state }) => isServedOutside(state))).toEqual([false, false]);
    expect(nextOf(waiting(), { kind: "came-back" }, at).kind).toBe("ignored");
  });

  test("[C155] a caller whose talk broke was not, nor one whom nobody answered", () => {
    expect(isServedOutside(after(over("lost").state, [{ kind: "leg-ended", how: "remote-hangup" }, later(301)]).state)).toBe(false);
    expect(isServedOutside(after(waiting(), sendOut("partner"), failed("busy")).state)).toBe(false);
  });
});

test("[C156] of a caller for whom the house rings somebody every desk can tell whom, and whether they talk", () => {
  const rung = after(forwarding(), { kind: "leg-up" }, sendOut("office")).state;
  expect([forwarding(), rung, after(rung, { kind: "dial-answered", leg: 1 }).state, after(rung, failed("busy")).state].map(seenOutside)).toEqual([undefined, { kind: "office", talks: false }, { kind: "office", talks: true }, undefined]);
});

test("[C150] [C153] in whatever order things happen, a caller has somebody, a sound or the recorder, and no leg is left up", () => {
  const events: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.constantFrom<CallEvent>({ kind: "leg-up" }, { kind: "came-back" }, sendOut("office"), sendOut("partner"), { kind: "offer", operator: ana }, { kind: "answer", operator: ana }, { kind: "offer-expired" }, { kind: "hold", operator: ana }, { kind: "end", operator: ana }, { kind: "browser-gone" }, { kind: "nobody" }, { kind: "leg-ended", how: "remote-hangup" }, { kind: "menu-over" }),
    fc.record({ kind: fc.constantFrom("dial-ringing" as const, "dial-answered" as const), leg: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constantFrom("dial-failed" as const, "dial-ended" as const), leg: fc.integer({ min: 1, max: 3 }), why: fc.constantFrom(...FAILURES, "hung-up" as const) }),
    fc.record({ kind: fc.constant("digit" as const), digit: fc.constantFrom("1", "7", "8", "9") }),
  );
  const reception = { ...withOffice, menu: { ...PLAIN_RECEPTION.menu, on: true }, overflow: withPartner.overflow };
  fc.assert(fc.property(fc.array(events, { maxLength: 40 }), fc.boolean(), (all, forward) => {
    let state = arriving(true, at, { reception, rangBefore: false, hasNumber: true, forward });
    const open = new Set<number>();
    for (const [nth, event] of all.entries()) {
      const verdict = nextOf(state, event, later(nth));
      if (verdict.kind !== "moved") continue;
      state = verdict.state;
      for (const effect of verdict.effects) {
        if (effect.do === "dial") open.add(effect.leg);
        if (effect.do === "drop-other") open.delete(effect.leg);
      }
      expect([...open].toSorted()).toEqual(state.others.map(({ leg }) => leg).toSorted());
      if (state.phase === "joined") expect(state.others).toHaveLength(1);
    }
  }));
});
