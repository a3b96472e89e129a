import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { OTHERS_MAX } from "./call-words.ts";
import { isOperatorIn, joinedOf } from "./second-person.ts";
import { arriving, nextOf, type CallEvent, type CallState, type DialTarget, type Effect, type OtherFailure, type Sound } from "./call-machine.ts";

const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const ben = "00000000-0000-7000-8000-00000000000b" as PersonId;
const target: DialTarget = { entry: "00000000-0000-7000-8000-0000000000e1", kind: "clinician", label: "Dr Lee, mobile" };
const interpreter: DialTarget = { entry: "00000000-0000-7000-8000-0000000000e9", kind: "interpreter", label: "Spanish line" };
const help: DialTarget = { entry: "911", kind: "911", label: "911" };
const t = (seconds: number): Instant => instant(1_800_000_000_000 + seconds * 1000);

const FAILURES: readonly OtherFailure[] = ["declined", "no-answer", "busy", "trunk-fault", "refused-by-limit", "no-such-number", "challenged-for-ever", "cancelled", "lost"];
const failure = fc.constantFrom(...FAILURES);
const operator = fc.constantFrom(ana, ben);
const leg = fc.integer({ min: 1, max: 4 });
/** Anything in any order, with what second people do as often as all the rest. */
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constantFrom<CallEvent>({ kind: "dial", operator: ana, target: interpreter }, { kind: "dial", operator: ana, target: help }, { kind: "step-in", operator: ana }, { kind: "step-out", operator: ana }, { kind: "park", operator: ana }, { kind: "park-over" }),
  fc.record({ kind: fc.constant("let-go" as const), operator: fc.constant(ana), leg }),
  fc.record({ kind: fc.constant("notice-over" as const), leg, heard: fc.boolean() }),
  fc.constant<CallEvent>({ kind: "join", operator: ana, notice: true }),
  fc.constantFrom<CallEvent>({ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }, { kind: "dial", operator: ana, target }, { kind: "join", operator: ana }, { kind: "leave", operator: ana }, { kind: "browser-gone" }),
  fc.constantFrom<CallEvent>({ kind: "offer-expired" }, { kind: "nobody" }, { kind: "voicemail-over" }, { kind: "voicemail-failed" }, { kind: "left-behind" }, { kind: "hold-lasts" }, { kind: "leg-ended", how: "remote-hangup" }),
  fc.record({ kind: fc.constantFrom("dial-ringing", "dial-early", "dial-answered"), leg }) as fc.Arbitrary<CallEvent>,
  fc.record({ kind: fc.constantFrom("dial-failed", "dial-ended"), leg, why: failure }) as fc.Arbitrary<CallEvent>,
  fc.record({ kind: fc.constantFrom("offer", "pass", "answer", "hold", "resume", "end", "take-over", "join", "leave", "voicemail-suspected"), operator }) as fc.Arbitrary<CallEvent>,
  fc.record({ kind: fc.constant("sound-ended" as const), sound: fc.constantFrom<Sound>("greeting", "operator-gone", "other-gone", "nobody-ready", "goodbye", "cannot-record") }),
);

interface Ears {
  readonly caller: string | undefined;
  readonly legs: ReadonlySet<number>;
}

type Hear = { readonly [K in Effect["do"]]?: (ears: Ears, effect: Extract<Effect, { do: K }>) => Ears };
const nothing = (ears: Ears, of: string): Ears => (ears.caller === of ? { ...ears, caller: undefined } : ears);
/** Whoever was the last of the others leaves the caller with nothing to hear. */
function withoutLeg(ears: Ears, leg: number): Ears {
  const left = { ...ears, legs: new Set([...ears.legs].filter((one) => one !== leg)) };
  return left.legs.size === 0 ? nothing(left, "others") : left;
}
/** What each effect makes the caller hear, and which legs it opens and closes, as the switchboard performs it. */
const heard: Hear = {
  "play": (ears, { sound }) => ({ ...ears, caller: sound }),
  "bridge": (ears) => ({ ...ears, caller: "operator" }),
  "join": (ears) => ({ ...ears, caller: "others" }),
  "unbridge": (ears) => ({ ...ears, caller: undefined }),
  "start-voicemail": (ears) => ({ ...ears, caller: "recorder" }),
  "drop-browser": (ears) => nothing(ears, "operator"),
  "dial": (ears, { leg }) => ({ ...ears, legs: new Set([...ears.legs, leg]) }),
  "drop-other": (ears, { leg }) => withoutLeg(ears, leg),
};
const after = (ears: Ears, effect: Effect): Ears => (heard[effect.do] as ((ears: Ears, effect: Effect) => Ears) | undefined)?.(ears, effect) ?? ears;

