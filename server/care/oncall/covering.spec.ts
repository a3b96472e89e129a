import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../foundation/actor.ts";
import type { AccountId, CallGroupId, PersonId } from "../../foundation/ids.ts";
import { fromIso, plus } from "../../foundation/time.ts";
import { codeOf, oncallHouse, type OncallHouse } from "./testing/oncall-house.ts";

/** Dr Osei works for Harbor and covers one practice of Lakeside by its call group. */
let h: OncallHouse;
let account: AccountId;
let other: AccountId;
let group: CallGroupId;
const people = {} as Record<"lee" | "osei", PersonId>;
let osei: Actor;
const inHouse = <T>(work: Parameters<OncallHouse["house"]["db"]["transaction"]>[1]) => h.house.db.transaction(h.house.house.scope, work) as Promise<T>;

beforeAll(async () => {
  h = await oncallHouse();
  people.lee = await h.clinician("Dr Lee");
  people.osei = await h.elsewhere("Dr Osei");
  osei = await h.house.actor(people.osei);
  [account, other] = [await h.account(), await h.account()];
  const { callGroups } = h.house.access;
  group = await inHouse(async (tx) => {
    const id = await callGroups.add(tx, h.house.house, { name: "Night cover", members: [people.osei] });
    await callGroups.putAccount(tx, h.house.house, { account, client: h.client, group: id });
    return id;
  });
  const shifts = ([[1, "lee"], [4, "osei"]] as const).map(([weekday, who]) => ({ weekday, start: "20:00", end: "07:00", person: people[who], rank: "first" as const }));
  h.house.must(await h.oncall.saveSchedule(h.manager, account, { basedOn: 0, zone: "America/New_York", shifts }));
});
afterAll(() => h.close());

const [MONDAY, THURSDAY] = [fromIso("2027-06-08T00:00:00Z"), fromIso("2027-06-11T00:00:00Z")];
const night = (from: typeof MONDAY) => ({ from, until: plus(from, { hours: 11 }) });
const trade = { rank: "first", role: null, reason: "Wedding", give: night(THURSDAY), take: night(MONDAY) } as const;
const note = (person: PersonId, at = account, as = osei) => h.oncall.addNote(as, at, { person, standIn: null, words: "In surgery", until: plus(h.house.world.now(), { hours: 2 }) });

test("[O41] a covering doctor of another client reads who is on duty there, and finds the practice among their places", async () => {
  expect(h.house.must(await h.oncall.places(osei)).places).toMatchObject([{ id: account, zone: "America/New_York" }]);
  expect(h.house.must(await h.oncall.readPlan(osei, account)).people.map(({ name }) => name).toSorted()).toEqual(["Dr Lee", "Dr Osei"]);
});

test("[O41] they write that they cannot be reached, and about nobody else; the practice's week stays the practice's", async () => {
  const own = h.house.must(await note(people.osei));
  expect(codeOf(await h.oncall.cancelNote(osei, account, own.id))).toBe("done");
  expect(codeOf(await note(people.lee))).toBe("oncall.notYourNote");
  expect(codeOf(await h.oncall.saveSchedule(osei, account, { basedOn: 1, zone: "America/New_York", shifts: [] }))).toBe("oncall.notAllowed");
  expect(codeOf(await h.oncall.addOverride(osei, account, { rank: "first", from: MONDAY, until: plus(MONDAY, { hours: 1 }), person: people.osei, reason: "Mine" }))).toBe("oncall.notAllowed");
});

test("[O41] [O29] they ask a doctor of the practice to trade a night, and the two of them have traded once it is accepted", async () => {
  const swap = h.house.must(await h.oncall.askSwap(osei, account, { ...trade, asked: people.lee }));
  h.house.must(await h.oncall.answerSwap(await h.house.actor(people.lee), account, { swap: swap.id, accept: true }));
  expect([(await h.duty(account, MONDAY)).first?.name, (await h.duty(account, THURSDAY)).first?.name]).toEqual(["Dr Osei", "Dr Lee"]);
});

test("[O41] [O16] a practice of the same client that they do not cover is not there for them; let go by the group, neither is this one", async () => {
  for (const outcome of [await h.oncall.readPlan(osei, other), await note(people.osei, other)]) expect(codeOf(outcome)).toBe("oncall.noSuchAccount");
  await inHouse((tx) => h.house.access.callGroups.setMembers(tx, h.house.house, { group, members: [] }));
  for (const outcome of [await h.oncall.readPlan(osei, account), await note(people.osei), await h.oncall.askSwap(osei, account, { ...trade, asked: people.lee })]) expect(codeOf(outcome)).toBe("oncall.noSuchAccount");
  expect(h.house.must(await h.oncall.places(osei)).places).toEqual([]);
});

test("[O41] whoever stays in the group and is a clinician nowhere any more does nothing there", async () => {
  await inHouse((tx) => h.house.access.callGroups.setMembers(tx, h.house.house, { group, members: [people.osei] }));
  await h.house.asOwner("update access.membership set until_at = $2 where person_id = $1", [people.osei, new Date(h.house.world.now())]);
  expect(codeOf(await note(people.osei))).toBe("oncall.notAllowed");
  expect(h.house.must(await h.oncall.places(osei)).places).toEqual([]);
});
