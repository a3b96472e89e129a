import { afterAll, beforeAll, expect, test } from "vitest";
import type { WeeklyShift } from "../../../contract/oncall.ts";
import type { Actor } from "../../foundation/actor.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { fromIso, plus, toIso, type Instant } from "../../foundation/time.ts";
import { trustHouse, type TrustHouse } from "../../testing/trust-house.ts";
import { createDirectory } from "../directory/index.ts";
import { createOncall, type Oncall } from "./index.ts";

let house: TrustHouse;
let oncall: Oncall;
let lakeside: ClientId;
let harbor: ClientId;
const people = {} as Record<"manager" | "stranger" | "lee" | "cho" | "osei" | "leaver", PersonId>;
const accounts = {} as Record<"lakeside" | "harbor", AccountId>;
let manager: Actor;
let stranger: Actor;
let openAccount: (client: ClientId, slug: string) => Promise<AccountId>;

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);
const NIGHT = fromIso("2027-01-14T07:14:00Z"); // Thursday, 02:14 in New York.
const week = (start: string, end: string, person: PersonId, rank: WeeklyShift["rank"] = "first"): WeeklyShift[] => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start, end, person, rank }));
const inScope = <T>(client: ClientId, work: Parameters<TrustHouse["db"]["transaction"]>[1]) => house.db.transaction({ role: "app", clients: [client] }, work) as Promise<T>;
let count = 0;

beforeAll(async () => {
  house = await trustHouse();
  const { world, db, audit, access, identity, clients } = house;
  const facts = createFacts({ due: createDue({ wake: () => undefined }) });
  [lakeside, harbor] = [await house.client("Lakeside"), await house.client("Harbor")];
  for (const [key, name, role, client] of [
    ["manager", "Mo Gray", "client-manager", lakeside], ["stranger", "Sam Reed", "client-manager", harbor], ["lee", "Dr Lee", "clinician", lakeside],
    ["cho", "Dr Cho", "clinician", harbor], ["osei", "Dr Osei", "clinician", harbor], ["leaver", "Dr Ito", "clinician", lakeside],
  ] as const) people[key] = (await house.person(name, role, client)).id;

  const directory = createDirectory({ db, world, facts, audit, access, clients });
  openAccount = async (client, slug) => {
    const body = { name: slug, slug, zone: "America/New_York", greeting: "Hello", hours: [], holidays: [], fallback: null, recording: false, client };
    const admin: Actor = { kind: "system", name: "house", scope: { role: "app", clients: [client] } };
    return house.must(await directory.open(admin, body)).id as AccountId;
  };
  [accounts.lakeside, accounts.harbor] = [await openAccount(lakeside, "lakeside"), await openAccount(harbor, "harbor")];
  const group = await inScope<Awaited<ReturnType<typeof access.callGroups.add>>>(lakeside, (tx) => access.callGroups.add(tx, house.house, { name: "Night cover", members: [people.cho] }));
  await inScope(lakeside, (tx) => access.callGroups.putAccount(tx, house.house, { account: accounts.lakeside, client: lakeside, group }));
  [manager, stranger] = [await house.actor(people.manager), await house.actor(people.stranger)];
  oncall = createOncall({ db, world, facts, audit, directory, access, identity });
});
afterAll(() => house.close());

/** An account of its own with a week saved on it, so that tests do not meet. Dr Cho is not in its call group. */
async function fresh(shifts: WeeklyShift[] = [...week("07:00", "19:00", people.leaver), ...week("19:00", "07:00", people.lee)]): Promise<AccountId> {
  const account = await openAccount(lakeside, `office-${++count}`);
  house.must(await oncall.saveSchedule(manager, account, { basedOn: 0, zone: "America/New_York", shifts }));
  return account;
}
const at = (account: AccountId, when: Instant, client = lakeside) => inScope<Awaited<ReturnType<Oncall["dutyAt"]>>>(client, (tx) => oncall.dutyAt(tx, account, when));
const override = (account: AccountId, over: Partial<Parameters<Oncall["addOverride"]>[2]> = {}) =>
  oncall.addOverride(manager, account, { rank: "first", from: NIGHT, until: plus(NIGHT, { hours: 2 }), person: people.leaver, reason: "Swapped", ...over });