function* nights(events: readonly CallEvent[]): Generator<{ before: CallState; event: CallEvent; state: CallState; ears: Ears; effects: readonly Effect[] }> {
  let state = arriving(false, t(0));
  let ears: Ears = { caller: undefined, legs: new Set() };
  for (const [i, event] of [{ kind: "leg-up" } as const, ...events].entries()) {
    const verdict = nextOf(state, event, t(i + 1));
    const before = state;
    const effects = verdict.kind === "moved" ? verdict.effects : [];
    if (verdict.kind === "moved") state = verdict.state;
    ears = effects.reduce(after, ears);
    yield { before, event, state, ears, effects };
  }
}

const runs = { numRuns: 2000 };
const taken: CallEvent[] = [{ kind: "offer", operator: ana }, { kind: "answer", operator: ana }];
const dialled: CallEvent = { kind: "dial", operator: ana, target };
const answered: CallEvent[] = [dialled, { kind: "dial-ringing", leg: 1 }, { kind: "dial-answered", leg: 1 }];
const told: CallEvent = { kind: "join", operator: ana, notice: true };
const patch: CallEvent[] = [...answered, { kind: "join", operator: ana }];
const more: CallEvent[] = [{ kind: "dial", operator: ana, target: interpreter }, { kind: "dial-answered", leg: 2 }];
const three: CallEvent[] = [...patch, ...more, { kind: "join", operator: ana }];
/** From the ring, and from as far as chance alone would hardly come. */
const begun = fc.constantFrom<CallEvent[][]>([], taken, [...taken, dialled], [...taken, ...answered], [...taken, ...answered, told], [...taken, ...patch], [...taken, ...patch, { kind: "leave", operator: ana }], [...taken, ...three], [...taken, ...three, { kind: "leave", operator: ana }], [...taken, { kind: "park", operator: ana }]);
const order = fc.tuple(begun, fc.array(event, { maxLength: 50 })).map(([first, rest]) => [...first, ...rest]);
const isOnTheLine = ({ phase }: CallState): boolean => phase !== "wrap-up" && phase !== "ended";

test("[C34] whatever happens in whatever order, a caller on the line hears a person, a sound or the recorder", () => {
  let patched = 0;
  fc.assert(
    fc.property(order, (events) => {
      for (const { state, ears } of nights(events)) {
        if (!isOnTheLine(state)) continue;
        expect(ears.caller).toBeDefined();
        if (state.phase === "talking") expect(ears.caller).toBe("operator");
        if (state.phase === "joined") expect(ears.caller).toBe("others");
        if (state.phase === "held" || state.phase === "parked") expect(ears.caller).toBe("hold-tone");
        patched += Number(state.phase === "joined");
      }
    }),
    runs,
  );
  expect(patched).toBeGreaterThan(100); // The orders above do reach patches.
});

test("[C34] a leg that was dialled lives only while it rings, is consulted or is in the patch: no other is ever left up", () => {
  fc.assert(
    fc.property(order, (events) => {
      for (const { state, ears } of nights(events)) {
        expect([...ears.legs]).toEqual(state.others.map(({ leg }) => leg));
        expect(state.others.filter(({ target: { kind } }) => kind !== "911").length).toBeLessThanOrEqual(OTHERS_MAX);
        if (state.others.length > 0) expect(["held", "joined"]).toContain(state.phase);
        expect(state.phase === "joined").toBe(joinedOf(state).length > 0);
        expect(state.others.filter(({ stage }) => stage !== "joined").length).toBeLessThanOrEqual(1);
      }
    }),
    runs,
  );
});

test("[C34] what an earlier leg still says changes nothing", () => {
  fc.assert(
    fc.property(order, (events) => {
      for (const { before, event, effects, state } of nights(events)) {
        if (!("leg" in event) || before.others.some(({ leg }) => leg === event.leg) || ("operator" in event && event.operator !== before.operator)) continue;
        expect(state).toBe(before);
        expect(effects).toEqual([]);
      }
    }),
    runs,
  );
});

function play(...events: CallEvent[]): { state: CallState; effects: readonly Effect[] } {
  const all = [...nights([...taken, ...events])];
  return all.at(-1)!;
}

