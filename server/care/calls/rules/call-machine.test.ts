import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { arriving, nextOf, type CallEvent, type CallState, type Effect, type Sound } from "./call-machine.ts";

const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const ben = "00000000-0000-7000-8000-00000000000b" as PersonId;
const t = (seconds: number): Instant => instant(1_800_000_000_000 + seconds * 1000);

const operator = fc.constantFrom(ana, ben);
const sound = fc.constantFrom<Sound>("greeting", "recording-greeting", "hold-tone", "operator-gone", "nobody-ready", "goodbye");
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.constantFrom<CallEvent>({ kind: "leg-up" }, { kind: "offer-expired" }, { kind: "browser-gone" }, { kind: "nobody" }, { kind: "voicemail-over" }, { kind: "voicemail-failed" }, { kind: "left-behind" }, { kind: "hold-lasts" }, { kind: "leg-ended", how: "remote-hangup" }),
  fc.record({ kind: fc.constant("sound-ended" as const), sound }),
  fc.record({ kind: fc.constantFrom("offer", "pass", "answer", "hold", "resume", "end", "take-over"), operator }) as fc.Arbitrary<CallEvent>,
  fc.record({ kind: fc.constant("finish" as const), operator, reason: fc.constant("message-sent") }),
);

function play(events: readonly CallEvent[], recording = false): { states: CallState[]; effects: Effect[][] } {
  const states = [arriving(recording, t(0))];
  const effects: Effect[][] = [[]];
  events.forEach((each, i) => {
    const verdict = nextOf(states.at(-1)!, each, t(i + 1));
    states.push(verdict.kind === "moved" ? verdict.state : states.at(-1)!);
    effects.push(verdict.kind === "moved" ? [...verdict.effects] : []);
  });
  return { states, effects };
}

const runs = { numRuns: 3000 };

test("[C2] whatever crosses on the wire, a call that ended stays ended and nothing more is done to it", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { states, effects } = play(events);
      const over = states.findIndex((s) => s.phase === "ended");
      if (over < 0) return;
      for (let i = over + 1; i < states.length; i++) {
        expect(states[i]!.phase).toBe("ended");
        expect(effects[i]).toEqual([]);
      }
    }),
    runs,
  );
});

test("[C2] the caller is hung up on at most once, and never without a goodbye or an operator's hand", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { states, effects } = play(events);
      const at = effects.findIndex((list) => list.some((e) => e.do === "hang-up"));
      expect(effects.filter((list) => list.some((e) => e.do === "hang-up")).length).toBeLessThanOrEqual(1);
      if (at >= 0) expect(["saying-goodbye", "talking", "held", "waiting", "leaving-voicemail"]).toContain(states[at - 1]!.phase);
      if (at >= 0 && states[at]!.operator === null) expect(states[at - 1]!.phase).toBe("saying-goodbye");
    }),
    runs,
  );
});

test("[C5] only the operator to whom the call is offered can take it, and nobody takes it from them", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { states } = play(events);
      for (let i = 1; i < states.length; i++) {
        const [before, after] = [states[i - 1]!, states[i]!];
        if (after.operator === before.operator || after.operator === null) continue;
        // [C16] In wrap-up nobody is on the line any more: it falls to whoever had it, or to whoever takes it over.
        if (after.phase === "wrap-up" && (before.lastOperator === after.operator || before.leftBehind)) continue;
        expect(before.operator).toBeNull();
        expect(before.offeredTo).toBe(after.operator);
      }
    }),
    runs,
  );
});

test("[C2] a caller who waits always hears something: each way into waiting plays a sound, and each finished sound starts another", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { states, effects } = play(events);
      for (let i = 1; i < states.length; i++) {
        const [before, after] = [states[i - 1]!, states[i]!];
        const sounds = effects[i]!.some((e) => e.do === "play");
        if (after.phase === "waiting" && before.phase !== "waiting") expect(sounds).toBe(true);
        const finished = events[i - 1]!;
        if (after.phase === "waiting" && finished.kind === "sound-ended" && finished.sound !== "hold-tone") expect(sounds).toBe(true);
      }
    }),
    runs,
  );
});

test("[C6] an operator's browser that is gone puts the caller back at the head of the queue, told so", () => {
  const { states, effects } = play([{ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }, { kind: "browser-gone" }]);
  expect(states.at(-1)).toMatchObject({ phase: "waiting", operator: null, returned: true });
  expect(effects.at(-1)).toContainEqual({ do: "play", sound: "operator-gone", loop: false });
});

test("[C7] with nobody at work the notice plays to its end before anything is recorded", () => {
  const { states, effects } = play([{ kind: "leg-up" }, { kind: "nobody" }, { kind: "sound-ended", sound: "nobody-ready" }, { kind: "leg-ended", how: "remote-hangup" }]);
  expect(effects[2]).toEqual([{ do: "play", sound: "nobody-ready", loop: false }]);
  expect(effects[3]).toEqual([{ do: "start-voicemail" }]);
  expect(effects[4]).toEqual([{ do: "stop-voicemail" }]);
  expect(states.at(-1)!.phase).toBe("ended");
});

test("[C5] the second of two operators who answer is told that another was first", () => {
  const { states } = play([{ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }]);
  expect(nextOf(states.at(-1)!, { kind: "answer", operator: ben }, t(9))).toEqual({ kind: "refused", because: "answeredByAnother" });
});

test("[C6] the same operator who answers again after a reload has the sound again, and the call goes on", () => {
  const { states } = play([{ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }]);
  expect(nextOf(states.at(-1)!, { kind: "answer", operator: ana }, t(9))).toMatchObject({ kind: "moved", effects: [{ do: "bridge" }], state: { phase: "talking", answeredAt: t(3) } });
});

test("[C9] an account that records says so in its first prompt", () => {
  const { effects } = play([{ kind: "leg-up" }], true);
  expect(effects[1]).toEqual([{ do: "play", sound: "recording-greeting", loop: false }]);
});

test("[C16] what an operator typed before their browser was gone is theirs to finish when the caller hangs up meanwhile", () => {
  const lost: CallEvent[] = [{ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }, { kind: "browser-gone" }];
  expect(play([...lost, { kind: "leg-ended", how: "remote-hangup" }]).states.at(-1)).toMatchObject({ phase: "wrap-up", operator: ana });
  const answered = play([...lost, { kind: "offer", operator: ben }, { kind: "answer", operator: ben }, { kind: "leg-ended", how: "remote-hangup" }]);
  expect(answered.states.at(-1)).toMatchObject({ phase: "wrap-up", operator: ben });
});

test("[C16] a wrap-up is taken over only once it was left behind, by one operator, who then finishes it", () => {
  const { states } = play([{ kind: "leg-up" }, { kind: "offer", operator: ana }, { kind: "answer", operator: ana }, { kind: "leg-ended", how: "remote-hangup" }]);
  const wrapUp = states.at(-1)!;
  expect(nextOf(wrapUp, { kind: "take-over", operator: ben }, t(9))).toEqual({ kind: "refused", because: "notYours" });
  const left = nextOf(wrapUp, { kind: "left-behind" }, t(9));
  const taken = nextOf((left as { state: CallState }).state, { kind: "take-over", operator: ben }, t(10));
  expect(taken).toMatchObject({ kind: "moved", state: { operator: ben, leftBehind: false } });
  expect(nextOf((taken as { state: CallState }).state, { kind: "finish", operator: ana, reason: "message-sent" }, t(11))).toEqual({ kind: "refused", because: "notYours" });
});
