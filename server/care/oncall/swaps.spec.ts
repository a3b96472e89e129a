import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../foundation/actor.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { fromIso, plus, type Instant } from "../../foundation/time.ts";
import type { SwapAsk } from "./commands/swaps.ts";
import { codeOf, oncallHouse, type OncallHouse } from "./testing/oncall-house.ts";

let h: OncallHouse;
let account: AccountId;
const people = {} as Record<"lee" | "cho" | "park", PersonId>;
const actors = {} as Record<"lee" | "cho" | "park", Actor>;
/** Monday night is Dr Lee's and Thursday night Dr Cho's, in New York. */
const MONDAY = fromIso("2027-06-08T00:00:00Z");
const THURSDAY = fromIso("2027-06-11T00:00:00Z");
const night = (from: Instant) => ({ from, until: plus(from, { hours: 11 }) });

beforeAll(async () => {
  h = await oncallHouse();
  for (const key of ["lee", "cho", "park"] as const) {
    people[key] = await h.clinician(`Dr ${key}`);
    actors[key] = await h.house.actor(people[key]);
  }
});
afterAll(() => h.close());
beforeEach(async () => {
  account = await h.account();
  h.told.length = 0;
  const shifts = ([[1, "lee"], [4, "cho"]] as const).map(([weekday, who]) => ({ weekday, start: "20:00", end: "07:00", person: people[who], rank: "first" as const }));
  h.house.must(await h.oncall.saveSchedule(h.manager, account, { basedOn: 0, zone: "America/New_York", shifts }));
});

const ask = (over: Partial<SwapAsk> = {}, as: Actor = actors.lee) => h.oncall.askSwap(as, account, { rank: "first", role: null, asked: people.cho, give: night(MONDAY), take: night(THURSDAY), reason: "Wedding", ...over });
const answer = (swap: string, accept: boolean, as: Actor = actors.cho) => h.oncall.answerSwap(as, account, { swap, accept });
const onDuty = async () => Promise.all([MONDAY, THURSDAY].map(async (when) => (await h.duty(account, when)).first?.name));
const told = () => h.told.filter(({ name }) => name === "oncall.swap").map(({ ids }) => ids);

test("[O29] [O31] asked, nothing changes; accepted, each has the other's night, and both are told both times", async () => {
  const swap = h.house.must(await ask());
  expect(await onDuty()).toEqual(["Dr lee", "Dr cho"]);
  expect(h.house.must(await answer(swap.id, true)).state).toBe("accepted");
  expect(await onDuty()).toEqual(["Dr cho", "Dr lee"]);
  expect(told()).toEqual(["asked", "accepted"].map((state) => ({ asker: people.lee, asked: people.cho, state })));
  expect(h.house.must(await h.oncall.listSwaps(h.manager, account)).swaps).toMatchObject([{ id: swap.id, state: "accepted", reason: "Wedding" }]);
});

test("[O29] a declined swap and one that was taken back change nothing, and both are told", async () => {
  const [first, second] = [h.house.must(await ask()), h.house.must(await ask())];
  expect(codeOf(await answer(first.id, false))).toBe("done");
  expect(codeOf(await h.oncall.withdrawSwap(actors.lee, account, second.id))).toBe("done");
  expect(await onDuty()).toEqual(["Dr lee", "Dr cho"]);
  expect(told().map((ids) => ids?.state)).toEqual(["asked", "asked", "declined", "withdrawn"]);
});

test("[O31] a swap is answered once, by the one who was asked, and of two answers at once the second is told", async () => {
  const swap = h.house.must(await ask());
  expect(codeOf(await answer(swap.id, true, actors.park))).toBe("oncall.notYourSwap");
  expect(codeOf(await h.oncall.withdrawSwap(actors.cho, account, swap.id))).toBe("oncall.notYourSwap");
  expect((await Promise.all([answer(swap.id, true), answer(swap.id, true)])).map(codeOf).toSorted()).toEqual(["done", "oncall.swapAnswered"]);
  expect(await h.house.asOwner("select 1 from oncall.override where account_id = $1", [account])).toHaveLength(2);
});

test("[O30] of two swaps of one night that are accepted at once one is refused", async () => {
  const [one, other] = [h.house.must(await ask()), h.house.must(await ask())];
  expect((await Promise.all([answer(one.id, true), answer(other.id, true)])).map(codeOf).toSorted()).toEqual(["done", "oncall.notAskersDuty"]);
  expect(await onDuty()).toEqual(["Dr cho", "Dr lee"]);
});

test("[O30] nobody gives what is not theirs, and a night that changed hands since it was asked is not swapped", async () => {
  expect(codeOf(await ask({ give: night(plus(MONDAY, { hours: 2 })) }))).toBe("oncall.notAskersDuty");
  expect(codeOf(await ask({ take: night(plus(THURSDAY, { days: 1 })) }))).toBe("oncall.notAskedsDuty");
  expect(codeOf(await ask({ asked: people.park }))).toBe("oncall.notAskedsDuty");
  const swap = h.house.must(await ask());
  h.house.must(await h.oncall.addOverride(h.manager, account, { rank: "first", ...night(THURSDAY), person: people.park, reason: "Leave" }));
  expect(codeOf(await answer(swap.id, true))).toBe("oncall.notAskedsDuty");
  expect(await onDuty()).toEqual(["Dr lee", "Dr park"]);
});

test("[O30] stretches that have begun, end before they begin or overlap are refused, and so is a swap with oneself", async () => {
  const past = night(plus(h.house.world.now(), { hours: -2 }));
  expect(codeOf(await ask({ give: past }))).toBe("oncall.swapIsPast");
  expect(codeOf(await ask({ give: { from: MONDAY, until: MONDAY } }))).toBe("oncall.swapEmpty");
  expect(codeOf(await ask({ give: { from: MONDAY, until: plus(MONDAY, { days: 32 }) } }))).toBe("oncall.swapTooLong");
  expect(codeOf(await ask({ take: night(MONDAY) }))).toBe("oncall.swapTogether");
  expect(codeOf(await ask({ asked: people.lee }))).toBe("oncall.swapWithOneself");
  expect(codeOf(await ask({}, h.manager))).toBe("oncall.notAllowed");
});

test("[O31] cancelling one half of a swap cancels the other with it", async () => {
  const swap = h.house.must(await ask());
  h.house.must(await answer(swap.id, true));
  const { overrides } = h.house.must(await h.oncall.readSchedule(h.manager, account));
  expect(overrides).toHaveLength(2);
  expect(codeOf(await h.oncall.cancelOverride(h.manager, account, overrides[0]!.id))).toBe("done");
  expect(await onDuty()).toEqual(["Dr lee", "Dr cho"]);
});