test("[C122] who joins a recorded talk is told first, and joined when that is over; a second press joins them at once", () => {
  expect(play(...answered, told)).toMatchObject({ state: { phase: "held", others: [{ leg: 1, stage: "hearing-notice" }] }, effects: [{ do: "say-notice", leg: 1 }] });
  for (const next of [{ kind: "notice-over", leg: 1, heard: true }, { kind: "notice-over", leg: 1, heard: false }, told, { kind: "join", operator: ana }] as const)
    expect(play(...answered, told, next)).toMatchObject({ state: { phase: "joined", others: [{ leg: 1, stage: "joined" }] }, effects: [{ do: "join" }] });
  expect(play(...answered, told, { kind: "resume", operator: ana }, { kind: "notice-over", leg: 1, heard: true })).toMatchObject({ state: { phase: "talking", others: [] }, effects: [] });
  expect(play(...answered, told, { kind: "voicemail-suspected", operator: ana }).state).toMatchObject({ phase: "held", others: [], otherFailed: { why: "voicemail-suspected" } });
});

test("[C122] nothing stands between a caller and whoever sends help", () => {
  for (const kind of ["911", "emergency-centre"] as const)
    expect(play({ ...dialled, target: { ...target, kind } } as CallEvent, { kind: "dial-answered", leg: 1 }, told)).toMatchObject({ state: { phase: "joined" }, effects: [{ do: "join" }] });
});

test("[C31] while another number rings the caller hears the tone, and a hold that lasts already is not begun anew", () => {
  expect(play(dialled)).toMatchObject({ state: { phase: "held", others: [{ leg: 1, stage: "calling", target }] }, effects: [{ do: "unbridge" }, { do: "play", sound: "hold-tone" }, { do: "dial", leg: 1 }] });
  const held = play({ kind: "hold", operator: ana }, { kind: "hold-lasts" });
  expect(play({ kind: "hold", operator: ana }, { kind: "hold-lasts" }, dialled)).toMatchObject({ state: { since: held.state.since, holdSteps: 1 }, effects: [{ do: "dial", leg: 1 }] });
});

test("[C31] one other number at a time, and only for the operator who has the call", () => {
  const { state } = play(dialled);
  expect(nextOf(state, dialled, t(20))).toEqual({ kind: "refused", because: "otherOnLine" });
  expect(nextOf(state, { kind: "dial", operator: ben, target }, t(20))).toEqual({ kind: "refused", because: "notYours" });
});

test.each(FAILURES)("[C32] a number that ends as %s is shown as that, the caller hears the tone, and one key is back with them", (why) => {
  const { state } = play(dialled, { kind: "dial-failed", leg: 1, why });
  expect(state).toMatchObject({ phase: "held", operator: ana, others: [], otherFailed: { why, target } });
  expect(nextOf(state, { kind: "resume", operator: ana }, t(30))).toMatchObject({ kind: "moved", state: { phase: "talking", otherFailed: null }, effects: [{ do: "bridge" }] });
});

test("[C32] a mailbox is hung up on when the operator says that it is one, and nobody is joined to it", () => {
  const { state, effects } = play(...answered, { kind: "voicemail-suspected", operator: ana });
  expect(state).toMatchObject({ phase: "held", others: [], otherFailed: { why: "voicemail-suspected" } });
  expect(effects).toEqual([{ do: "drop-other", leg: 1 }, { do: "consult" }]);
});

test("[C32] the key that leads back to the caller gives up a number that still rings, and leaves a patch", () => {
  for (const sofar of [[dialled], answered, patch]) {
    expect(play(...sofar, { kind: "resume", operator: ana })).toMatchObject({ state: { phase: "talking", others: [] }, effects: [{ do: "drop-other", leg: 1 }, { do: "bridge" }] });
  }
});

test("[C33] nobody is joined to a number that has not answered", () => {
  const { state } = play(dialled, { kind: "dial-ringing", leg: 1 });
  expect(nextOf(state, { kind: "join", operator: ana }, t(20))).toEqual({ kind: "refused", because: "nobodyThere" });
});

test("[C33] the operator leaves two people who talk, is free, and has what they typed to finish when it is over", () => {
  const left = play(...patch, { kind: "leave", operator: ana });
  expect(left).toMatchObject({ state: { phase: "joined", operator: null, others: [{ stage: "joined" }] }, effects: [{ do: "drop-browser" }] });
  expect(nextOf(left.state, { kind: "leg-ended", how: "remote-hangup" }, t(90))).toMatchObject({ state: { phase: "wrap-up", operator: ana, others: [] } });
});

