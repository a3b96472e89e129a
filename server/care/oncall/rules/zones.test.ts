import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { isZone, wallAt } from "../../directory/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { fromIso, instant, plus, toIso, type Instant } from "../../../foundation/time.ts";
import { bare, type Plan, type Rotation, type Shift, type Window } from "./plan.ts";
import { personIn, spansOf } from "./spans.ts";

const lee = "00000000-0000-7000-8000-000000000001" as PersonId;
const cho = "00000000-0000-7000-8000-000000000002" as PersonId;
const FROM = "2020-01-01T00:00:00Z";
const UNTIL = fromIso("2036-01-01T00:00:00Z");
const MINUTE_MS = 60_000;
/** All of them but "Factory", which means that nobody has set a zone. */
const NAMES_OF_2025B = 597;

interface Change {
  readonly zone: string;
  readonly at: Instant;
  /** Minutes that the clock is ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

/** Every change of every zone, asked of Temporal itself: what is tested shares only the zone's rules with it. */
function* changesOf(zone: string): Iterable<Change> {
  let here = Temporal.Instant.from(FROM).toZonedDateTimeISO(zone);
  for (;;) {
    const next = here.getTimeZoneTransition("next");
    if (!next || next.epochMilliseconds >= UNTIL) return;
    const before = here.offsetNanoseconds / 6e10;
    const after = next.offsetNanoseconds / 6e10;
    if (before !== after) yield { zone, at: instant(next.epochMilliseconds), before, after };
    here = next;
  }
}

/** The names of IANA's edition 2025b that the list of JavaScript leaves out: links, old names, and fixed distances from UTC. A practice may have any of them. */
const OTHER_NAMES = `
Africa/Asmara Africa/Timbuktu America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba
America/Argentina/Jujuy America/Argentina/Mendoza America/Atikokan America/Atka America/Ensenada America/Fort_Wayne America/Indiana/Indianapolis
America/Kentucky/Louisville America/Knox_IN America/Montreal America/Nipigon America/Nuuk America/Pangnirtung America/Porto_Acre America/Rainy_River America/Rosario
America/Santa_Isabel America/Shiprock America/Thunder_Bay America/Virgin America/Yellowknife Antarctica/South_Pole Asia/Ashkhabad Asia/Choibalsan Asia/Chongqing
Asia/Chungking Asia/Dacca Asia/Harbin Asia/Ho_Chi_Minh Asia/Istanbul Asia/Kashgar Asia/Kathmandu Asia/Kolkata Asia/Macao Asia/Tel_Aviv Asia/Thimbu Asia/Ujung_Pandang
Asia/Ulan_Bator Asia/Yangon Atlantic/Faroe Atlantic/Jan_Mayen Australia/ACT Australia/Canberra Australia/Currie Australia/LHI Australia/NSW Australia/North
Australia/Queensland Australia/South Australia/Tasmania Australia/Victoria Australia/West Australia/Yancowinna Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West CET
CST6CDT Canada/Atlantic Canada/Central Canada/Eastern Canada/Mountain Canada/Newfoundland Canada/Pacific Canada/Saskatchewan Canada/Yukon Chile/Continental
Chile/EasterIsland Cuba EET EST EST5EDT Egypt Eire Etc/GMT Etc/GMT+0 Etc/GMT+1 Etc/GMT+10 Etc/GMT+11 Etc/GMT+12 Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6
Etc/GMT+7 Etc/GMT+8 Etc/GMT+9 Etc/GMT-0 Etc/GMT-1 Etc/GMT-10 Etc/GMT-11 Etc/GMT-12 Etc/GMT-13 Etc/GMT-14 Etc/GMT-2 Etc/GMT-3 Etc/GMT-4 Etc/GMT-5 Etc/GMT-6 Etc/GMT-7
Etc/GMT-8 Etc/GMT-9 Etc/GMT0 Etc/Greenwich Etc/UCT Etc/UTC Etc/Universal Etc/Zulu Europe/Belfast Europe/Kyiv Europe/Nicosia Europe/Tiraspol Europe/Uzhgorod
Europe/Zaporozhye GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT Mexico/BajaNorte Mexico/BajaSur
Mexico/General NZ NZ-CHAT Navajo PRC PST8PDT Pacific/Chuuk Pacific/Johnston Pacific/Kanton Pacific/Pohnpei Pacific/Samoa Pacific/Yap Poland Portugal ROC ROK Singapore
Turkey UCT US/Alaska US/Aleutian US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke US/Michigan US/Mountain US/Pacific US/Samoa UTC Universal
W-SU WET Zulu`;
const zones = [...new Set([...Intl.supportedValuesOf("timeZone"), ...OTHER_NAMES.trim().split(/\s+/)])];
const changes = zones.flatMap((zone) => [...changesOf(zone)]);
/** The calendar day and the minute of it that a wall time in minutes names. */
const clockAt = (minutes: number): { date: string; time: string } => ({ date: toIso(instant(minutes * MINUTE_MS)).slice(0, 10), time: toIso(instant(minutes * MINUTE_MS)).slice(11, 16) });
const wallOf = ({ at }: Change, offset: number): number => at / MINUTE_MS + offset;
const minuteBefore = (time: string, minutes: number): string => clockAt((Number(time.slice(0, 2)) + 48) * 60 + Number(time.slice(3)) - minutes).time;

/** Two who take turns for ever: one from the time given on, the other from six hours and a quarter before it. */
function weekOf(time: string): Shift[] {
  const other = minuteBefore(time, 375);
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => [
    { id: `l${weekday}`, weekday, start: time, end: other, person: lee, rank: "first" as const },
    { id: `c${weekday}`, weekday, start: other, end: time, person: cho, rank: "first" as const },
  ]);
}
const rotationOf = (time: string): Rotation => ({
  kind: "rotation", id: "r", name: "Nights", role: null, only: [], rank: "first", start: "2019-12-01", people: [lee, cho],
  cycle: { days: 1, handOvers: [{ day: 0, time }, { day: 0, time: minuteBefore(time, 375) }].toSorted((a, b) => a.time.localeCompare(b.time)) },
});
const plansOf = ({ zone }: Change, time: string): Plan[] => [
  bare({ version: 1, zone, shifts: weekOf(time) }),
  bare({ version: 1, zone, shifts: [], layers: [rotationOf(time)] }),
];
const around = ({ at }: Change): Window => ({ from: plus(at, { hours: -30 }), until: plus(at, { hours: 30 }) });

