import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS, type Skills } from "../../../../contract/index.ts";
import { promptWords } from "../../../edge/media/prompts.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import { arriving, type CallState, type Wants } from "./call-words.ts";
import { expectedSeconds, isNewsDue, newsFor, placeOf, type Line } from "./news.ts";
import { nextOffers, type Operator } from "./queue.ts";

const t0 = instant(1_800_000_000_000);
const ago = (seconds: number): Instant => plus(t0, { seconds: -seconds });
const person = (n: number): PersonId => `00000000-0000-7000-8000-00000000000${n}` as PersonId;
const operator = (n: number, state: Operator["state"], skills: Partial<Skills> = {}): Operator => ({ person: person(n), state, since: ago(n), skills: { ...PLAIN_SKILLS, ...skills } });
const waiting = (id: string, seconds: number, { wants = {}, ...state }: { wants?: Partial<Wants> } & Omit<Partial<CallState>, "wants"> = {}) => {
  const arrived = arriving(false, ago(seconds), { reception: PLAIN_RECEPTION, rangBefore: false, hasNumber: true });
  return { id, state: { ...arrived, ...state, wants: { ...arrived.wants, ...wants } } };
};
const busy = [operator(1, "on-a-call"), operator(2, "wrap-up")];
const said = (call: ReturnType<typeof waiting>, line: Partial<Line<string>>): string => promptWords(newsFor(call, { calls: [call], operators: busy, answers: [], ...line }, t0).prompt);

test("[C96] news is due half a minute after a caller came, and half a minute after the last", () => {
  expect([29, 30].map((seconds) => isNewsDue(waiting("a", seconds).state, t0))).toEqual([false, true]);
  const told = waiting("a", 300, { news: { at: ago(29), prompt: "news", instead: [] } }).state;
  expect([isNewsDue(told, t0), isNewsDue(told, plus(t0, { seconds: 1 }))]).toEqual([false, true]);
});

test("[C96] with all operators busy a caller hears the emergency sentence, that, their place, and what they can do", () => {
  const [first, mine] = [waiting("first", 60), waiting("mine", 31)];
  expect(said(mine, { calls: [mine, first] })).toBe(
    "If this is a life-threatening emergency, hang up and dial 9 1 1. Thank you for holding. All of our operators are helping other callers. In line, you are number 2. To leave a message instead, press 7. To be called back, press 8.",
  );
});

test("[C96] a caller for whom an operator is being rung hears that, and one whose operators are not busy hears only that they are in line", () => {
  expect(said(waiting("mine", 31, { offeredTo: person(1) }), {})).toContain("We are ringing an operator for you now. To leave");
  expect(said(waiting("mine", 31), { operators: [operator(1, "finishing")] })).toContain("You are still in line for an operator. You are next in line.");
});

test("[C96] in Spanish every word is Spanish", () => {
  expect(said(waiting("mine", 70, { wants: { language: "es" } }), {})).toBe(
    "Si es una emergencia que pone en peligro la vida, cuelgue y marque el 9 1 1. Gracias por esperar. Todos nuestros operadores están atendiendo otras llamadas. Usted es el siguiente en la fila. Para dejar un mensaje, oprima 7. Para que le devolvamos la llamada, oprima 8.",
  );
});

test("[C96] no place is said while somebody behind may be answered first", () => {
  const spanish = waiting("es", 10, { wants: { language: "es" } });
  const line = { calls: [spanish, waiting("en", 5)], operators: [operator(1, "on-a-call"), operator(2, "on-a-call", { languages: ["en", "es"] })], answers: [] };
  expect(placeOf(spanish, line, t0)).toBeUndefined();
  expect(placeOf(spanish, line, plus(t0, { seconds: 10 }))).toBe(1);
});

test("[C96] the wait is said only after five answers in the last half hour, and as what it was at that pace", () => {
  const answers = [60, 400, 800, 1200, 1700].map(ago);
  expect(expectedSeconds(1, answers.slice(1), t0)).toBeUndefined();
  expect(expectedSeconds(2, answers, t0)).toBe(720);
  expect(expectedSeconds(1, [...answers.slice(1), ago(1800)], t0)).toBeUndefined();
  const mine = waiting("mine", 31);
  expect(said(mine, { answers })).toContain("You are next in line. The wait that we expect, in minutes, is about 6.");
  expect(said(mine, { answers: Array.from({ length: 40 }, (_, n) => ago(n * 40)) })).toContain("We expect to answer you within a minute.");
});

test("[C97] who cannot be rung back is not told that they can be, and who lost their operator is asked to do nothing else", () => {
  expect(newsFor(waiting("mine", 31, { wants: { hasNumber: false } }), { calls: [], operators: busy, answers: [] }, t0).instead).toEqual(["message"]);
  expect(newsFor(waiting("mine", 31, { returned: true }), { calls: [], operators: busy, answers: [] }, t0).instead).toEqual([]);
});

const skills = fc.record({ languages: fc.constantFrom<Skills["languages"]>(["en"], ["en", "es"]), urgent: fc.boolean(), reserve: fc.boolean() });
const staff = fc.array(skills, { minLength: 1, maxLength: 4 }).map((list) => list.map((own, n) => operator(n, "on-a-call", own)));
const lines = fc.array(fc.record({ seconds: fc.nat(300), language: fc.constantFrom("en" as const, "es" as const), urgent: fc.boolean() }), { minLength: 1, maxLength: 6 }).map((list) => list.map(({ seconds, ...wants }, n) => waiting(`call ${n}`, seconds, { wants })));

test("[C96] a place that is said is kept: whichever operators become free, one by one, the caller is among so many who are answered first", () => {
  fc.assert(
    fc.property(lines, staff, fc.infiniteStream(fc.nat(3)), (calls, operators, order) => {
      for (const mine of calls) {
        const place = placeOf(mine, { calls, operators, answers: [] }, t0);
        if (place === undefined) continue;
        let left: readonly (typeof calls)[number][] = calls;
        const answered: string[] = [];
        while (left.some(({ id }) => id === mine.id)) {
          const free = order.next().value! % operators.length;
          const [offer] = nextOffers(left, operators.map((one, n) => (n === free ? { ...one, state: "ready" as const } : one)), t0);
          if (!offer) continue;
          answered.push(offer.call);
          left = left.filter(({ id }) => id !== offer.call);
        }
        expect(answered.length).toBeLessThanOrEqual(place);
      }
    }),
    { numRuns: 300 },
  );
});
