import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, toIso } from "../../../foundation/time.ts";
import { frameFault } from "./calendar-fault.ts";
import { countsOf, readCalendar, unknownIn, type Read } from "./calendar-in.ts";
import { calendarText } from "./calendar-out.ts";

const AT = fromIso("2027-01-14T07:00:00Z");
const PEOPLE = [{ id: "lee" as PersonId, name: "Dr Hannah Lee" }, { id: "cho" as PersonId, name: "Dr Cho" }, { id: "nunez" as PersonId, name: "Dra. Núñez-Peña" }];
const ask = { at: AT, zone: "America/New_York", people: PEOPLE };
const wrap = (...lines: string[]): string => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: string[]): string[] => ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20270101T000000Z", ...lines, "END:VEVENT"];
const read = (...lines: string[]): Read => {
  const found = readCalendar(wrap(...lines), ask);
  if ("what" in found) throw new Error(found.what);
  return found;
};
const times = ({ proposals }: Read): string[] => proposals.map(({ from, until, person }) => `${person} ${toIso(from).slice(0, 16)} ${toIso(until).slice(0, 16)}`);

const words = fc.string({ unit: "grapheme", maxLength: 60 });
const entries = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 3000 }), length: fc.integer({ min: 1, max: 5000 }), who: fc.integer({ min: 0, max: 2 }), words }), { maxLength: 60 }).map((given) => {
  let at = plus(AT, { minutes: 1 });
  return given.map(({ gap, length, who, words: extra }, i) => {
    const from = plus(at, { minutes: gap });
    at = plus(from, { minutes: length });
    return { uid: `u${i}`, from, until: at, person: PEOPLE[who]!, extra };
  });
});

test("[CV13] what we publish is read back by another hand as the same people at the same times, whatever the practice is called", () => {
  fc.assert(fc.property(entries, words, (list, name) => {
    const text = calendarText({ name, at: AT, entries: list.map(({ uid, from, until, person }) => ({ uid, from, until, summary: `${person.name}, first` })) });
    const back = readCalendar(text, ask) as Read;
    const near = list.filter(({ from }) => from < plus(AT, { days: 400 }));
    expect(back.proposals).toEqual(near.slice(0, 200).map(({ from, until, person }) => ({ from, until, person: person.id })));
  }));
});

test("[CV13] no line is longer than 75 octets, lines end as they must, and no name begins a property of its own", () => {
  fc.assert(fc.property(entries, words, (list, name) => {
    const text = calendarText({ name, at: AT, entries: list.map(({ uid, from, until, extra }) => ({ uid, from, until, summary: `${extra}\r\nATTACH:http://evil.test/${extra}` })) });
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    const lines = text.split("\r\n");
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.includes("\n") || line.includes("\r") || line.startsWith("ATTACH"))).toBe(false);
    expect(lines.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(list.length);
  }));
});

test("[CV14] a night in the practice's own zone, one in another zone, one in UTC and a whole day are read as what they say", () => {
  const found = read(
    ...event("SUMMARY:Dr Hannah Lee on call", "DTSTART:20270115T190000", "DTEND:20270116T070000"),
    ...event("SUMMARY:ON CALL - dr cho", "DTSTART;TZID=America/Chicago:20270116T180000", "DTEND;TZID=America/Chicago:20270117T060000"),
    ...event("SUMMARY:Dra. Núñez Peña", "DTSTART:20270118T000000Z", "DURATION:PT8H"),
    ...event("SUMMARY:Dr Cho", "DTSTART;VALUE=DATE:20270120"),
  );
  expect(times(found)).toEqual(["lee 2027-01-16T00:00 2027-01-16T12:00", "cho 2027-01-17T00:00 2027-01-17T12:00", "nunez 2027-01-18T00:00 2027-01-18T08:00", "cho 2027-01-20T05:00 2027-01-21T05:00"]);
});