/** What is wrong with these spans, in words; nothing when each instant of the window is in exactly one, and somebody is there. */
function faultIn(plan: Plan, window: Window): string | undefined {
  const spans = spansOf(plan, "first", window);
  if (spans[0]!.from !== window.from || spans.at(-1)!.until !== window.until) return "the window is not covered";
  for (const [i, span] of spans.entries()) {
    if (span.from >= span.until) return `empty at ${toIso(span.from)}`;
    if (i > 0 && span.from !== spans[i - 1]!.until) return `neighbours do not touch at ${toIso(span.from)}`;
    if (personIn(span) === null) return `nobody at ${toIso(span.from)}`;
  }
  return undefined;
}

const beginsAt = (plan: Plan, window: Window, at: Instant): boolean => spansOf(plan, "first", window).some((span) => span.from === at);
const none = (faults: readonly string[]): void => expect(faults.slice(0, 5)).toEqual([]);

test("[O34] every name of a time zone that IANA has is looked at, each is one that a practice may have, and clocks of 30 and 45 minutes, and changes of half an hour, are among them", () => {
  expect(zones.length).toBeGreaterThanOrEqual(NAMES_OF_2025B);
  expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
  expect(changes.length).toBeGreaterThan(3000);
  expect([...new Set(changes.map(({ before, after }) => Math.abs(after - before)))]).toEqual(expect.arrayContaining([30, 60]));
  expect(changes.some(({ zone, after, before }) => zone === "Australia/Lord_Howe" && Math.abs(after - before) === 30)).toBe(true);
  expect(changes.some(({ zone, after }) => zone === "Pacific/Chatham" && after % 60 === 45)).toBe(true);
  expect(changes.some(({ zone, after }) => zone === "America/St_Johns" && Math.abs(after % 60) === 30)).toBe(true);
});

