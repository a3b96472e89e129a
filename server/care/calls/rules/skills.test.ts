import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS, type Reception, type Skills } from "../../../../contract/index.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import { arriving, type CallState, type Wants } from "./call-words.ts";
import { byTurn, mayTake, needsInterpreter, nextOffers, RANG_BEFORE_SECONDS, URGENT_SECONDS, type Operator } from "./queue.ts";

const t0 = instant(1_800_000_000_000);
const ago = (seconds: number): Instant => plus(t0, { seconds: -seconds });
const person = (n: number): PersonId => `00000000-0000-7000-8000-00000000000${n}` as PersonId;
const lakeside = "00000000-0000-7000-8000-0000000000a1" as AccountId;
const harbor = "00000000-0000-7000-8000-0000000000a2" as AccountId;
const plain = arriving(false, t0).wants;
const received = (over: Partial<Reception> = {}): Reception => ({ ...PLAIN_RECEPTION, ...over });

const operator = (n: number, skills: Partial<Skills> = {}, over: Partial<Operator> = {}): Operator => ({ person: person(n), state: "ready", since: ago(10 * n), skills: { ...PLAIN_SKILLS, ...skills }, ...over });
const call = (id: string, seconds: number, { wants = {}, reception = received(), ...state }: { wants?: Partial<Wants>; reception?: Reception } & Omit<Partial<CallState>, "wants" | "reception"> = {}) =>
  ({ id, account: lakeside, state: { ...arriving(false, ago(seconds)), phase: "waiting" as const, reception, wants: { ...plain, ...wants }, ...state } });
const spanish = { wants: { language: "es" as const } };
const both = { languages: ["en" as const, "es" as const] };
const rung = (calls: Parameters<typeof nextOffers<string>>[0], operators: readonly Operator[]) => nextOffers(calls, operators, t0).map((one) => [one.call, Number(one.operator.at(-1))]);

test("[C92] an urgent call goes before one that waits a little longer, and not before one that waits two minutes longer", () => {
  const urgent = call("urgent", 5, { wants: { urgent: true } });
  expect(rung([call("routine", 100), urgent], [operator(1)])).toEqual([["urgent", 1]]);
  expect(rung([call("routine", 126), urgent], [operator(1)])).toEqual([["routine", 1]]);
});

test("[C92] who rang before and hung up before anybody spoke goes before those who came a little earlier", () => {
  expect(rung([call("first", 50), call("again", 5, { wants: { rangBefore: true } })], [operator(1)])).toEqual([["again", 1]]);
});

test("[C93] a Spanish caller goes to a Spanish speaker who is free, whoever else is free for longer", () => {
  expect(rung([call("es", 1, spanish)], [operator(1), operator(2, both), operator(3)])).toEqual([["es", 2]]);
});

test("[C93] with the Spanish speaker on another call the caller is theirs for twenty seconds, then anybody's, who is told to find an interpreter", () => {
  const staff = [operator(1), operator(2, both, { state: "on-a-call" })];
  expect(rung([call("es", 19, spanish)], staff)).toEqual([]);
  expect(rung([call("es", 20, spanish)], staff)).toEqual([["es", 1]]);
  expect(needsInterpreter(call("es", 20, spanish).state, staff[0]!.skills)).toBe(true);
  expect(needsInterpreter(call("es", 20, spanish).state, staff[1]!.skills)).toBe(false);
});

test("[C93] with nobody at work who speaks Spanish the caller is anybody's at once", () => {
  expect(rung([call("es", 0, spanish)], [operator(1), operator(2, both, { state: "away" })])).toEqual([["es", 1]]);
});

test("[C93] an English caller leaves the Spanish speaker free for the next one, as long as another is free", () => {
  expect(rung([call("en", 9), call("es", 1, spanish)], [operator(1), operator(3, both)])).toEqual([["en", 1], ["es", 3]]);
  expect(rung([call("en", 9)], [operator(3, both)])).toEqual([["en", 3]]);
});

test("[C93] where the practice wants operators who know it, they come first for thirty seconds", () => {
  const certified = { reception: received({ certified: true }) };
  const staff = [operator(1, { accounts: [harbor] }), operator(2, { accounts: [lakeside] }, { state: "wrap-up" })];
  expect(rung([call("call", 29, certified)], staff)).toEqual([]);
  expect(rung([call("call", 30, certified)], staff)).toEqual([["call", 1]]);
  expect(rung([call("call", 0, certified)], [operator(1, { accounts: [harbor] }), operator(2, { accounts: [lakeside] })])).toEqual([["call", 2]]);
});