test("[O1] [O8] the night page goes to the person of the night shift, and the answer says until when, who is next and why", async () => {
  const duty = await at(await fresh(), NIGHT);
  expect(duty.first).toMatchObject({ person: people.lee, name: "Dr Lee", until: fromIso("2027-01-14T12:00:00Z"), next: { person: people.leaver, name: "Dr Ito" } });
  expect(duty.first?.why).toBe(`Weekly first shift Wednesday 19:00 to 07:00, schedule version 1 (America/New_York, tz database ${process.versions.tz}).`);
  expect(duty.backup).toBeNull();
  expect(duty).toMatchObject({ scheduleVersion: 1, tzVersion: process.versions.tz, why: expect.stringContaining("Nobody is backup") });
});

test("[O1] an override takes its stretch, and a cancelled one takes nothing", async () => {
  const account = await fresh();
  const added = house.must(await override(account));
  expect((await at(account, NIGHT)).first).toMatchObject({ person: people.leaver, until: plus(NIGHT, { hours: 2 }), next: { person: people.lee } });
  expect((await at(account, plus(NIGHT, { hours: 2 }))).first?.person).toBe(people.lee);

  expect(codeOf(await oncall.cancelOverride(manager, account, added.id))).toBe("done");
  expect(codeOf(await oncall.cancelOverride(manager, account, added.id))).toBe("oncall.alreadyCancelled");
  expect((await at(account, NIGHT)).first?.person).toBe(people.lee);
  expect(house.must(await oncall.readSchedule(manager, account)).overrides).toMatchObject([{ id: added.id, cancelled: true }]);
});

test("[O9] overlapping shifts of one rank are refused, both named by their times", async () => {
  const account = await openAccount(lakeside, `office-${++count}`);
  const shifts = [...week("19:00", "07:00", people.lee), { weekday: 1, start: "06:00", end: "18:00", person: people.leaver, rank: "first" as const }];
  const refused = await oncall.saveSchedule(manager, account, { basedOn: 0, zone: "America/New_York", shifts });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "oncall.shiftsOverlap", field: "shifts", say: expect.stringMatching(/Sunday 19:00 to 07:00.*Monday 06:00 to 18:00/) } });
  const backup = shifts.map((shift, i) => (i === 7 ? { ...shift, rank: "backup" as const } : shift));
  expect(codeOf(await oncall.saveSchedule(manager, account, { basedOn: 0, zone: "America/New_York", shifts: backup }))).toBe("done");
});

test("[O10] an invalid zone is refused with the field named", async () => {
  const account = await fresh();
  for (const zone of ["Eastern", "+05:00"]) expect(await oncall.saveSchedule(manager, account, { basedOn: 1, zone, shifts: [] })).toMatchObject({ refusal: { code: "oncall.noSuchZone", field: "zone" } });
});

test("[O11] who saves on top of an older version is refused, and of two at once one is", async () => {
  const account = await fresh();
  const save = (basedOn: number) => oncall.saveSchedule(manager, account, { basedOn, zone: "America/New_York", shifts: [] });
  expect(codeOf(await save(0))).toBe("oncall.stale");
  expect((await Promise.all([save(1), save(1)])).map(codeOf).toSorted()).toEqual(["done", "oncall.stale"]);
  expect(house.must(await oncall.readSchedule(manager, account)).schedule).toMatchObject({ version: 2, shifts: [] });
  const change = (text: string) => inScope(lakeside, (tx) => tx.run({ text, values: [] }));
  await expect(change("update oncall.schedule_version set zone = 'UTC'")).rejects.toThrow(/permission denied/);
});