test("[O34] the clock on the wall of every zone shows what another authority says, every 20 days from 2020 to 2035", () => {
  const faults = zones.flatMap((zone) => {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const wrong: string[] = [];
    for (let at = fromIso(FROM); at < UNTIL; at = plus(at, { days: 20, hours: 7 })) {
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d+):(\d+))?/.exec(format.format(at))!;
      const offset = sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
      if (wallAt(at, zone) !== Math.floor(at / MINUTE_MS) + offset) wrong.push(`${zone} ${toIso(at)}`);
    }
    return wrong;
  });
  none(faults);
});

test("[O34] around every change of every zone from 2020 to 2035, hand-overs before it, in it and after it leave no gap and no overlap", () => {
  const faults = changes.flatMap((change) => {
    const middle = (wallOf(change, change.before) + wallOf(change, change.after)) / 2;
    const plans = [middle, wallOf(change, change.before)].flatMap((minute) => plansOf(change, clockAt(minute).time));
    return plans.flatMap((plan) => faultIn(plan, around(change)) ?? []).map((fault) => `${change.zone} ${toIso(change.at)}: ${fault}`);
  });
  none(faults);
});

test("[O34] wherever a clock skips a start, from 2020 to 2035, whoever would have begun then begins at the change", () => {
  const skips = changes.filter(({ before, after }) => after > before);
  const faults = skips.flatMap((change) => {
    const { time } = clockAt((wallOf(change, change.before) + wallOf(change, change.after)) / 2);
    return plansOf(change, time).flatMap((plan) => (beginsAt(plan, around(change), change.at) ? [] : [`${change.zone} ${toIso(change.at)} ${time}`]));
  });
  none(faults);
  expect(skips.length).toBeGreaterThan(1500);
});

test("[O34] wherever a time comes twice, from 2020 to 2035, the hand-over is at its first pass and not at its second", () => {
  const repeats = changes.filter(({ before, after }) => after < before);
  const faults = repeats.flatMap((change) => {
    const half = (change.before - change.after) / 2;
    const { time } = clockAt(wallOf(change, change.before) - half);
    const [first, second] = [plus(change.at, { minutes: -half }), plus(change.at, { minutes: half })];
    return plansOf(change, time).flatMap((plan) => (beginsAt(plan, around(change), first) && !beginsAt(plan, around(change), second) ? [] : [`${change.zone} ${toIso(change.at)} ${time}`]));
  });
  none(faults);
  expect(repeats.length).toBeGreaterThan(1500);
});

test("[O5] [O34] a night over any change of any zone, from 2020 to 2035, ends by the clock on the wall: as much shorter or longer as the clock moved", () => {
  const half = 360;
  const faults = changes.flatMap((change) => {
    const [start, end] = [clockAt(wallOf(change, change.before) - half).time, clockAt(wallOf(change, change.after) + half).time];
    const plan = bare({ version: 1, zone: change.zone, shifts: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ id: `n${weekday}`, weekday, start, end, person: lee, rank: "first" as const })) });
    const night = spansOf(plan, "first", around(change)).find(({ from, until }) => from <= change.at && change.at < until)!;
    return night.from === plus(change.at, { minutes: -half }) && night.until === plus(change.at, { minutes: half }) ? [] : [`${change.zone} ${toIso(change.at)} ${start} to ${end}`];
  });
  none(faults);
});

test("[O34] on a day that a zone left out, its turns do not happen, and nobody stands there twice", () => {
  for (const [zone, change] of [["Pacific/Apia", "2011-12-30T10:00:00Z"], ["Pacific/Fakaofo", "2011-12-30T10:00:00Z"], ["Pacific/Kwajalein", "1993-08-21T12:00:00Z"]] as const) {
    const at = fromIso(change);
    for (const time of ["00:00", "07:00", "23:30"]) {
      const plan = bare({ version: 1, zone, shifts: weekOf(time) });
      const window = { from: plus(at, { days: -3 }), until: plus(at, { days: 3 }) };
      expect([zone, time, faultIn(plan, window)]).toEqual([zone, time, undefined]);
    }
  }
});
