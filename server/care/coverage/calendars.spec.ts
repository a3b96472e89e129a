import ICAL from "ical.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { system, within } from "../../foundation/actor.ts";
import { visitor } from "../../foundation/endpoint.ts";
import type { CallGroupId, PersonId } from "../../foundation/ids.ts";
import { must, type Practice } from "../../testing/house.ts";
import { codeOf, coverageHouse, week, type CoverageHouse } from "./coverage-under-test.ts";

let c: CoverageHouse;
beforeEach(async () => {
  c = await coverageHouse();
});
afterEach(() => c.h.close());

const brought = (...lines: string[]): string => ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
const night = (title: string, day: string, ...more: string[]): string[] => ["BEGIN:VEVENT", `UID:${title}${day}`, `SUMMARY:${title}`, `DTSTART:${day}T190000`, "DURATION:PT12H", ...more, "END:VEVENT"];
const look = async (calendar: string) => c.h.house.coverage.previewImport(await c.h.as(c.mo), c.lakeside.account, { rank: "first", calendar });
const put = async (id: string) => c.h.house.coverage.saveImport(await c.h.as(c.mo), c.lakeside.account, { import: id, reason: "Calendar of the group" });
const overrides = () => c.h.base.asOwner("select from_at, person_id from oncall.override");

test("[CV14] before it is saved and after, it says how many events were read, which shifts they make, and of each that makes none why, with the people nobody knows", async () => {
  const preview = must(await look(brought(...night("Dr Cho on call", "20270120", "RRULE:FREQ=DAILY;COUNT=2"), ...night("Dr Who", "20270122"), ...night("Dr Who", "20270123"), ...night("Dr Lee", "20270120"), ...night("Dr Lee", "20270124", "STATUS:CANCELLED"), ...night("Dr Lee", "20250124"))));
  expect([preview.events, preview.proposals.length, preview.more]).toEqual([6, 2, 0]);
  expect(preview.skipped.map(({ why, title, at }) => `${why}: ${title}, ${at}`)).toEqual([
    "nobody-known: Dr Who, 2027-01-23T00:00:00.000Z", "nobody-known: Dr Who, 2027-01-24T00:00:00.000Z", "cancelled: Dr Lee, 2027-01-25T00:00:00.000Z", "over: Dr Lee, 2025-01-25T00:00:00.000Z", "overlaps: Dr Lee, 2027-01-21T00:00:00.000Z",
  ]);
  expect(preview.unknown).toEqual([{ title: "Dr Who", count: 2 }]);
  expect(preview.leftOut).toEqual([{ why: "nobody-known", count: 2 }, { why: "cancelled", count: 1 }, { why: "over", count: 1 }, { why: "overlaps", count: 1 }]);
  expect(must(await put(preview.id))).toEqual({ events: 6, added: 2, skipped: 5 });
  expect(await overrides()).toHaveLength(2);
  expect(JSON.stringify(await c.rows("import"))).not.toContain("Dr Who");
});

test("[CV14] [O42] when one of its people covers the practice no more by the time it is saved, they are named and nothing of it is added", async () => {
  const preview = must(await look(brought(...night("Dr Lee", "20270119"), ...night("Dr Cho", "20270120"))));
  await c.h.base.asOwner("update access.membership set until_at = from_at where person_id = $1", [c.lakeside.backup]);
  expect(await put(preview.id)).toMatchObject({ ok: false, refusal: { code: "oncall.personNotACoverer", say: expect.stringMatching(/^The stretch of Dr Cho that begins 2027-01-20 19:00 cannot be added\. .*nothing was saved/) } });
  expect(await overrides()).toEqual([]);
  await c.h.base.asOwner("update access.membership set until_at = null where person_id = $1", [c.lakeside.backup]);
  expect(must(await put(preview.id))).toMatchObject({ added: 2 });
});

test("[CV14] [O42] where the account has room for one override more, the others are skipped before anything is saved", async () => {
  await c.h.base.asOwner(`insert into oncall.override (client_id, id, account_id, rank, from_at, until_at, person_id, reason, added_at)
    select $1, gen_random_uuid(), $2, 'backup', '2027-02-01Z', '2027-02-02Z', $3, 'Leave', '2027-01-01Z' from generate_series(1, 199)`, [c.lakeside.client, c.lakeside.account, c.lakeside.onDuty]);
  const preview = must(await look(brought(...night("Dr Lee", "20270119"), ...night("Dr Cho", "20270120"))));
  expect([preview.proposals.length, preview.leftOut]).toEqual([1, [{ why: "too-many", count: 1 }]]);
  expect(must(await put(preview.id))).toEqual({ events: 2, added: 1, skipped: 1 });
  expect(must(await look(brought(...night("Dr Lee", "20270119")))).proposals).toEqual([]);
});

