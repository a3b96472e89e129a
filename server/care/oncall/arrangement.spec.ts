import { afterAll, beforeAll, expect, test } from "vitest";
import type { Arrangement, WeeklyShift } from "../../../contract/oncall.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { fromIso, plus, toIso, type Instant } from "../../foundation/time.ts";
import { codeOf, oncallHouse, type OncallHouse } from "./testing/oncall-house.ts";

const NIGHT = fromIso("2027-01-14T07:14:00Z"); // Thursday, 02:14 in New York.
const NY = "America/New_York";
let h: OncallHouse;
let lee: PersonId;
let cho: PersonId;
let park: PersonId;
let outsider: PersonId;

beforeAll(async () => {
  h = await oncallHouse();
  [lee, cho, park] = [await h.clinician("Dr Lee"), await h.clinician("Dr Cho"), await h.clinician("Dr Park")];
  outsider = await h.elsewhere("Dr Osei");
});
afterAll(() => h.close());

const week = (person: PersonId, over: Partial<WeeklyShift> = {}): WeeklyShift[] => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start: "19:00", end: "07:00", person, rank: "first", ...over }));
const arrangement = (over: Partial<Arrangement> = {}): Arrangement => ({ layers: [], holidays: [], temporary: [], ...over });
const rotation = (people: PersonId[], over: object = {}): Arrangement["layers"][number] => ({
  kind: "rotation", id: h.house.world.id(), name: "Nights", role: null, only: [], rank: "first", start: "2027-01-04", cycle: { days: 7, handOvers: [{ day: 0, time: "08:00" }] }, people, ...over,
});
const save = (account: AccountId, basedOn: number, over: Partial<Arrangement> | undefined, shifts = week(lee), as: Actor = h.manager) =>
  h.oncall.saveSchedule(as, account, { basedOn, zone: NY, shifts, arrangement: over && arrangement(over) });
const at = (account: AccountId, when: Instant = NIGHT) => h.duty(account, when);

test("[O32] a rotation over the week is saved as a new version, read back as it was written, and decides who is paged", async () => {
  const account = await h.account();
  const layers = [rotation([cho, park])];
  expect(codeOf(await save(account, 0, { layers }))).toBe("done");
  expect(h.house.must(await h.oncall.readPlan(h.manager, account))).toMatchObject({ schedule: { version: 1 }, arrangement: { layers, holidays: [], temporary: [] }, notes: [] });
  expect((await at(account)).first).toMatchObject({ name: "Dr Park", until: fromIso("2027-01-18T13:00:00Z"), next: { name: "Dr Cho" }, why: expect.stringContaining('Rotation "Nights" of first') });
});

test("[O32] who saves the week alone keeps what lies over it, and the version before stays what it was", async () => {
  const account = await h.account();
  h.house.must(await save(account, 0, { layers: [rotation([cho])] }));
  h.house.must(await save(account, 1, undefined, week(park)));
  expect((await at(account)).first?.name).toBe("Dr Cho");
  const stored = await h.house.asOwner<{ version: number; arrangement: object }>("select version, arrangement from oncall.schedule_version where account_id = $1 order by version", [account]);
  expect(stored[0]!.arrangement).toEqual(stored[1]!.arrangement);
});

test("[O26] a rotation with a hand-over outside its cycle or two at one time, a temporary schedule that ends at once and clashing shifts of a layer are refused with nothing saved", async () => {
  const account = await h.account();
  const handOvers = (...list: [number, string][]) => ({ days: 7, handOvers: list.map(([day, time]) => ({ day, time })) });
  const tries: [Partial<Arrangement>, string][] = [
    [{ layers: [rotation([cho], { cycle: handOvers([7, "08:00"]) })] }, "oncall.handOverOutside layers"],
    [{ layers: [rotation([cho], { cycle: handOvers([1, "08:00"], [1, "08:00"]) })] }, "oncall.handOverTwice layers"],
    [{ temporary: [{ id: h.house.world.id(), name: "Works", from: toIso(NIGHT), until: toIso(NIGHT), layers: [] }] }, "oncall.temporaryTimes temporary"],
    [{ layers: [{ kind: "week", id: h.house.world.id(), name: "Days", role: null, only: [], shifts: [...week(cho), ...week(park, { start: "06:00", end: "08:00" })] }] }, "oncall.shiftsOverlap layers"],
    [{ layers: [rotation([outsider])] }, "oncall.notACoverer shifts"],
    [{ holidays: [{ id: h.house.world.id(), name: "Feast", rank: "first", role: null, begins: "00:00", days: ["2027-01-14"], people: [outsider] }] }, "oncall.notACoverer shifts"],
  ];
  for (const [over, expected] of tries) {
    const outcome = await save(account, 0, over);
    expect(outcome.ok ? "saved" : `${outcome.refusal.code} ${outcome.refusal.field}`).toBe(expected);
  }
  expect(h.house.must(await h.oncall.readPlan(h.manager, account)).schedule.version).toBe(0);
});

