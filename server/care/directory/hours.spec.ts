import { afterAll, beforeAll, expect, test } from "vitest";
import type { SpecialDay } from "../../../contract/hours.ts";
import { fromIso, plus, toIso, type Instant } from "../../foundation/time.ts";
import { directoryUnderTest, LAKESIDE, value, type DirectoryUnderTest } from "./directory-under-test.ts";

let d: DirectoryUnderTest;
beforeAll(async () => void (d = await directoryUnderTest()));
afterAll(() => d.base.drop());

const week = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" }));
const thanksgiving: SpecialDay = { kind: "weekday", name: "Thanksgiving", month: 11, weekday: 4, nth: 4, plusDays: 0, spans: [] };
const hours = { hours: week, holidays: [], days: [thanksgiving] };
/** A Thursday, 14:00 at the practice. */
const thursday = fromIso("2027-01-14T19:00:00Z");
const ask = (over: object = {}) => ({ id: d.world.id(), date: "2027-01-14", from: "15:00", lastDate: null, how: "screen" as const, ...over });
const inScope = <T>(work: Parameters<typeof d.base.db.transaction<T>>[1]) => d.base.db.transaction(d.manager.scope, work);
const nextOpening = (account: Parameters<typeof d.directory.hours.nextOpening>[1], at: Instant) => inScope((tx) => d.directory.hours.nextOpening(tx, account, at));

test("[DR16] [DR17] hours and days with a name are saved, shown for the weeks ahead, and tell when the office opens next", async () => {
  d.world.set(fromIso("2027-11-24T23:00:00Z"));
  const account = await d.opened();
  const saved = value(await d.directory.hours.save(d.manager, account, hours));
  expect(saved).toMatchObject({ open: false, until: "2027-11-26T13:00:00.000Z", why: "outside office hours", days: [thanksgiving] });
  expect(saved.ahead[1]).toEqual({ date: "2027-11-25", name: "Thanksgiving", spans: [] });
  expect(saved.ahead[2]).toEqual({ date: "2027-11-26", name: null, spans: [{ from: "2027-11-26T13:00:00.000Z", until: "2027-11-26T22:00:00.000Z" }] });
  expect(await nextOpening(account, d.world.now())).toBe(fromIso("2027-11-26T13:00:00Z"));
});

test("[DR18] an office that closes early is closed for the next caller, and open again when that is taken back", async () => {
  d.world.set(thursday);
  const account = await d.opened();
  value(await d.directory.hours.save(d.manager, account, hours));
  const said = ask();
  const closed = value(await d.directory.hours.closeEarly(d.manager, account, said));
  expect(value(await d.directory.hours.closeEarly(d.manager, account, said)).closings).toEqual(closed.closings);
  expect(closed).toMatchObject({ open: true, until: "2027-01-14T20:00:00.000Z", closings: [{ from: "2027-01-14T20:00:00.000Z", until: "2027-01-15T05:00:00.000Z", how: "screen" }] });

  d.world.move({ hours: 1 });
  const isOpen = () => inScope(async (tx) => d.directory.isOpen((await d.directory.account(tx, account))!, d.world.now()));
  expect(await isOpen()).toBe(false);
  expect(value(await d.directory.hours.read(d.manager, account))).toMatchObject({ open: false, why: "closed early" });
  expect(value(await d.directory.hours.reopen(d.manager, account, said.id))).toMatchObject({ open: true, closings: [] });
  expect(await isOpen()).toBe(true);
  expect(await d.directory.hours.reopen(d.manager, account, said.id)).toMatchObject({ refusal: { code: "directory.noSuchClosing" } });
});

