import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../foundation/actor.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { plus, type Instant } from "../../foundation/time.ts";
import type { NoteAsk } from "./commands/change-notes.ts";
import { codeOf, oncallHouse, type OncallHouse } from "./testing/oncall-house.ts";

let h: OncallHouse;
let account: AccountId;
let now: Instant;
const people = {} as Record<"lee" | "cho" | "park" | "outsider", PersonId>;
let lee: Actor;

beforeAll(async () => {
  h = await oncallHouse();
  for (const key of ["lee", "cho", "park"] as const) people[key] = await h.clinician(`Dr ${key}`);
  people.outsider = await h.elsewhere("Dr Osei");
  lee = await h.house.actor(people.lee);
});
afterAll(() => h.close());

/** Dr Lee is first and Dr Cho backup, day and night. */
beforeEach(async () => {
  account = await h.account();
  now = h.house.world.now();
  const shifts = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => (["first", "backup"] as const).map((rank) => ({ weekday, start: "07:00", end: "07:00", person: rank === "first" ? people.lee : people.cho, rank })));
  h.house.must(await h.oncall.saveSchedule(h.manager, account, { basedOn: 0, zone: "America/New_York", shifts }));
});

const add = (over: Partial<NoteAsk> = {}, as: Actor = h.manager) => h.oncall.addNote(as, account, { person: people.lee, standIn: people.park, words: "In surgery until 15:00, use Dr Park", until: plus(now, { hours: 2 }), ...over });
const first = async (when: Instant) => (await h.duty(account, when)).first;

test("[O22] while a surgeon's note holds her stand-in is paged, and when it is over she is again, with nobody doing anything", async () => {
  h.house.must(await add());
  expect(await first(now)).toMatchObject({ name: "Dr park", until: plus(now, { hours: 2 }), next: { name: "Dr lee" }, why: expect.stringMatching(/^Status note until .*and a stand-in is named; under it: Weekly first shift/) });
  expect((await first(plus(now, { hours: 2 })))?.name).toBe("Dr lee");
});

test("[O23] a note without a stand-in pages the backup", async () => {
  h.house.must(await add({ standIn: null }));
  expect((await first(now))?.name).toBe("Dr cho");
  const { stretches } = h.house.must(await h.oncall.preview(h.manager, account, { from: now, days: 1 }));
  expect(stretches.filter(({ rank }) => rank === "first")[0]).toMatchObject({ name: "Dr cho", because: "note" });
});

test("[O25] a cancelled note counts no more, and what it did before stays answered as it was", async () => {
  const note = h.house.must(await add());
  h.house.world.move({ minutes: 30 });
  expect(codeOf(await h.oncall.cancelNote(h.manager, account, note.id))).toBe("done");
  expect(codeOf(await h.oncall.cancelNote(h.manager, account, note.id))).toBe("oncall.noteCancelled");
  expect((await first(h.house.world.now()))?.name).toBe("Dr lee");
  expect(h.house.must(await h.oncall.who(h.manager, account, { at: plus(now, { minutes: 10 }) })).first?.name).toBe("Dr park");
  expect(h.house.must(await h.oncall.readPlan(h.manager, account)).notes).toEqual([]);
});

test("[O25] a note that would be over already, lasts for weeks or names nobody who covers the account is refused with the field named", async () => {
  const field = async (over: Partial<NoteAsk>) => {
    const outcome = await add(over);
    return outcome.ok ? "added" : `${outcome.refusal.code} ${outcome.refusal.field}`;
  };
  expect(await field({ until: now })).toBe("oncall.noteIsPast until");
  expect(await field({ until: plus(now, { days: 15 }) })).toBe("oncall.noteTooLong until");
  expect(await field({ standIn: people.lee })).toBe("oncall.ownStandIn standIn");
  expect(await field({ standIn: people.outsider })).toBe("oncall.standInNotACoverer standIn");
  expect(await field({ person: people.outsider })).toBe("oncall.personNotACoverer person");
});

test("[O28] a clinician writes a note about herself and cancels it, and about a colleague neither", async () => {
  const own = h.house.must(await add({}, lee));
  expect(codeOf(await add({ person: people.cho }, lee))).toBe("oncall.notYourNote");
  const colleagues = h.house.must(await add({ person: people.cho }));
  expect(codeOf(await h.oncall.cancelNote(lee, account, colleagues.id))).toBe("oncall.notYourNote");
  expect(codeOf(await h.oncall.cancelNote(lee, account, own.id))).toBe("done");
  expect((await h.house.audited("oncall.add-note")).map(({ verdict }) => verdict)).toContain("oncall.notYourNote");
});

test("[O28] an operator writes a note about anybody who covers the account, and another practice's manager about nobody", async () => {
  expect(codeOf(await add({}, h.operator))).toBe("done");
  expect(codeOf(await add({}, h.stranger))).toBe("oncall.noSuchAccount");
});
