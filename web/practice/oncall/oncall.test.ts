import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Stretch } from "../../../contract/index.ts";
import { asBars, changesOf, clockChanges, dayStart, daysOn, gapsOf, HOUR_MS, weekStart } from "./calendar.ts";
import { nextShift } from "./shifts.tsx";
import { instantAt, wallAt } from "./wall.ts";
import { changeWord, hoursWord, pagedWord, spanWord, yoursWord } from "./words.ts";

const NY = "America/New_York";
const CHICAGO = "America/Chicago";
const ms = (iso: string) => Date.parse(iso);
const stretch = (from: string, until: string, change: Partial<Stretch> = {}): Stretch => ({ from, until, rank: "first", person: "lee", name: "Dr Lee", because: "shift", ...change });
const MON = "2027-01-11T12:00:00Z", TUE = "2027-01-12T12:00:00Z", WED = "2027-01-13T12:00:00Z", THU = "2027-01-14T12:00:00Z";

describe("wall clocks", () => {
  it("[W27] a time that the wall shows leads back to itself, in any zone and any night but the hour that is left out", () => {
    const zone = fc.constantFrom(NY, CHICAGO, "America/Phoenix", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Kolkata");
    fc.assert(fc.property(zone, fc.integer({ min: ms("2026-01-01T00:00:00Z") / 60_000, max: ms("2029-01-01T00:00:00Z") / 60_000 }), (where, minute) => {
      const wall = wallAt(where, minute * 60_000);
      expect(wallAt(where, ms(instantAt(where, wall)))).toBe(wall);
    }));
  });

  it("[W27] the hour that is left out in March is read an hour later; the one that comes twice in November is its first", () => {
    expect(instantAt(NY, "2027-03-14T02:30")).toBe("2027-03-14T07:30:00.000Z");
    expect(instantAt(NY, "2027-11-07T01:30")).toBe("2027-11-07T05:30:00.000Z");
  });

  it("[W27] weeks and days go by the wall: the week of a clock change is an hour shorter or longer", () => {
    const sunday = weekStart(NY, ms("2027-03-16T15:00:00Z"));
    expect(wallAt(NY, sunday)).toBe("2027-03-14T00:00");
    expect((daysOn(NY, sunday, 7) - sunday) / HOUR_MS).toBe(167);
    const november = dayStart(NY, ms("2027-11-07T15:00:00Z"));
    expect((daysOn(NY, november, 1) - november) / HOUR_MS).toBe(25);
    expect(wallAt(NY, daysOn(NY, november, 7))).toBe("2027-11-14T00:00");
  });

  it("[W27] a change of the clocks is found to the minute and named with both zones", () => {
    const [change, ...more] = clockChanges(NY, { from: ms("2027-01-14T05:00:00Z"), until: ms("2027-03-20T04:00:00Z") });
    expect(more).toEqual([]);
    expect(change).toEqual({ at: ms("2027-03-14T07:00:00Z"), before: "EST", after: "EDT" });
    expect(changeWord(NY, change!.at)).toBe("02:00 EST");
    expect(changeWord(NY, ms("2027-11-07T06:00:00Z"))).toBe("02:00 EDT");
    expect(clockChanges("America/Phoenix", { from: ms("2027-01-01T07:00:00Z"), until: ms("2027-12-31T07:00:00Z") })).toEqual([]);
  });
});

describe("words of on-call times", () => {
  const night = { from: ms("2027-03-14T07:00:00Z"), until: ms("2027-03-14T10:00:00Z") };

  it("[W27] a stretch names its second day where it differs, and both zones where the clocks change in between", () => {
    expect(spanWord(NY, { from: ms(WED), until: ms(THU) })).toBe("Wed 13 Jan, 07:00 to Thu 14 Jan, 07:00 EST");
    expect(spanWord(NY, { from: ms(WED), until: ms(WED) + HOUR_MS })).toBe("Wed 13 Jan, 07:00 to 08:00 EST");
    expect(spanWord(CHICAGO, night)).toBe("Sun 14 Mar, 01:00 CST to 05:00 CDT");
    expect(hoursWord(night)).toBe("3 h");
    expect(hoursWord({ from: 0, until: 76 * HOUR_MS })).toBe("3 d 4 h");
  });

  it("[W27] the reader's own clock is said where it shows another time, and is silent where it shows the same", () => {
    expect(yoursWord(CHICAGO, NY, night)).toBe("Sun 14 Mar, 03:00 to 06:00 EDT by your clock");
    expect(yoursWord(NY, NY, night)).toBeNull();
    expect(yoursWord(NY, "America/Toronto", night)).toBeNull();
  });

  it("[W27] who is paged is always somebody, or said to be nobody", () => {
    expect(pagedWord({ first: "Dr Lee", backup: "Dr Cho" })).toBe("Dr Lee; then Dr Cho, backup");
    expect(pagedWord({ first: null, backup: null })).toBe("Nobody; then the alarm at the desk");
  });
});

describe("gaps, bars and effects", () => {
  it("[W27] neighbouring gaps are one gap; a missing backup is none", () => {
    const nobody = { person: null, name: null };
    expect(gapsOf([stretch(TUE, WED, nobody), stretch(MON, TUE, nobody), stretch(WED, THU), stretch(MON, THU, { rank: "backup", ...nobody })])).toEqual([{ from: ms(MON), until: ms(WED) }]);
  });

  it("[W27] shifts of one person that follow one another are one bar; an override between them is a bar of its own", () => {
    const bars = asBars([stretch(MON, TUE), stretch(TUE, WED), stretch(WED, THU, { because: "override" })]);
    expect(bars.map(({ from, until, because }) => [from, until, because])).toEqual([[MON, WED, "shift"], [WED, THU, "override"]]);
  });

  it("[W27] before a week is saved, every stretch with somebody else is shown, and the gaps that stay", () => {
    const span = { from: ms(MON), until: ms(THU) };
    const gap = { person: null, name: null };
    const now = [stretch(MON, TUE), stretch(TUE, WED, gap), stretch(WED, THU, gap)];
    const after = [stretch(MON, TUE, { person: "cho", name: "Dr Cho" }), stretch(TUE, WED), stretch(WED, THU, gap)];
    expect(changesOf(now, after, span).map(({ from, coverage, after: then }) => [from, coverage, then.first])).toEqual([[ms(MON), null, "Dr Cho"], [ms(TUE), "closed", "Dr Lee"], [ms(WED), "remains", null]]);
    expect(changesOf(now, [stretch(MON, TUE, gap), ...now.slice(1)], span)[0]?.coverage).toBe("opened");
    expect(changesOf([stretch(MON, THU)], [stretch(MON, THU)], span)).toEqual([]);
  });

  it("[W27] a new shift is the next day of the last one, and after Sunday comes Monday", () => {
    const people = [{ id: "lee", name: "Dr Lee" }];
    expect(nextShift([], people)).toEqual({ weekday: 1, start: "17:00", end: "08:00", rank: "first", person: "lee" });
    expect(nextShift([{ weekday: 7, start: "07:00", end: "07:00", rank: "backup", person: "cho" }], people)).toEqual({ weekday: 1, start: "07:00", end: "07:00", rank: "backup", person: "cho" });
  });
});