test("[O15] a preview shows a proposed rotation and a proposed holiday, refuses what saving would refuse, and saves nothing", async () => {
  const account = await h.account();
  h.house.must(await save(account, 0, undefined));
  const holidays = [{ id: h.house.world.id(), name: "Feast", rank: "first" as const, role: null, begins: "00:00", days: ["2027-01-16"], people: [park] }];
  const ask = { from: NIGHT, days: 4, arrangement: arrangement({ layers: [rotation([cho])], holidays }) };
  const { stretches } = h.house.must(await h.oncall.preview(h.manager, account, ask));
  expect(stretches.filter(({ rank }) => rank === "first").map(({ name, because }) => `${name} ${because}`)).toEqual(["Dr Cho rotation", "Dr Park holiday", "Dr Cho rotation"]);
  expect(codeOf(await h.oncall.preview(h.manager, account, { ...ask, arrangement: arrangement({ layers: [rotation([cho], { cycle: { days: 1, handOvers: [{ day: 1, time: "08:00" }] } })] }) }))).toBe("oncall.handOverOutside");
  expect((await at(account)).first?.name).toBe("Dr Lee");
});

test("[O33] [O27] backups come in the order in which they are asked, and a specialty answers to its name", async () => {
  const account = await h.account();
  const layers = [rotation([cho], { rank: "third" }), rotation([park], { role: "cardiology" })];
  h.house.must(await save(account, 0, { layers }, [...week(lee), ...week(park, { rank: "backup" })]));
  const duty = await at(account);
  expect([duty.first?.name, duty.backup?.name, duty.backups.map(({ name }) => name)]).toEqual(["Dr Lee", "Dr Park", ["Dr Park", "Dr Cho"]]);
  expect(duty.roles.cardiology?.map(({ name }) => name)).toEqual(["Dr Park"]);
  const added = await h.oncall.addOverride(h.manager, account, { rank: "first", role: "cardiology", from: NIGHT, until: plus(NIGHT, { hours: 1 }), person: cho, reason: "Leave" });
  expect(codeOf(added)).toBe("done");
  const after = await at(account);
  expect([after.first?.name, after.roles.cardiology?.map(({ name }) => name)]).toEqual(["Dr Lee", ["Dr Cho"]]);
  const shown = h.house.must(await h.oncall.preview(h.manager, account, { from: NIGHT, days: 1, role: "cardiology" })).stretches;
  expect(shown.filter(({ rank }) => rank === "first").map(({ name }) => name)).toEqual(["Dr Cho", "Dr Park"]);
});

test("[O43] [O8] [O17] before somebody is put on a role it is asked who would be on duty in it, and why, a note over it too; nothing is saved by asking, and adding it is in the log", async () => {
  const account = await h.account();
  h.house.must(await save(account, 0, { layers: [rotation([park], { role: "surgeon-on-call" })] }));
  const override = { id: "proposed", rank: "first" as const, role: "surgeon-on-call", from: NIGHT, until: plus(NIGHT, { hours: 5 }), person: cho };
  const asked = async (of?: typeof override, when = NIGHT) => h.house.must(await h.oncall.who(h.manager, account, { at: when, override: of }));
  const inRole = ({ roles }: Awaited<ReturnType<typeof asked>>) => roles.map(({ role, onDuty }) => [role, ...onDuty.map(({ name }) => name)]);
  expect(inRole(await asked())).toEqual([["surgeon-on-call", "Dr Park"]]);
  const after = await asked(override);
  expect([after.first?.name, inRole(after)]).toEqual(["Dr Lee", [["surgeon-on-call", "Dr Cho"]]]);
  expect(after.roles[0]).toMatchObject({ onDuty: [{ until: toIso(override.until), next: { name: "Dr Park" }, why: expect.stringContaining("Override of first for surgeon-on-call from Thursday 2027-01-14 02:14 to Thursday 2027-01-14 07:14, over schedule version 1") }] });
  expect(inRole(await asked({ ...override, role: "neurology" }))).toEqual([["neurology", "Dr Cho"], ["surgeon-on-call", "Dr Park"]]);
  expect([inRole(await asked()), h.house.must(await h.oncall.readPlan(h.manager, account)).overrides]).toEqual([[["surgeon-on-call", "Dr Park"]], []]);

  const note = h.house.must(await h.oncall.addNote(h.manager, account, { person: cho, standIn: null, words: "In surgery", from: undefined, until: plus(h.house.world.now(), { hours: 9 }) }));
  const away = await asked(override, h.house.world.now());
  expect(away.roles[0]).toMatchObject({ onDuty: [], why: expect.stringContaining("Status note until") });

  const entries = () => h.house.asOwner<{ action: string }>("select convert_from(bytes, 'UTF8')::jsonb->>'action' as action from audit.entry where convert_from(bytes, 'UTF8')::jsonb->>'action' = 'oncall.add-override'");
  const before = (await entries()).length;
  expect(codeOf(await h.oncall.addOverride(h.manager, account, { ...override, reason: "Dr Park is away" }))).toBe("done");
  expect((await entries()).length).toBe(before + 1);
  h.house.must(await h.oncall.cancelNote(h.manager, account, note.id));
  expect(inRole(await asked())).toEqual([["surgeon-on-call", "Dr Cho"]]);
});

test("[O13] who would have been paged by an arrangement that has been replaced is told by the arrangement of then", async () => {
  const account = await h.account();
  h.house.must(await save(account, 0, { layers: [rotation([cho], { start: "2020-01-06" })] }));
  const then = plus(h.house.world.now(), { minutes: 5 });
  h.house.world.move({ hours: 1 });
  h.house.must(await save(account, 1, { layers: [rotation([park], { start: "2020-01-06" })] }));
  expect(h.house.must(await h.oncall.who(h.manager, account, { at: then })).first?.name).toBe("Dr Cho");
  expect(h.house.must(await h.oncall.who(h.manager, account)).first?.name).toBe("Dr Park");
  h.house.world.move({ hours: -1 });
});
