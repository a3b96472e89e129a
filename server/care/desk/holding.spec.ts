import { afterEach, beforeEach, expect, test } from "vitest";
import { LiveFrame, type CallRow, type Floor } from "../../../contract/index.ts";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";
import { answered } from "./answered-under-test.ts";

let t: TestHouse;
let ana: PersonId;
let ben: PersonId;
let sue: PersonId;
const office = new Set<PersonId>();
beforeEach(async () => {
  office.clear();
  t = await testHouse({ inRoom: (room) => (room === "office" ? [...office] : []) });
  await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  [ana, ben] = [await t.person("Ana Ruiz", "operator", null), await t.person("Ben Ito", "operator", null)];
  sue = await t.person("Sue Lim", "supervisor", null);
});
afterEach(() => t.close());

/** Ana puts a caller on hold, and turns to something else. */
async function held(): Promise<CallId> {
  const call = await answered(t, ana);
  t.sound.tell({ kind: "connected", endpoint: [...t.sound.open].find((id) => id.startsWith("browser"))! });
  must(await t.house.calls.handle(await t.as(ana), { call, act: { kind: "hold" } }));
  await t.settle();
  return call;
}
const rowSeenBy = async (person: PersonId): Promise<CallRow> => must(await t.house.desk.snapshot(await t.as(person))).calls[0]!;
const notices = async () => must(await t.house.notices.list(await t.as(sue))).open.filter(({ kind }) => kind === "held-long");

test("[K22] who has a caller on hold, since when, how often they were reminded and whether the office knows stands on every desk", async () => {
  await held();
  const since = (await rowSeenBy(ana)).since;
  expect(await rowSeenBy(ana)).toMatchObject({ state: "held", mine: true, hold: { operator: "Ana Ruiz", reminders: 0, officeTold: false } });
  await t.advance({ seconds: 60 });
  expect(await rowSeenBy(ana)).toMatchObject({ since, hold: { reminders: 1, officeTold: false } });
  await t.advance({ seconds: 60 });
  expect((await rowSeenBy(ben)).hold).toEqual({ operator: "Ana Ruiz", reminders: 2, officeTold: false });
  await t.advance({ seconds: 180 });
  expect(await rowSeenBy(ben)).toMatchObject({ since, mine: false, callerNumber: null, hold: { reminders: 2, officeTold: true } });
});

test("[K22] an open desk hears of each reminder without asking", async () => {
  await held();
  await t.advance({ seconds: 60 });
  await t.until(() => t.frames.some(({ person, frame }) => person === ana && frame.type === "desk" && frame.desk.calls[0]?.hold?.reminders === 1));
});

test("[K22] an open office sees the caller on its floor from the fifth minute until the operator is back, and has a notice with the practice and the operator that stays", async () => {
  office.add(sue);
  const floor = (): Floor | undefined => t.frames.flatMap(({ person, frame }) => (person === sue && frame.type === "floor" ? [frame.floor] : [])).at(-1);
  const call = await held();
  for (const seconds of [60, 60, 179]) await t.advance({ seconds });
  await t.until(() => floor() !== undefined);
  expect(floor()!.longHolds).toBeUndefined();
  expect(await notices()).toEqual([]);
  await t.advance({ seconds: 1 });
  await t.until(() => floor()!.longHolds !== undefined);
  expect(LiveFrame.safeParse({ type: "floor", floor: floor() }).error).toBeUndefined();
  expect(floor()!.longHolds).toMatchObject([{ call, accountName: "Lakeside", operator: "Ana Ruiz" }]);

  must(await t.house.calls.handle(await t.as(ana), { call, act: { kind: "resume" } }));
  await t.until(() => floor()!.longHolds === undefined);
  expect(await notices()).toMatchObject([{ about: "Lakeside", by: "Ana Ruiz", count: 1, say: "A caller was on hold for more than five minutes" }]);
});

test("[C21] killed right after the office was to be told: after the restart it is told, once", async () => {
  await held();
  for (const seconds of [60, 60, 180]) {
    t.world.move({ seconds });
    t.house.calls.tick();
  }
  await t.house.calls.settled();
  const due = () => t.base.asOwner("select 1 from calls.call_event where kind = 'hold-lasts'");
  await expect.poll(due).toHaveLength(3);
  expect(await notices()).toEqual([]);
  t.house.desk.stop(); // Nothing of this process is heard of again: its work was not yet run.

  t = await testHouse({ base: t.base, world: t.world });
  await t.house.calls.recover();
  await t.settle();
  expect(await notices()).toMatchObject([{ about: "Lakeside", by: "Ana Ruiz", count: 1 }]);
  await t.advance({ minutes: 10 });
  expect(await notices()).toMatchObject([{ count: 1 }]);
});