test("[CV14] a weekly night goes on by the wall over the clock change, without the night that is left out and with the one that was moved", () => {
  const found = read(
    ...event("SUMMARY:Dr Cho", "DTSTART;TZID=America/New_York:20270305T190000", "DTEND;TZID=America/New_York:20270306T070000", "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20270403T000000Z", "EXDATE;TZID=America/New_York:20270319T190000"),
    ...event("SUMMARY:Dr Hannah Lee", "RECURRENCE-ID;TZID=America/New_York:20270326T190000", "DTSTART;TZID=America/New_York:20270327T190000", "DTEND;TZID=America/New_York:20270328T070000"),
  );
  expect(times(found)).toEqual(["cho 2027-03-06T00:00 2027-03-06T12:00", "cho 2027-03-13T00:00 2027-03-13T12:00", "lee 2027-03-27T23:00 2027-03-28T11:00", "cho 2027-04-02T23:00 2027-04-03T11:00"]);
});

test("[CV14] what cannot be read safely is left out and said: unknown people, two at once, unknown zones and rules, what is over, too long or too far", () => {
  const night = ["DTSTART:20270115T190000", "DTEND:20270116T070000"];
  const found = read(
    ...event("SUMMARY:Dr House", ...night), ...event("SUMMARY:Lee", ...night), ...event("SUMMARY:Dr Cho / Dr Hannah Lee", ...night),
    ...event("SUMMARY:Dr Cho", "DTSTART;TZID=Customized Time Zone:20270115T190000", "DTEND;TZID=Customized Time Zone:20270116T070000"),
    ...event("SUMMARY:Dr Cho", "DTSTART:20270115T190000"), ...event("SUMMARY:Dr Cho", "DTSTART:20270116T190000", "DTEND:20270115T190000"),
    ...event("SUMMARY:Dr Cho", ...night, "RRULE:FREQ=SECONDLY"), ...event("SUMMARY:Dr Cho", ...night, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), ...event("SUMMARY:Dr Cho", ...night, "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU"),
    ...event("SUMMARY:Dr Cho", "DTSTART:20260115T190000", "DTEND:20260116T070000"), ...event("SUMMARY:Dr Cho", "DTSTART:20290115T190000", "DTEND:20290116T070000"),
    ...event("SUMMARY:Dr Cho", "DTSTART:20270115T190000", "DTEND:20270916T070000"), ...event("SUMMARY:Dr Cho", "STATUS:CANCELLED", ...night),
    ...event("SUMMARY:Dr Cho", ...night), ...event("SUMMARY:Dr Hannah Lee", "DTSTART:20270116T060000", "DTEND:20270116T080000"),
  );
  expect(times(found)).toEqual(["cho 2027-01-16T00:00 2027-01-16T12:00"]);
  expect(Object.fromEntries(countsOf(found.skipped).map(({ why, count }) => [why, count]))).toEqual({ "nobody-known": 2, "two-people": 1, "no-times": 2, "unknown-zone": 1, "unknown-rule": 3, over: 1, "too-far": 1, "too-long": 1, cancelled: 1, overlaps: 1 });
  expect([found.events, found.proposals.length + found.skipped.length]).toEqual([15, 15]);
  expect(unknownIn(found.skipped)).toEqual([{ title: "Dr House", count: 1 }, { title: "Lee", count: 1 }]);
  expect(found.skipped.at(-1)).toEqual({ why: "overlaps", title: "Dr Hannah Lee", at: fromIso("2027-01-16T11:00:00Z") });
});

test("[CV14] a calendar with too many events, or that repeats for too long, is refused before it costs anything", () => {
  const many = Array.from({ length: 1001 }, () => event("SUMMARY:Dr Cho", "DTSTART:20270115T190000", "DTEND:20270115T200000")).flat();
  expect(readCalendar(wrap(...many), ask)).toEqual({ what: "events", events: 1001 });
  const long = Array.from({ length: 500 }, () => event("SUMMARY:Dr Cho", "DTSTART:19900115T190000", "DTEND:19900115T200000", "RRULE:FREQ=DAILY")).flat();
  expect(readCalendar(wrap(...long), ask)).toEqual({ what: "repeats" }); // Seven million days would be gone through otherwise.
});