test("[O12] a clinician of another client is put on duty through the call group, and not without it", async () => {
  const shifts = week("19:00", "07:00", people.cho);
  expect(codeOf(await oncall.saveSchedule(manager, accounts.lakeside, { basedOn: 0, zone: "America/New_York", shifts }))).toBe("done");
  expect((await at(accounts.lakeside, NIGHT)).first?.name).toBe("Dr Cho");
  const account = await fresh([]);
  expect(await oncall.saveSchedule(manager, account, { basedOn: 1, zone: "America/New_York", shifts })).toMatchObject({ refusal: { code: "oncall.notACoverer", field: "shifts" } });
  expect(await override(account, { person: people.osei })).toMatchObject({ refusal: { code: "oncall.personNotACoverer", field: "person" } });
  expect(house.must(await oncall.readSchedule(manager, accounts.lakeside)).people.map((one) => one.name)).toEqual(["Dr Cho", "Dr Ito", "Dr Lee"]);
  expect(await inScope(lakeside, (tx) => oncall.covers(tx, accounts.lakeside, people.osei))).toBe(false);
});

test("[O12] one whose role has ended is on duty no longer, though the schedule still names them", async () => {
  const account = await fresh(week("00:00", "00:00", people.leaver));
  expect((await at(account, NIGHT)).first?.name).toBe("Dr Ito");
  await house.asOwner("update access.membership set until_at = from_at where person_id = $1", [people.leaver]);
  const duty = await at(account, NIGHT);
  expect(duty.first).toBeNull();
  expect(duty.why).toContain("no longer covers this account");
  const stretches = house.must(await oncall.preview(manager, account, { from: NIGHT, days: 1 })).stretches;
  expect(new Set(stretches.map((one) => one.because))).toEqual(new Set(["gap"]));
  await house.asOwner("update access.membership set until_at = null where person_id = $1", [people.leaver]);
});

test("[O13] who was on duty last night is told by what was known last night", async () => {
  const account = await fresh(week("19:00", "07:00", people.lee));
  const asked = plus(house.world.now(), { minutes: 5 });
  house.world.move({ hours: 1 });
  house.must(await oncall.saveSchedule(manager, account, { basedOn: 1, zone: "America/New_York", shifts: week("19:00", "07:00", people.leaver) }));
  house.must(await override(account, { from: plus(asked, { hours: -1 }), until: plus(asked, { hours: 9 }), person: people.leaver }));
  const who = async (when?: Instant) => house.must(await oncall.who(manager, account, { at: when })).first;
  expect(await who(asked)).toMatchObject({ name: "Dr Lee", why: expect.stringContaining("schedule version 1") });
  expect(await who()).toMatchObject({ name: "Dr Ito", why: expect.stringContaining("Override of first") });
  expect(house.must(await oncall.who(manager, account, { at: plus(asked, { days: -1 }) })).why).toContain("no on-call schedule yet");
  house.world.move({ hours: -1 });
});

test("[O13] [O12] a colleague of another client who has left the call group since was on duty last night, and is not tonight", async () => {
  const { access } = house;
  const account = await openAccount(lakeside, `office-${++count}`);
  const group = await inScope<Awaited<ReturnType<typeof access.callGroups.add>>>(lakeside, async (tx) => {
    const id = await access.callGroups.add(tx, house.house, { name: "Night cover", members: [people.cho] });
    await access.callGroups.putAccount(tx, house.house, { account, client: lakeside, group: id });
    return id;
  });
  house.must(await oncall.saveSchedule(manager, account, { basedOn: 0, zone: "America/New_York", shifts: week("00:00", "00:00", people.cho) }));
  const asked = plus(house.world.now(), { minutes: 5 });
  house.world.move({ hours: 1 });
  await inScope(lakeside, (tx) => access.callGroups.setMembers(tx, house.house, { group, members: [] }));
  const who = async (when?: Instant) => house.must(await oncall.who(manager, account, { at: when })).first?.name;
  expect([await who(asked), await who()]).toEqual(["Dr Cho", undefined]);
  house.world.move({ hours: -1 });
});

test("[O14] the calendar of a week covers every instant once for each rank, with its gap named", async () => {
  const account = await fresh(week("19:00", "07:00", people.lee));
  const { stretches } = house.must(await oncall.preview(manager, account, { from: NIGHT, days: 7 }));
  for (const rank of ["first", "backup"] as const) {
    const own = stretches.filter((one) => one.rank === rank);
    expect([own[0]?.from, own.at(-1)?.until]).toEqual([toIso(NIGHT), toIso(plus(NIGHT, { days: 7 }))]);
    for (const [i, one] of own.entries()) if (i > 0) expect(one.from).toBe(own[i - 1]!.until);
  }
  expect(stretches.filter((one) => one.rank === "first").slice(0, 2)).toMatchObject([{ name: "Dr Lee", because: "shift" }, { name: null, because: "gap", until: "2027-01-15T00:00:00.000Z" }]);
});