test("[C33] the other person hangs up: the caller is with the operator who stood by, or at the head of the queue and told so", () => {
  expect(play(...patch, { kind: "dial-ended", leg: 1, why: "hung-up" })).toMatchObject({ state: { phase: "talking", operator: ana, otherFailed: { why: "hung-up" } }, effects: [{ do: "drop-other" }, { do: "bridge" }] });
  expect(play(...patch, { kind: "leave", operator: ana }, { kind: "dial-ended", leg: 1, why: "hung-up" })).toMatchObject({ state: { phase: "waiting", returned: true, lastOperator: ana }, effects: [{ do: "drop-other" }, { do: "unbridge" }, { do: "play", sound: "other-gone" }] });
});

test("[C33] a browser that is gone takes nobody out of a patch, and out of a consultation the caller is told and comes first", () => {
  expect(play(...patch, { kind: "browser-gone" }).state).toMatchObject({ phase: "joined", operator: null, lastOperator: ana });
  expect(play(...answered, { kind: "browser-gone" })).toMatchObject({ state: { phase: "waiting", returned: true, others: [] }, effects: [{ do: "drop-other" }, { do: "unbridge" }, { do: "drop-browser" }, { do: "play", sound: "operator-gone" }] });
});

const leave: CallEvent = { kind: "leave", operator: ana };

test("[C36] while a third is rung, caller and doctor talk on without the operator; joined, all three and the operator hear each other", () => {
  const rung = play(...patch, more[0]!);
  expect(rung.state).toMatchObject({ phase: "joined", others: [{ leg: 1, stage: "joined" }, { leg: 2, stage: "calling" }] });
  expect(isOperatorIn(rung.state)).toBe(false);
  const all = play(...three);
  expect(all).toMatchObject({ state: { phase: "joined", operator: ana, others: [{ leg: 1, stage: "joined" }, { leg: 2, stage: "joined" }] }, effects: [{ do: "join" }] });
  expect(isOperatorIn(all.state)).toBe(true);
});

test("[C36] with an interpreter alone the operator is in the talk: it is they who speak through them", () => {
  const { state } = play({ kind: "dial", operator: ana, target: interpreter }, { kind: "dial-answered", leg: 1 }, { kind: "join", operator: ana });
  expect(isOperatorIn(state)).toBe(true);
  expect(nextOf(state, leave, t(60))).toEqual({ kind: "refused", because: "interpreterAlone" });
});

test("[C36] the operator steps out of the talk and in again by their own hand, and is out while they ring somebody", () => {
  const out = play(...three, { kind: "step-out", operator: ana });
  expect(isOperatorIn(out.state)).toBe(false);
  expect(isOperatorIn(play(...patch, { kind: "step-in", operator: ana }).state)).toBe(true);
  expect(isOperatorIn(play(...patch, { kind: "step-in", operator: ana }, more[0]!).state)).toBe(false);
  expect(isOperatorIn(play(...patch, { kind: "step-in", operator: ana }, more[0]!, { kind: "dial-failed", leg: 2, why: "busy" }).state)).toBe(true);
});

test("[C36] of two others nobody is a third", () => {
  expect(nextOf(play(...three).state, dialled, t(60))).toEqual({ kind: "refused", because: "talkIsFull" });
});

test("[C111] 911 is rung whoever else is on the call, and a number that still rings gives way to it", () => {
  const help911: CallEvent = { kind: "dial", operator: ana, target: help };
  expect(play(dialled, help911)).toMatchObject({ state: { phase: "held", others: [{ leg: 2, target: help, stage: "calling" }] }, effects: [{ do: "drop-other", leg: 1 }, { do: "dial", leg: 2 }] });
  expect(play(...three, help911)).toMatchObject({ state: { phase: "joined", others: [{ leg: 1 }, { leg: 2 }, { leg: 3, target: help }] }, effects: [{ do: "join" }, { do: "dial", leg: 3 }] });
  expect(nextOf(play(help911).state, { kind: "dial", operator: ben, target: help }, t(20))).toEqual({ kind: "refused", because: "notYours" });
});

