import fc from "fast-check";
import { expect, test } from "vitest";
import { begun, turned, type DialogueEffect, type DialogueEvent, type Question, type Turn } from "./dialogue.ts";

const menu: Question = { keys: "129", digitsMax: 1, endKey: null, bargeIn: true, waitSeconds: 8, betweenSeconds: 4, triesMax: 3 };
const pin: Question = { keys: "0123456789", digitsMax: 8, endKey: "#", bargeIn: true, waitSeconds: 10, betweenSeconds: 4, triesMax: 2 };

/** Plays events one after another and tells everything that was to be done. */
function play(question: Question, events: readonly DialogueEvent[]): { turn: Turn; effects: DialogueEffect[] } {
  let { turn, effects } = begun;
  const all = [...effects];
  for (const event of events) {
    ({ turn, effects } = turned(question, turn, event));
    all.push(...effects);
  }
  return { turn, effects: all };
}
const keys = (digits: string): DialogueEvent[] => [...digits].map((digit) => ({ kind: "digit", digit }));
const told = (question: Question, ...events: DialogueEvent[]) => play(question, events).effects.flatMap((effect) => (effect.do === "tell" ? [effect.heard] : []));

test("[C50] a key while the words are said stops them and is the answer", () => {
  expect(play(menu, keys("1")).effects).toEqual([{ do: "say" }, { do: "hush" }, { do: "tell", heard: { kind: "digits", digits: "1" } }]);
});

test("[C50] where words must be heard to their end, a key before it does nothing and one after it counts", () => {
  const whole = { ...menu, bargeIn: false };
  expect(told(whole, ...keys("1"))).toEqual([]);
  expect(told(whole, ...keys("1"), { kind: "said" }, ...keys("2"))).toEqual([{ kind: "digits", digits: "2" }]);
});

test.each([
  ["a number of a fixed length is whole with its last digit", keys("12345678"), { kind: "digits", digits: "12345678" }],
  ["a shorter one ends with the hash key", keys("1234#"), { kind: "digits", digits: "1234" }],
  ["a shorter one also ends when no more comes", [...keys("1234"), { kind: "waited", wait: 4 }], { kind: "digits", digits: "1234" }],
  ["a star throws away what was typed", [...keys("12*"), ...keys("3456#")], { kind: "digits", digits: "3456" }],
  ["hash alone is no number", keys("##"), { kind: "no-key", pressed: true }],
] as const)("[C50] %s", (_, events, heard) => {
  expect(told(pin, ...(events as readonly DialogueEvent[]))).toEqual([heard]);
});

test("[C50] nobody presses anything: the words are said three times, with eight seconds after each, and it is given up", () => {
  const { effects } = play(menu, [1, 2, 3].flatMap((wait): DialogueEvent[] => [{ kind: "said" }, { kind: "waited", wait }]));
  const wait = (n: number) => ({ do: "wait", seconds: 8, wait: n });
  expect(effects).toEqual([{ do: "say" }, wait(1), { do: "say" }, wait(2), { do: "say" }, wait(3), { do: "tell", heard: { kind: "no-key", pressed: false } }]);
});

test("[C50] a key that means nothing has the words said again, and is told apart from no key at all", () => {
  expect(told(menu, ...keys("777"))).toEqual([{ kind: "no-key", pressed: true }]);
});

test("[C50] a wait that was over before a key came says nothing after it", () => {
  const { turn } = play(pin, [{ kind: "said" }, ...keys("1"), { kind: "waited", wait: 1 }]);
  expect(turn).toMatchObject({ stage: "waiting", digits: "1", tries: 1 });
});

const anyEvent = fc.oneof(
  fc.constant<DialogueEvent>({ kind: "said" }),
  fc.constantFrom(..."0123456789*#A").map((digit): DialogueEvent => ({ kind: "digit", digit })),
  fc.nat({ max: 6 }).map((wait): DialogueEvent => ({ kind: "waited", wait })),
);
const anyQuestion = fc.record({
  keys: fc.constantFrom("1", "129", "0123456789"), digitsMax: fc.integer({ min: 1, max: 8 }), endKey: fc.constantFrom<"#" | null>("#", null),
  bargeIn: fc.boolean(), waitSeconds: fc.constant(8), betweenSeconds: fc.constant(4), triesMax: fc.integer({ min: 1, max: 4 }),
});

test("[C50] whatever happens in whatever order: one answer at most, made of keys that count, the words no more often than allowed, and hanging up ends it at once", () => {
  fc.assert(fc.property(anyQuestion, fc.array(anyEvent, { maxLength: 40 }), (question, events) => {
    const before = play(question, events);
    const { turn, effects } = play(question, [...events, { kind: "gone" }, ...events]);
    const answers = effects.flatMap((effect) => (effect.do === "tell" ? [effect.heard] : []));
    expect([answers.length, turn.stage, effects.at(-1)!.do]).toEqual([1, "over", "tell"]);
    if (before.turn.stage !== "over") expect(answers).toEqual([{ kind: "gone" }]);
    const [answer] = answers;
    if (answer!.kind === "digits") expect([answer!.digits.length >= 1 && answer!.digits.length <= question.digitsMax, [...answer!.digits].every((digit) => question.keys.includes(digit))]).toEqual([true, true]);
    expect(effects.filter((effect) => effect.do === "say").length).toBeLessThanOrEqual(question.triesMax);
    for (const [index, effect] of effects.entries()) if (effect.do === "hush") expect(effects.slice(0, index).findLast(({ do: what }) => what === "say" || what === "hush" || what === "wait")?.do).toBe("say");
  }));
});
