import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, type Instant } from "../../../foundation/time.ts";
import { afterOne, mayGoAt, type Bucket, type Limits } from "./limits.ts";
import { isAhead, turnOf, type Waiter } from "./line.ts";

const limit = fc.record({ perMinute: fc.integer({ min: 1, max: 120 }), atOnceMax: fc.integer({ min: 1, max: 5 }) });
const limits: fc.Arbitrary<Limits> = fc.record({ channel: limit, person: limit });
const arrivals = fc.array(fc.record({ after: fc.integer({ min: 0, max: 20_000 }), priority: fc.constantFrom(1, 2, 4), person: fc.constantFrom("lee", "cho", "park") }), { minLength: 1, maxLength: 25 });

interface Gone {
  readonly waiter: Waiter;
  readonly at: Instant;
  /** The channel's bucket after it. */
  readonly full: Bucket;
  /** Who waited when this one left, with when their own person's limit lets them go. */
  readonly left: readonly { readonly waiter: Waiter; readonly personAt: Instant }[];
}

/** Everybody looks when they come, and again when they were told to; of one instant the wrong one first, as it happens among several workers. */
function run(coming: readonly Waiter[], { channel, person }: Limits): Gone[] {
  let full: Bucket = null;
  const people = new Map<string, Bucket>();
  const looks = new Map<string, Instant>(coming.map((one) => [one.id, one.since]));
  const gone: Gone[] = [];
  for (let turns = 0; looks.size > 0; turns++) {
    expect(turns, "nobody waits for ever").toBeLessThan(20_000);
    const me = coming.filter(({ id }) => looks.has(id)).toSorted((a, b) => looks.get(a.id)! - looks.get(b.id)! || (isAhead(a, b) ? 1 : -1))[0]!;
    const at = looks.get(me.id)!;
    const line = coming.filter(({ id, since }) => looks.has(id) && since <= at && id !== me.id);
    const turn = turnOf(me, line, { road: { limits: { channel, person }, channel: full, people }, at });
    if (turn.kind === "waits") {
      expect(turn.until, "told to look again later than now").toBeGreaterThan(at);
      looks.set(me.id, turn.until);
      continue;
    }
    gone.push({ waiter: me, at, full: afterOne(full, channel, at), left: line.map((waiter) => ({ waiter, personAt: mayGoAt(people.get(waiter.person) ?? null, person, { at }) })) });
    looks.delete(me.id);
    full = afterOne(full, channel, at);
    people.set(me.person, afterOne(people.get(me.person) ?? null, person, at));
  }
  return gone;
}

const waiters = (list: readonly { after: number; priority: number; person: string }[]): Waiter[] => {
  let at = 1_800_000_000_000;
  return list.map(({ after, priority, person }, n) => ({ id: String(n).padStart(3, "0"), priority, person, since: instant((at += after)) }));
};
const MINUTE_MS = 60_000;
/** A bucket is kept in whole milliseconds. */
const ROUNDED_MS = 1;
/** However one lays a window over those who left: no more than rested in it at once, and what ran in meanwhile. */
function tooFast(times: readonly Instant[], { perMinute, atOnceMax }: Limits["channel"]): boolean {
  return times.some((from, n) => times.slice(n).some((to, k) => k + 1 > atOnceMax + ((to - from + 2 * (k + 1)) * perMinute) / MINUTE_MS));
}

test("[R11] however pages come, all of them leave, and none faster than the channel or the person allows", () => {
  fc.assert(fc.property(arrivals, limits, (list, allowed) => {
    const gone = run(waiters(list), allowed);
    expect(gone).toHaveLength(list.length);
    expect(tooFast(gone.map(({ at }) => at), allowed.channel)).toBe(false);
    for (const one of ["lee", "cho", "park"]) expect(tooFast(gone.filter(({ waiter }) => waiter.person === one).map(({ at }) => at), allowed.person)).toBe(false);
  }), { numRuns: 300 });
});

test("[R12] nobody takes a place that somebody more urgent, or an equal who came first, could have taken", () => {
  fc.assert(fc.property(arrivals, limits, (list, allowed) => {
    for (const { waiter, at, left, full } of run(waiters(list), allowed)) {
      // Who is ahead may not have looked yet: then their place is kept, and all of them could still leave in this instant.
      const ahead = left.filter((one) => one.personAt <= at && isAhead(one.waiter, waiter));
      const kept = ahead.length === 0 || mayGoAt(full, allowed.channel, { at, others: ahead.length - 1 }) <= at + ROUNDED_MS * ahead.length;
      const passedBy = kept ? [] : ahead;
      expect(passedBy.map((one) => one.waiter), "left behind by one who should have waited").toEqual([]);
    }
  }), { numRuns: 300 });
});

test("[R11] a clock that is set back by a day makes nobody wait longer than an empty bucket takes to fill", () => {
  fc.assert(fc.property(limit, fc.integer({ min: 0, max: 86_400_000 }), (allowed, back) => {
    const at = instant(1_800_000_000_000);
    const full = afterOne(null, allowed, instant(at + back));
    expect(mayGoAt(full, allowed, { at }) - at).toBeLessThanOrEqual((allowed.atOnceMax * MINUTE_MS) / allowed.perMinute + 1);
  }));
});
