import fc from "fast-check";
import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, toIso, type Instant } from "../../../foundation/time.ts";
import { instantAt, wallAt, type Wall } from "../../directory/index.ts";
import { readCalendar, type Read } from "./calendar-in.ts";
import { windowsNames } from "./calendar-zones.ts";

const AT = fromIso("2027-01-14T07:00:00Z");
const ask = { at: AT, zone: "America/New_York", people: [{ id: "cho" as PersonId, name: "Dr Cho" }] };
const calendar = (...lines: string[]): string => ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
const night = (zone: string, from: string, until: string, ...more: string[]): string[] => ["BEGIN:VEVENT", "UID:1", "SUMMARY:Dr Cho", `DTSTART;TZID=${zone}:${from}`, `DTEND;TZID=${zone}:${until}`, ...more, "END:VEVENT"];
const read = (...lines: string[]): Read => {
  const found = readCalendar(calendar(...lines), ask);
  if ("what" in found) throw new Error(found.what);
  return found;
};
const times = ({ proposals }: Read): string[] => proposals.map(({ from, until }) => `${toIso(from).slice(0, 16)} ${toIso(until).slice(0, 16)}`);
const reasons = ({ skipped }: Read): string[] => skipped.map(({ why }) => why);

const offset = (minutes: number): string => `${minutes < 0 ? "-" : "+"}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0")}${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
interface Onset {
  readonly by: string;
  readonly at: string;
}
/** A zone as Outlook writes it: since 1601, with the day of each change in words. */
const brings = (name: string, [standard, daylight]: readonly [number, number], [toStandard, toDaylight]: readonly [Onset, Onset]): string[] => [
  "BEGIN:VTIMEZONE", `TZID:${name}`,
  "BEGIN:STANDARD", `DTSTART:16010101T${toStandard.at}`, `TZOFFSETFROM:${offset(daylight)}`, `TZOFFSETTO:${offset(standard)}`, `RRULE:FREQ=YEARLY;${toStandard.by}`, "END:STANDARD",
  "BEGIN:DAYLIGHT", `DTSTART:16010101T${toDaylight.at}`, `TZOFFSETFROM:${offset(standard)}`, `TZOFFSETTO:${offset(daylight)}`, `RRULE:FREQ=YEARLY;${toDaylight.by}`, "END:DAYLIGHT",
  "END:VTIMEZONE",
];
const AMERICA = [{ by: "INTERVAL=1;BYDAY=1SU;BYMONTH=11", at: "020000" }, { by: "BYDAY=2SU;BYMONTH=3", at: "020000" }] as const;
const EUROPE = (hour: string) => [{ by: "BYDAY=-1SU;BYMONTH=10", at: hour }, { by: "BYDAY=-1SU;BYMONTH=3", at: "020000" }] as const;
const SOUTH = [{ by: "BYDAY=1SU;BYMONTH=4", at: "030000" }, { by: "BYDAY=1SU;BYMONTH=10", at: "020000" }] as const;
const HALF_AN_HOUR = [{ by: "BYDAY=1SU;BYMONTH=4", at: "020000" }, { by: "BYDAY=1SU;BYMONTH=10", at: "020000" }] as const;
/** Zones whose clocks go as these rules say in all the years that are asked. */
const ALIKE = [
  ["America/New_York", brings("Customized Time Zone", [-300, -240], AMERICA)],
  ["America/Denver", brings("Customized Time Zone", [-420, -360], AMERICA)],
  ["Europe/Berlin", brings("Customized Time Zone", [60, 120], EUROPE("030000"))],
  ["Australia/Sydney", brings("Customized Time Zone", [600, 660], SOUTH)],
  ["Australia/Adelaide", brings("Customized Time Zone", [570, 630], SOUTH)],
  ["Australia/Lord_Howe", brings("Customized Time Zone", [630, 660], HALF_AN_HOUR)],
] as const;

const shown = (wall: number): string => toIso(instant(wall * 60_000)).slice(0, 16).replaceAll(/[-:]/g, "");
const walls = fc.oneof(fc.integer({ min: 0, max: 380 * 1440 }), fc.constantFrom(...["2027-03-14", "2027-11-07", "2027-03-28", "2027-10-31", "2027-04-04", "2027-10-03"].map((day) => (Date.parse(`${day}T01:00:00Z`) - AT) / 60_000)).chain((from) => fc.integer({ min: from, max: from + 180 }))).map((minutes) => Math.floor(AT / 60_000) + 1440 + minutes);

test("[CV27] a night in a zone that the file alone knows is read as by a zone whose clocks go alike, to the minute, also in the hour that is skipped and the one that comes twice", () => {
  fc.assert(fc.property(fc.constantFrom(...ALIKE), walls, fc.integer({ min: 61, max: 2000 }), ([zone, lines], from, minutes) => {
    const found = read(...lines, ...night("Customized Time Zone", `${shown(from)}00`, `${shown(from + minutes)}00`));
    expect(found.proposals).toEqual([{ person: "cho", from: instantAt(from as Wall, zone), until: instantAt((from + minutes) as Wall, zone) }]);
  }), { numRuns: 400 });
});

test("[CV27] weekly nights in such a zone go by its wall over the change of its clocks, as the same nights by the zone's real name do", () => {
  fc.assert(fc.property(fc.constantFrom(...ALIKE), fc.integer({ min: 0, max: 200 }), ([zone, lines], days) => {
    const first = Math.floor(AT / 86_400_000) * 1440 + (days + 2) * 1440;
    const weekly = (name: string) => night(name, `${shown(first + 1140)}00`, `${shown(first + 1860)}00`, "RRULE:FREQ=WEEKLY;COUNT=20");
    expect(times(read(...lines, ...weekly("Customized Time Zone")))).toEqual(times(read(...weekly(zone))));
  }), { numRuns: 60 });
});

test("[CV27] every name that Windows gives to a zone is known, and says the same instants as the zone that CLDR gives for it", () => {
  expect(windowsNames().length).toBeGreaterThan(130);
  for (const name of windowsNames()) expect([name, reasons(read(...night(name, "20270620T190000", "20270621T070000")))]).toEqual([name, []]);
  const alike = [["Eastern Standard Time", "America/New_York"], ["US Mountain Standard Time", "America/Phoenix"], ["W. Europe Standard Time", "Europe/Berlin"], ["India Standard Time", "Asia/Kolkata"], ["Hawaiian Standard Time", "Pacific/Honolulu"]] as const;
  fc.assert(fc.property(fc.constantFrom(...alike), walls, ([windows, zone], from) => {
    expect(read(...night(windows, `${shown(from)}00`, `${shown(from + 200)}00`)).proposals[0]?.from).toBe(instantAt(from as Wall, zone));
  }), { numRuns: 100 });
});

test("[CV27] what a file says of a zone that others know is not asked, however it says it", () => {
  const old = brings("Eastern Standard Time", [-300, -240], [{ by: "BYDAY=-1SU;BYMONTH=10", at: "020000" }, { by: "BYDAY=1SU;BYMONTH=4", at: "020000" }]);
  expect(times(read(...old, ...night('"Eastern Standard Time"', "20270320T190000", "20270321T070000")))).toEqual(["2027-03-20T23:00 2027-03-21T11:00"]);
  expect(times(read(...brings("America/New_York", [0, 60], AMERICA), ...night("America/New_York", "20270120T190000", "20270121T070000")))).toEqual(["2027-01-21T00:00 2027-01-21T12:00"]);
});

test("[CV27] a zone without a name that is known, and with rules that are missing, contradict each other or cannot be read, makes no shift and is said", () => {
  const at = night("Customized Time Zone", "20270120T190000", "20270121T070000");
  const mine = brings("Customized Time Zone", [-300, -240], AMERICA);
  const changed = (from: string, to: string): string[] => mine.map((line) => line.replace(from, to));
  expect(reasons(read(...mine, ...at))).toEqual([]);
  expect(reasons(read(...mine, ...mine, ...at))).toEqual([]);
  const unread = [
    [], brings("Another", [-300, -240], AMERICA), [...mine, ...changed("-0500", "-0600")], changed("FREQ=YEARLY", "FREQ=MONTHLY"), changed("BYDAY=1SU", "BYDAY=SU"), changed("BYMONTH=3", "BYMONTH=3,4"), changed("BYMONTH=3", "BYMONTH=3;COUNT=2"),
    changed("TZOFFSETFROM:-0500", "TZOFFSETFROM:soon"), changed("TZOFFSETTO:-0400", "TZOFFSETTO:-9900"), mine.filter((line) => !line.startsWith("TZOFFSETTO")), ["BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "END:VTIMEZONE"],
    ["BEGIN:VTIMEZONE", "TZID:Customized Time Zone", ...Array.from({ length: 201 }, () => mine.slice(2, 8)).flat(), "END:VTIMEZONE"],
  ];
  for (const lines of unread) expect([lines, reasons(read(...lines, ...at))]).toEqual([lines, ["unknown-zone"]]);
});

test("[CV27] [CV14] twenty zones that a file brings are read, and no more: who stands in a further one has no shift, and that is said", () => {
  const zones = Array.from({ length: 21 }, (_, index) => brings(`Ours ${index}`, [-300, -240], AMERICA)).flat();
  const nights = (index: number) => reasons(read(...zones, ...night(`Ours ${index}`, "20270120T190000", "20270121T070000")));
  expect([nights(0), nights(19), nights(20)]).toEqual([[], [], ["unknown-zone"]]);
});

test("[CV27] a zone that never changes, one whose changes are listed, and one whose rule ended are read as they say", () => {
  const fixed = ["BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:-0700", "TZOFFSETTO:-0700", "END:STANDARD", "END:VTIMEZONE"];
  expect(times(read(...fixed, ...night("Ours", "20270620T190000", "20270621T070000")))).toEqual(["2027-06-21T02:00 2027-06-21T14:00"]);
  const listed = ["BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:20201101T020000", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500", "RDATE:20271107T020000", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:20270314T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400", "END:DAYLIGHT", "END:VTIMEZONE"];
  expect(times(read(...listed, ...night("Ours", "20270620T190000", "20270621T070000"), ...night("Ours", "20271220T190000", "20271221T070000")))).toEqual(["2027-06-20T23:00 2027-06-21T11:00", "2027-12-21T00:00 2027-12-21T12:00"]);
  // The year in which clocks stopped being set: the last change to winter time is the last of all.
  const ended = brings("Ours", [-300, -240], AMERICA).map((line) => (line.includes("BYMONTH=3") ? `${line};UNTIL=20260308T070000Z` : line));
  expect(times(read(...ended, ...night("Ours", "20270620T190000", "20270621T070000")))).toEqual(["2027-06-21T00:00 2027-06-21T12:00"]);
});

test("[CV27] a night that is left out stays out, whether it is written in the event's zone, in UTC, in another zone or as a bare day", () => {
  const weekly = (...more: string[]): string[] => times(read(...night("America/New_York", "20270305T190000", "20270306T070000", "RRULE:FREQ=WEEKLY;COUNT=3", ...more)));
  const without = ["2027-03-06T00:00 2027-03-06T12:00", "2027-03-19T23:00 2027-03-20T11:00"];
  expect(weekly()).toHaveLength(3);
  for (const left of ["EXDATE;TZID=America/New_York:20270312T190000", "EXDATE:20270313T000000Z", "EXDATE;TZID=Pacific Standard Time:20270312T160000", "EXDATE;VALUE=DATE:20270312"]) expect([left, weekly(left)]).toEqual([left, without]);
  expect(weekly("RDATE:20270401T230000Z")).toEqual([...weekly(), "2027-04-01T23:00 2027-04-02T11:00"]);
});

const ruleLine = fc.constantFrom("DTSTART:16010101T020000", "DTSTART:20070311T020000", "DTSTART;VALUE=DATE:20270101", "DTSTART:99990101T000000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400", "TZOFFSETTO:+9999", "TZOFFSETFROM:x", "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=99", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11;UNTIL=20400101T000000Z", "RRULE:FREQ=YEARLY;BYDAY=0SU;BYMONTH=2", "RRULE:FREQ=SECONDLY", "RDATE:20270314T020000", "RDATE;VALUE=PERIOD:20270115T190000Z/PT1H", "TZNAME:EST", "X-A:1");
const whole = fc.constantFrom<string[]>([], ["DTSTART:16010101T020000", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500"], ["DTSTART:20070311T020000", "TZOFFSETFROM:+0545", "TZOFFSETTO:+1400"]);
const observance = fc.tuple(fc.constantFrom("STANDARD", "DAYLIGHT"), whole, fc.array(ruleLine, { maxLength: 4 })).map(([kind, first, lines]) => [`BEGIN:${kind}`, ...first, ...lines, `END:${kind}`]);
const zone = fc.array(observance, { maxLength: 6 }).map((all) => ["BEGIN:VTIMEZONE", "TZID:Ours", ...all.flat(), "END:VTIMEZONE"]);

test("[CV15] [CV27] whatever a file says of its zone, its night is one stretch in order, or is said to have no zone that is known", () => {
  let isRead = 0;
  fc.assert(fc.property(fc.array(zone, { maxLength: 2 }), (zones) => {
    const found = readCalendar(calendar(...zones.flat(), ...night("Ours", "20270620T190000", "20270621T070000")), ask);
    if ("what" in found) return;
    isRead += found.proposals.length;
    for (const { from, until } of found.proposals) expect(until).toBeGreaterThan(from);
    expect([found.proposals.length, reasons(found).filter((why) => why !== "unknown-zone" && why !== "over" && why !== "too-far")]).toEqual([found.proposals.length, []]);
  }), { numRuns: 600 });
  expect(isRead).toBeGreaterThan(5);
});

test("[CV27] the walls that a zone of a file shows never go back but at a change, and each leads to an instant that shows it or is the change", () => {
  fc.assert(fc.property(fc.constantFrom(...ALIKE), walls, ([zoneName, lines], from) => {
    const at = read(...lines, ...night("Customized Time Zone", `${shown(from)}00`, `${shown(from + 90)}00`)).proposals[0]!.from;
    expect(wallAt(at as Instant, zoneName)).toBeGreaterThanOrEqual(from);
  }), { numRuns: 100 });
});
