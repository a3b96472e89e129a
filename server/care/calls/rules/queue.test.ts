import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_RECEPTION } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, plus } from "../../../foundation/time.ts";
import { arriving, type CallState } from "./call-machine.ts";
import { NOBODY_SECONDS_MAX, nextOffers, OFFER_SECONDS_MAX, overdue, type Operator } from "./queue.ts";

const QUEUE_SECONDS_MAX = PLAIN_RECEPTION.overflow.voicemailSeconds;

const t0 = instant(1_800_000_000_000);
const person = (n: number): PersonId => `00000000-0000-7000-8000-00000000000${n}` as PersonId;
const ready = (n: number, idleSeconds: number): Operator => ({ person: person(n), state: "ready", since: plus(t0, { seconds: -idleSeconds }) });
const waiting = (id: string, seconds: number, change: Partial<CallState> = {}) => ({ id, state: { ...arriving(false, plus(t0, { seconds: -seconds })), ...change } });

test("[C4] the operator who has been free the longest is offered the call that waited the longest", () => {
  expect(nextOffers([waiting("new", 5), waiting("old", 50)], [ready(1, 10), ready(2, 99)], t0)).toEqual([
    { call: "old", operator: person(2) },
    { call: "new", operator: person(1) },
  ]);
});

test("[C4] a call that lost its operator goes before one that waited longer", () => {
  expect(nextOffers([waiting("old", 50), waiting("back", 1, { returned: true })], [ready(1, 10)], t0)).toEqual([{ call: "back", operator: person(1) }]);
});

test("[C4] an operator who passed a call on is asked again only when all who are free have", () => {
  const passed = waiting("call", 5, { passedBy: [person(1)] });
  expect(nextOffers([passed], [ready(1, 99), ready(2, 1)], t0)).toEqual([{ call: "call", operator: person(2) }]);
  expect(nextOffers([passed], [ready(1, 99)], t0)).toEqual([{ call: "call", operator: person(1) }]);
});

test("[C4] no operator is offered two calls at once, no call is offered to two, and nobody waits while someone is free", () => {
  const state = fc.constantFrom("ready", "on-a-call", "wrap-up", "break", "away" as const);
  const operators = fc.array(fc.tuple(state, fc.nat(100)), { maxLength: 8 }).map((list) => list.map(([s, idle], n) => ({ ...ready(n, idle), state: s }) as Operator));
  const calls = fc.array(fc.tuple(fc.nat(300), fc.boolean(), fc.subarray([0, 1, 2, 3].map(person))), { maxLength: 8 }).map((list) => list.map(([s, returned, passedBy], n) => waiting(`call ${n}`, s, { returned, passedBy })));
  fc.assert(
    fc.property(calls, operators, (queue, staff) => {
      const offers = nextOffers(queue, staff, t0);
      expect(new Set(offers.map((o) => o.call)).size).toBe(offers.length);
      expect(new Set(offers.map((o) => o.operator)).size).toBe(offers.length);
      expect(offers.length).toBe(Math.min(queue.length, staff.filter((o) => o.state === "ready").length));
    }),
    { numRuns: 1000 },
  );
});

test("[C4] an offer that nobody takes moves on after 20 seconds", () => {
  const offered = arriving(false, t0);
  const state = { ...offered, offeredTo: person(1), offeredAt: t0 };
  expect(overdue(state, [], plus(t0, { seconds: OFFER_SECONDS_MAX - 1 }))).toBeUndefined();
  expect(overdue(state, [], plus(t0, { seconds: OFFER_SECONDS_MAX }))).toBe("offer-expired");
});

test("[C7] with nobody at work voicemail is offered within seconds, with operators busy after three minutes", () => {
  const state = arriving(false, t0);
  const busy: Operator[] = [{ person: person(1), state: "on-a-call", since: t0 }];
  const away: Operator[] = [{ person: person(1), state: "away", since: t0 }];
  expect(overdue(state, away, plus(t0, { seconds: NOBODY_SECONDS_MAX }))).toBe("nobody");
  expect(overdue(state, busy, plus(t0, { seconds: QUEUE_SECONDS_MAX - 1 }))).toBeUndefined();
  expect(overdue(state, busy, plus(t0, { seconds: QUEUE_SECONDS_MAX }))).toBe("nobody");
});

test("[C7] a caller whom nobody answers is offered voicemail, however many desks say that they are ready", () => {
  const desks = [ready(1, 99), ready(2, 5)];
  let call = waiting("call", 0);
  let at = t0;
  const rung: string[] = [];
  for (let second = 0; second <= QUEUE_SECONDS_MAX + OFFER_SECONDS_MAX; second++) {
    at = plus(t0, { seconds: second });
    const [offer] = nextOffers([call], desks, at);
    if (offer) {
      rung.push(offer.operator);
      call = { ...call, state: { ...call.state, offeredTo: offer.operator, offeredAt: at } };
    }
    const due = overdue(call.state, desks, at);
    if (due === "nobody") break;
    if (due === "offer-expired") call = { ...call, state: { ...call.state, passedBy: [...call.state.passedBy, call.state.offeredTo!], offeredTo: null, offeredAt: null } };
  }
  expect(new Set(rung)).toEqual(new Set([person(1), person(2)]));
  expect(at).toBeGreaterThanOrEqual(plus(t0, { seconds: QUEUE_SECONDS_MAX }));
  expect(at).toBeLessThan(plus(t0, { seconds: QUEUE_SECONDS_MAX + OFFER_SECONDS_MAX }));
});

test("[C7] passing a call on again and again does not keep its caller waiting for ever", () => {
  const justOffered = { ...arriving(false, t0), offeredTo: person(1), offeredAt: plus(t0, { seconds: QUEUE_SECONDS_MAX + OFFER_SECONDS_MAX }) };
  expect(overdue(justOffered, [ready(1, 9)], plus(t0, { seconds: QUEUE_SECONDS_MAX + OFFER_SECONDS_MAX }))).toBe("nobody");
});