test("[CV14] where an account has room for two overrides more, the third shift is skipped and said", () => {
  const nights = ["20270115", "20270116", "20270117"].flatMap((day) => event("SUMMARY:Dr Cho", `DTSTART:${day}T190000`, "DURATION:PT8H"));
  const found = readCalendar(wrap(...nights), { ...ask, room: 2 }) as Read;
  expect([found.proposals.length, found.skipped]).toEqual([2, [{ why: "too-many", title: "Dr Cho", at: fromIso("2027-01-18T00:00:00Z") }]]);
});

test("[CV24] a file that is no calendar is told what is wrong with it, and in which line", () => {
  const night = event("SUMMARY:Dr Cho", "DTSTART:20270115T190000", "DURATION:PT8H");
  const whole = wrap(...night);
  expect([whole, `\uFEFF\r\n${whole}\r\n\r\n`, whole.replaceAll("\r\n", "\n"), whole.toLowerCase()].map(frameFault)).toEqual([undefined, undefined, undefined, undefined]);
  expect(["", "\r\n \r\n", "Date,Doctor\n2027-01-15,Cho", "<!doctype html>"].map(frameFault)).toEqual([{ what: "empty" }, { what: "empty" }, { what: "no-calendar" }, { what: "no-calendar" }]);
  expect(frameFault(whole.slice(0, 120))).toEqual({ what: "cut-off" });
  expect(frameFault(whole + whole)).toEqual({ what: "several" });
  expect(frameFault(wrap(...night, "who is on call"))).toEqual({ what: "no-colon", line: 11 });
  expect(frameFault(wrap(...night.slice(0, -1)))).toEqual({ what: "crossed", line: 10 });
  expect(readCalendar(wrap(...night, "X;Y:Z"), ask)).toEqual({ what: "unreadable" });
  expect((readCalendar(`\uFEFF${whole}`, ask) as Read).proposals).toHaveLength(1);
});

const token = fc.constantFrom("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "SUMMARY:Dr Cho", "DTSTART:20270115T190000", "DTSTART;VALUE=DATE:20270231", "DTSTART:99999999T999999Z", "DTSTART;TZID=:1",
  "DTEND:20270116T070000", "DTEND;TZID=America/New_York:20270116T070000", "DURATION:-P1D", "DURATION:P99999999W", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3", "RRULE:FREQ=MONTHLY;BYDAY=5MO", "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=WEEKLY;INTERVAL=-1",
  "RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "RRULE:COUNT=1", "RDATE;VALUE=PERIOD:20270115T190000Z/PT1H", "RDATE:20270117T190000", "EXDATE:20270115T190000", "RECURRENCE-ID:20270115T190000", "UID:1", " folded", "\tfolded", ":", ";", "X;=\"", "STATUS:CANCELLED");
/** What may stand within an event without breaking the frame: all of it reaches the reader. */
const within = fc.array(token.filter((line) => !/^(BEGIN|END):/.test(line) && (line.includes(":") || /^[ \t]/.test(line))), { maxLength: 12 });
const lines = fc.array(fc.oneof({ weight: 6, arbitrary: token }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) }), { maxLength: 40 });

test("[CV15] whatever is brought, the answer is a list or a refusal, soon; and no stretch is over, turned around, too far or of a stranger", () => {
  const sane = (found: ReturnType<typeof readCalendar>): void => {
    if ("what" in found) return;
    for (const [i, { from, until, person }] of found.proposals.entries()) {
      expect(from).toBeLessThan(until);
      expect(until).toBeGreaterThan(AT);
      expect(from).toBeLessThan(plus(AT, { days: 400 }));
      expect(from).toBeGreaterThanOrEqual(found.proposals[i - 1]?.until ?? instant(0));
      expect(PEOPLE.map(({ id }) => id)).toContain(person);
    }
  };
  fc.assert(fc.property(lines, (given) => sane(readCalendar(wrap(...given), ask))), { numRuns: 500 });
  fc.assert(fc.property(lines, (given) => sane(readCalendar(wrap(...event("SUMMARY:Dr Cho", ...given)), ask))), { numRuns: 500 });
  fc.assert(fc.property(within, (given) => sane(readCalendar(wrap(...event("SUMMARY:Dr Cho", ...given)), ask))), { numRuns: 500 });
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => sane(readCalendar(text, ask))), { numRuns: 300 });
});