test("[DR18] closing from now, said by telephone, holds to the end of the day; what is over, backwards or years ahead is refused", async () => {
  d.world.set(thursday);
  const account = await d.opened();
  const now = value(await d.directory.hours.closeEarly(d.manager, account, ask({ date: null, from: null, how: "telephone" })));
  expect(now.closings).toMatchObject([{ from: toIso(thursday), until: "2027-01-15T05:00:00.000Z", how: "telephone" }]);
  for (const [over, code] of [[{ date: "2027-01-13" }, "closingIsPast"], [{ lastDate: "2027-01-13" }, "lastBeforeFirst"], [{ lastDate: "2029-01-14" }, "closingTooFar"]] as const) {
    expect(await d.directory.hours.closeEarly(d.manager, account, ask(over))).toMatchObject({ refusal: { code: `directory.${code}` } });
  }
});

test("[DR18] a week off is one closing, and its closing is another account's for nobody", async () => {
  d.world.set(thursday);
  const [account, another] = [await d.opened(), await d.opened()];
  const said = ask({ from: "00:00", date: "2027-01-18", lastDate: "2027-01-22" });
  value(await d.directory.hours.save(d.manager, account, hours));
  value(await d.directory.hours.closeEarly(d.manager, account, said));
  expect(await nextOpening(account, fromIso("2027-01-16T12:00:00Z"))).toBe(fromIso("2027-01-25T13:00:00Z"));
  expect(await d.directory.hours.closeEarly(d.manager, another, said)).toMatchObject({ refusal: { code: "directory.closingElsewhere" } });
  expect(await d.directory.hours.reopen(d.manager, another, said.id)).toMatchObject({ refusal: { code: "directory.noSuchClosing" } });
});

test("[DR19] whether it was open in the past is told as it stood then, also after the hours and the zone were changed", async () => {
  d.world.set(thursday);
  const account = await d.opened(LAKESIDE, { hours: week, holidays: [] });
  const said = ask({ from: null, date: null });
  value(await d.directory.hours.closeEarly(d.manager, account, said));
  const during = plus(thursday, { minutes: 30 });
  d.world.set(plus(thursday, { hours: 1 }));
  value(await d.directory.hours.reopen(d.manager, account, said.id));
  value(await d.directory.hours.save(d.manager, account, { hours: [], holidays: [], days: [] }));
  const standing = (at: Instant) => inScope((tx) => d.directory.hours.standing(tx, account, at));
  expect(await standing(during)).toMatchObject({ open: false, because: "closed-early" });
  expect(await standing(plus(thursday, { minutes: 60, milliseconds: -1 }))).toMatchObject({ open: false });
  expect(await standing(thursday)).toMatchObject({ open: false });
  expect(await standing(d.world.now())).toMatchObject({ open: false, because: "hours", until: undefined });
  const versions = await d.base.asOwner<{ version: number }>("select version from directory.hours_version where account_id = $1 order by version", [account]);
  expect(versions.map(({ version }) => version)).toEqual([1, 2]);
});

test("[DR19] saving the same hours again is no new version, and an account from before versions keeps what it had as the first", async () => {
  d.world.set(thursday);
  const account = await d.opened();
  value(await d.directory.hours.save(d.manager, account, hours));
  expect(value(await d.directory.hours.save(d.manager, account, hours)).version).toBe(2);

  await d.base.asOwner("delete from directory.hours_version where account_id = $1", [account]);
  await d.base.asOwner("update directory.account set hours_version = 0 where id = $1", [account]);
  value(await d.directory.hours.save(d.manager, account, { ...hours, hours: [] }));
  expect(await d.base.asOwner("select version, jsonb_array_length(hours) as spans from directory.hours_version where account_id = $1 order by version", [account])).toEqual([{ version: 0, spans: 5 }, { version: 1, spans: 0 }]);
});

test("[DR12] who may not change hours, or close early, is refused, and another client's account does not exist", async () => {
  const account = await d.opened();
  expect(await d.directory.hours.save(d.visitor, account, hours)).toMatchObject({ refusal: { status: 403 } });
  expect(await d.directory.hours.read(d.visitor, account)).toMatchObject({ refusal: { status: 403 } });
  expect(await d.directory.hours.closeEarly(d.stranger, account, ask())).toMatchObject({ refusal: { status: 404 } });
  expect(await d.directory.hours.read(d.stranger, account)).toMatchObject({ refusal: { status: 404 } });
});