test("[C37] whoever leaves a talk of three, the rest go on", () => {
  expect(play(...three, leave)).toMatchObject({ state: { phase: "joined", operator: null, lastOperator: ana, others: [{ leg: 1 }, { leg: 2 }] }, effects: [{ do: "join" }, { do: "drop-browser" }] });
  expect(play(...three, leave, { kind: "dial-ended", leg: 2, why: "hung-up" })).toMatchObject({ state: { phase: "joined", others: [{ leg: 1 }] } });
  expect(play(...three, { kind: "dial-ended", leg: 1, why: "hung-up" })).toMatchObject({ state: { phase: "joined", operator: ana, others: [{ leg: 2 }], otherFailed: { target, why: "hung-up" } } });
  expect(play(...three, { kind: "let-go", operator: ana, leg: 2 })).toMatchObject({ state: { phase: "joined", others: [{ leg: 1 }], otherFailed: null }, effects: [{ do: "drop-other", leg: 2 }, { do: "join" }] });
});

test("[C37] the caller hangs up: there is no call any more, whoever else was in it, and the operator has what they typed", () => {
  expect(play(...three, leave, { kind: "leg-ended", how: "remote-hangup" })).toMatchObject({ state: { phase: "wrap-up", operator: ana, others: [] }, effects: [{ do: "drop-other", leg: 1 }, { do: "drop-other", leg: 2 }] });
});

test("[C37] the doctor leaves a caller with the interpreter alone: the operator is still there, or the caller comes first in the queue", () => {
  const hungUp = { kind: "dial-ended", leg: 1, why: "hung-up" } as const;
  expect(play(...three, hungUp).state).toMatchObject({ phase: "joined", operator: ana });
  expect(play(...three, leave, hungUp)).toMatchObject({ state: { phase: "waiting", returned: true, others: [] }, effects: [{ do: "drop-other", leg: 1 }, { do: "drop-other", leg: 2 }, { do: "unbridge" }, { do: "play", sound: "other-gone" }] });
});

test("[C37] the doctor hangs up while the operator is with a third apart: the caller hears the tone until they are joined", () => {
  const { state, effects } = play(...patch, ...more, { kind: "dial-ended", leg: 1, why: "hung-up" });
  expect(state).toMatchObject({ phase: "held", operator: ana, others: [{ leg: 2, stage: "consulting" }] });
  expect(effects).toEqual([{ do: "drop-other", leg: 1 }, { do: "unbridge" }, { do: "play", sound: "hold-tone", loop: true }]);
});

test("[C32] the key that leads back gives up a third who is not joined yet, and those who talk go on", () => {
  expect(play(...patch, ...more, { kind: "resume", operator: ana })).toMatchObject({ state: { phase: "joined", operator: ana, others: [{ leg: 1 }] }, effects: [{ do: "drop-other", leg: 2 }, { do: "join" }] });
  expect(play(...three, { kind: "resume", operator: ana })).toMatchObject({ state: { phase: "talking", others: [] }, effects: [{ do: "drop-other", leg: 1 }, { do: "drop-other", leg: 2 }, { do: "bridge" }] });
});

test("[C41] a parked caller hears the tone, is with nobody, and is taken by whichever operator answers; a second press parks nobody else", () => {
  const parked = play({ kind: "park", operator: ana });
  expect(parked).toMatchObject({ state: { phase: "parked", operator: null, lastOperator: ana }, effects: [{ do: "unbridge" }, { do: "drop-browser" }, { do: "play", sound: "hold-tone", loop: true }] });
  expect(nextOf(parked.state, { kind: "park", operator: ana }, t(40))).toEqual({ kind: "ignored" });
  expect(nextOf(parked.state, { kind: "answer", operator: ben }, t(40))).toMatchObject({ kind: "moved", state: { phase: "talking", operator: ben }, effects: [{ do: "bridge" }] });
  expect(nextOf(parked.state, { kind: "leg-ended", how: "remote-hangup" }, t(40))).toMatchObject({ state: { phase: "wrap-up", operator: ana } });
});

test("[C41] from a hold the caller's clock goes on, and somebody who is being rung is not parked with them", () => {
  const held = play({ kind: "hold", operator: ana }, { kind: "hold-lasts" });
  expect(play({ kind: "hold", operator: ana }, { kind: "hold-lasts" }, { kind: "park", operator: ana }).state).toMatchObject({ phase: "parked", since: held.state.since, holdSteps: 1 });
  expect(nextOf(play(dialled).state, { kind: "park", operator: ana }, t(20))).toEqual({ kind: "refused", because: "otherOnLine" });
});

test("[C42] a parked caller whom nobody took rings again before all others", () => {
  expect(play({ kind: "park", operator: ana }, { kind: "park-over" })).toMatchObject({ state: { phase: "waiting", returned: true, operator: null, offeredTo: null, lastOperator: ana } });
});