test("[CV24] a file that is no calendar is refused in words that name what is wrong and nothing of what is in it", async () => {
  const said = async (text: string): Promise<string> => {
    const outcome = await look(text);
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "coverage.noCalendar", status: 422, field: "calendar" } });
    return outcome.ok ? "" : outcome.refusal.say;
  };
  expect(await said("  ")).toBe("This file is empty. Nothing was read.");
  expect(await said("Name,Born\nInes Fonseca,1961-09-03")).toMatch(/does not begin with BEGIN:VCALENDAR/);
  expect(await said(brought(...night("Dr Lee", "20270119")).slice(0, 100))).toMatch(/cut off on the way/);
  expect(await said(brought(...night("Dr Lee", "20270119"), "Ines Fonseca rang"))).toBe("Line 9 of this file is no line of a calendar: it has no colon. Nothing was read.");
  expect(await said(brought(...Array.from({ length: 1001 }, () => night("Dr Lee", "20270119")).flat()))).toMatch(/has 1001 events, and 1000 are read at most/);
  expect(await c.rows("import")).toEqual([]);
});

const house = system("test", { role: "app" });
/** Dr Lee works for Lakeside in New York and covers Harbor, of another client, by Denver's clock. */
async function acrossClients(): Promise<{ harbor: Practice; group: CallGroupId }> {
  const { h, lakeside } = c;
  const harbor = await h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  const { callGroups } = h.house.access;
  const group = await h.base.db.transaction(house.scope, async (tx) => {
    const id = await callGroups.add(tx, house, { name: "Weekends", members: [lakeside.onDuty] });
    await callGroups.putAccount(tx, house, { account: harbor.account, client: harbor.client, group: id });
    return id;
  });
  const shifts = [...week(lakeside.onDuty, ["20:00", "04:00"]), ...week(harbor.onDuty, ["04:00", "20:00"])];
  must(await h.house.oncall.saveSchedule(within(house, harbor.client), harbor.account, { basedOn: 1, zone: "America/Denver", shifts }));
  return { harbor, group };
}
const duties = async (url: string) => {
  const text = must(await c.h.house.coverage.readFeed(visitor, url.split("/").at(-1)!));
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((one) => new ICAL.Event(one)).map((one) => ({ title: one.summary, says: one.description, from: one.startDate.toJSDate().toISOString(), until: one.endDate.toJSDate().toISOString() }));
};
const make = async (person: PersonId) => must(await c.h.house.coverage.makeOwnFeed(await c.h.as(person))).url;

test("[CV25] [CV13] one address shows a doctor's duty at the practices of two clients, each stretch at its instant in both zones, over the change of the clocks too", async () => {
  await acrossClients();
  const found = await duties(await make(c.lakeside.onDuty));
  expect(new Set(found.map(({ title }) => title))).toEqual(new Set(["Dr Lee, paged first, Harbor", "Dr Lee, paged first, Lakeside"]));
  const harbor = found.filter(({ title }) => title.endsWith("Harbor"));
  const lasting = (day: string) => harbor.filter(({ from }) => from.startsWith(day)).map(({ from, until, says }) => [from.slice(11, 16), until.slice(0, 16), says]);
  expect(lasting("2027-02-01")).toEqual([["03:00", "2027-02-01T11:00", "2027-01-31 20:00 to 2027-02-01 04:00 by the practice's clock (America/Denver)"]]);
  // The night of the change has an hour less, and ends by the clock on the wall.
  expect(lasting("2027-03-14")).toEqual([["03:00", "2027-03-14T10:00", "2027-03-13 20:00 to 2027-03-14 04:00 by the practice's clock (America/Denver)"]]);
});

test("[CV25] [CV16] it holds nothing of somebody else, loses a practice that they cover no more, and ends with the next address, by their hand, or when they cover nothing", async () => {
  const { group, harbor } = await acrossClients();
  const { coverage, access } = c.h.house;
  const url = await make(c.lakeside.onDuty);
  expect(JSON.stringify(await duties(url))).not.toContain("Dr Park");
  expect(new Set((await duties(await make(harbor.onDuty))).map(({ title }) => title))).toEqual(new Set(["Dr Park, paged first, Harbor"]));
  await c.h.base.db.transaction(house.scope, (tx) => access.callGroups.setMembers(tx, house, { group, members: [] }));
  expect(new Set((await duties(url)).map(({ title }) => title))).toEqual(new Set(["Dr Lee, paged first, Lakeside"]));

  const dead = async (address: string) => codeOf(await coverage.readFeed(visitor, address.split("/").at(-1)!));
  const lee = await c.h.as(c.lakeside.onDuty);
  const second = await make(c.lakeside.onDuty);
  expect([await dead(url), await dead(second), must(await coverage.ownFeed(lee)).feed]).toMatchObject(["coverage.noSuchFeed", "done", { id: expect.any(String) }]);
  expect(must(await coverage.feeds(await c.h.as(c.mo), c.lakeside.account)).feeds).toEqual([]);
  must(await coverage.revokeOwnFeed(lee));
  expect([await dead(second), codeOf(await coverage.revokeOwnFeed(lee)), must(await coverage.ownFeed(lee)).feed]).toEqual(["coverage.noSuchFeed", "coverage.noSuchFeed", null]);

  const third = await make(c.lakeside.onDuty);
  expect(JSON.stringify(await c.rows("feed"))).not.toContain(third.split("/").at(-1)!);
  await c.h.base.asOwner("update access.membership set until_at = from_at where person_id = $1", [c.lakeside.onDuty]);
  expect(await dead(third)).toBe("coverage.noSuchFeed");
});