test("[O15] a preview shows proposed shifts, refuses what saving would refuse, and saves nothing", async () => {
  const account = await fresh();
  const ask = { from: NIGHT, days: 1, shifts: week("00:00", "00:00", people.leaver) };
  const { stretches } = house.must(await oncall.preview(manager, account, ask));
  expect(new Set(stretches.filter((one) => one.rank === "first").map((one) => one.name))).toEqual(new Set(["Dr Ito"]));
  expect(codeOf(await oncall.preview(manager, account, { ...ask, shifts: [...ask.shifts, ...week("08:00", "09:00", people.lee)] }))).toBe("oncall.shiftsOverlap");
  expect((await at(account, NIGHT)).first?.name).toBe("Dr Lee");
});

test("[O1] an override that ends before it begins, is over or lasts for ever is refused with the field named", async () => {
  const account = await fresh();
  const field = async (over: Partial<Parameters<Oncall["addOverride"]>[2]>) => {
    const outcome = await override(account, over);
    return outcome.ok ? "added" : `${outcome.refusal.code} ${outcome.refusal.field}`;
  };
  expect(await field({ until: NIGHT })).toBe("oncall.untilBeforeFrom until");
  expect(await field({ from: plus(NIGHT, { hours: -9 }), until: plus(NIGHT, { hours: -8 }) })).toBe("oncall.overIsPast until");
  expect(await field({ until: plus(NIGHT, { days: 93 }) })).toBe("oncall.tooLong until");
});

test("[O7] a clinician's phone shows where they are on duty now, and until when", async () => {
  const account = await fresh(week("19:00", "07:00", people.lee));
  const lee = await house.actor(people.lee);
  const places = await house.db.transaction(lee.scope, (tx) => oncall.dutyOf(tx, lee, NIGHT));
  expect(places.find((one) => one.account === account)).toMatchObject({ rank: "first", until: fromIso("2027-01-14T12:00:00Z"), zone: "America/New_York" });
  expect(await house.db.transaction(lee.scope, (tx) => oncall.dutyOf(tx, lee, plus(NIGHT, { hours: 8 })))).not.toContainEqual(expect.objectContaining({ account }));
});

test("[O16] another client's schedule does not exist for a command or for the database", async () => {
  const account = await fresh();
  expect(codeOf(await oncall.readSchedule(stranger, account))).toBe("oncall.noSuchAccount");
  expect(codeOf(await oncall.saveSchedule(stranger, account, { basedOn: 1, zone: "UTC", shifts: [] }))).toBe("oncall.noSuchAccount");
  await expect(at(account, NIGHT, harbor)).rejects.toThrow("not in scope");
  const raw = (text: string) => inScope<object[]>(harbor, (tx) => tx.rows({ text, values: [] }));
  expect(await raw(`select id from oncall.schedule_version where account_id = '${account}'`)).toEqual([]);
  const smuggled = `values ('${lakeside}', '${house.world.id()}', '${account}', 'first', '2027-01-14Z', '2027-01-15Z', '${people.osei}', 'x', '2027-01-14Z')`;
  await expect(raw(`insert into oncall.override (client_id, id, account_id, rank, from_at, until_at, person_id, reason, added_at) ${smuggled}`)).rejects.toThrow(/row-level security/);
});

test("[O17] a clinician may look and not change, and the refusal is in the log", async () => {
  const account = await fresh();
  const lee = await house.actor(people.lee);
  expect(codeOf(await oncall.readSchedule(lee, account))).toBe("done");
  expect(await oncall.saveSchedule(lee, account, { basedOn: 1, zone: "UTC", shifts: [] })).toMatchObject({ refusal: { status: 403 } });
  expect((await house.audited("oncall.save-schedule")).at(-1)).toMatchObject({ verdict: "oncall.notAllowed" });
});