test("[C93] those who answer only when it is busy are rung after a minute, or at once when nobody else is at work", () => {
  const reserve = operator(1, { reserve: true });
  expect(rung([call("call", 59)], [reserve, operator(2, {}, { state: "on-a-call" })])).toEqual([]);
  expect(rung([call("call", 60)], [reserve, operator(2, {}, { state: "on-a-call" })])).toEqual([["call", 1]]);
  expect(rung([call("call", 0)], [reserve])).toEqual([["call", 1]]);
});

test("[C93] an urgent call is asked of those kept for urgent ones first, and of anybody when they are busy", () => {
  const urgent = call("urgent", 0, { wants: { urgent: true } });
  expect(rung([urgent], [operator(9), operator(1, { urgent: true })])).toEqual([["urgent", 1]]);
  expect(rung([urgent], [operator(9), operator(1, { urgent: true }, { state: "on-a-call" })])).toEqual([["urgent", 9]]);
});

const skills = fc.record({ languages: fc.constantFrom<Skills["languages"]>(["en"], ["en", "es"], ["es"]), accounts: fc.constantFrom<Skills["accounts"]>(null, [lakeside], [harbor]), urgent: fc.boolean(), reserve: fc.boolean() });
const staff = fc.array(fc.tuple(skills, fc.constantFrom<Operator["state"]>("ready", "ready", "on-a-call", "away"), fc.nat(300)), { maxLength: 6 }).map((list) => list.map(([own, state, idle], n) => operator(n, own, { state, since: ago(idle) })));
const one = fc.record({ seconds: fc.nat(400), language: fc.constantFrom("en" as const, "es" as const), urgent: fc.boolean(), rangBefore: fc.boolean(), certified: fc.boolean(), returned: fc.boolean(), account: fc.constantFrom(lakeside, harbor), passedBy: fc.subarray([0, 1, 2].map(person)) });
const line = fc.array(one, { maxLength: 6 }).map((list) =>
  list.map(({ seconds, language, urgent, rangBefore, certified, account, returned, passedBy }, n) => ({ ...call(`call ${n}`, seconds, { wants: { language, urgent, rangBefore }, reception: received({ certified }), returned, passedBy }), account })));

test("[C93] nobody waits while somebody is free who may take them, no operator is rung for two calls, and no call rings at two desks", () => {
  fc.assert(
    fc.property(line, staff, (calls, operators) => {
      const offers = nextOffers(calls, operators, t0);
      expect(new Set(offers.map((o) => o.call)).size).toBe(offers.length);
      expect(new Set(offers.map((o) => o.operator)).size).toBe(offers.length);
      const idle = operators.filter((o) => o.state === "ready" && !offers.some((offer) => offer.operator === o.person));
      for (const waiting of calls.filter(({ id }) => !offers.some((offer) => offer.call === id))) expect(idle.filter(mayTake(waiting, operators, t0))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("[C92] [C93] after a minute every caller is anybody's, and nobody who came three minutes after them is answered before them", () => {
  fc.assert(
    fc.property(line, staff, (calls, operators) => {
      for (const waiting of calls.filter(({ state }) => t0 - state.since >= 60_000)) expect(operators.every(mayTake(waiting, operators, t0))).toBe(true);
      const order = calls.filter(({ state }) => !state.returned).toSorted(byTurn);
      order.forEach((first, n) => {
        for (const later of order.slice(n + 1)) expect(later.state.since).toBeGreaterThanOrEqual(first.state.since - (URGENT_SECONDS + RANG_BEFORE_SECONDS) * 1000);
      });
    }),
    { numRuns: 1000 },
  );
});

test("[C92] with an urgent call every ten seconds for an hour, one operator, and calls of twenty seconds, a call that is not urgent is answered", () => {
  let calls = [call("routine", 0)];
  let at = t0;
  let answered: string[] = [];
  for (let second = 0; second < 3600 && !answered.includes("routine"); second += 10) {
    at = plus(t0, { seconds: second });
    const urgent = call(`urgent ${second}`, 0, { wants: { urgent: true } });
    calls = [...calls, { ...urgent, state: { ...urgent.state, since: at } }];
    if (second % 20 !== 0) continue;
    answered = [...answered, ...nextOffers(calls, [operator(1)], at).map((offer) => offer.call)];
    calls = calls.filter(({ id }) => !answered.includes(id));
  }
  expect(answered.at(-1)).toBe("routine");
  expect(at - t0).toBeLessThanOrEqual(2 * URGENT_SECONDS * 1000 + 20_000);
});
