import { afterEach, beforeEach, expect, test } from "vitest";
import type { SeenHole } from "../../../contract/index.ts";
import { visitor } from "../../foundation/endpoint.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { must } from "../../testing/house.ts";
import { alarm, ALL_DAY, codeOf, coverageHouse, step, week, type CoverageHouse, type Step } from "./coverage-under-test.ts";

let c: CoverageHouse;
beforeEach(async () => {
  c = await coverageHouse();
});
afterEach(() => c.h.close());

interface More {
  readonly hours?: "always" | "after-hours" | "office";
  readonly acknowledge?: SeenHole | undefined;
}
const drafted = (steps: readonly Step[], { hours = "always" }: More = {}) => ({ urgency: "urgent" as const, hours, quiet: null, steps });
const look = async (steps: readonly Step[], more: More = {}, who: PersonId = c.mo) => must(await c.h.house.coverage.proveLadder(await c.h.as(who), c.lakeside.account, drafted(steps, more)));
async function save(steps: readonly Step[], more: More = {}): Promise<Outcome<unknown>> {
  const as = await c.h.as(c.mo);
  return c.h.base.db.transaction(as.scope, (tx) => c.h.house.dispatch.saveLadder(tx, as, { ...drafted(steps, more), account: c.lakeside.account, ...(more.acknowledge && { acknowledge: more.acknowledge }) }));
}
async function standing(): Promise<readonly string[]> {
  const as = await c.h.as(c.mo);
  const all = must(await c.h.base.db.transaction(as.scope, (tx) => c.h.house.dispatch.ladders(tx, c.lakeside.account)));
  return all.filter(({ urgency }) => urgency === "urgent").map(({ hours, steps }) => `${hours}: ${steps.map(({ who }) => who).join(", ")}`);
}
const log = async (action: string) =>
  (await c.h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string; details?: object }).filter((entry) => entry.action === action);
const DEFAULT = "always: on-duty, backup, desk-alarm";

test("[CV30] [D44] a ladder that would page only somebody who has no phone is refused with the first stretch, by name; named as it was shown it is saved, and who named it stands beside its version and in the log", async () => {
  await c.enrol(c.lakeside.onDuty);
  const steps = [step("backup"), alarm];
  expect(await save(steps)).toMatchObject({ ok: false, refusal: { code: "coverage.hole", field: "acknowledge", say: expect.stringMatching(/^Dr Cho, paged as backup, has no enrolled phone/) } });
  expect([await standing(), (await log("ladder.save")).map(({ verdict }) => verdict)]).toEqual([[DEFAULT], ["no"]]);

  const { first, holes } = await look(steps);
  expect({ first, holes }).toMatchObject({ first: { account: c.lakeside.account, rank: "backup", why: "unverified" }, holes: 1 });
  const { say: _say, ...hole } = first!;
  for (const wrong of [{ hole: { ...hole, why: "left" as const }, holes }, { hole: { ...hole, until: hole.from }, holes }, { hole: { ...hole, account: c.h.world.id() }, holes }]) expect(codeOf(await save(steps, { acknowledge: wrong }))).toBe("coverage.hole");
  expect(await c.rows("accepted_hole")).toEqual([]);

  must(await save(steps, { acknowledge: { hole, holes } }));
  expect(await standing()).toEqual(["always: backup, desk-alarm"]);
  expect(await c.rows("accepted_hole")).toMatchObject([{ version: 1, ladder_urgency: "urgent", ladder_hours: "always", rank: "backup", why: "unverified", holes: 1, accepted_by: c.mo }]);
  expect(await log("coverage.accept-hole")).toMatchObject([{ verdict: "yes", details: { version: 1, urgency: "urgent", hours: "always", rank: "backup" } }]);
});

test("[CV30] what is open already is not asked again: a practice where nobody has a phone changes its ladders, and one that closes the hole is saved without a word", async () => {
  expect((await c.prove()).holes).toBe(1);
  must(await save([step("on-duty", { patienceMinutes: 3 }), step("backup"), alarm]));
  must(await save([step("backup"), alarm]));
  await c.enrol(c.lakeside.onDuty);
  must(await save([step("on-duty"), step("backup"), alarm]));
  expect(await c.rows("accepted_hole")).toEqual([]);
});

test("[CV30] a ladder of some hours is judged at those hours alone, and taking one away by the ladder that then holds", async () => {
  await c.enrol(c.lakeside.backup);
  const nights = { hours: "after-hours" } as const;
  expect(codeOf(await save([step("on-duty"), alarm], nights))).toBe("coverage.hole");
  must(await save([step("backup"), alarm], nights));
  must(await save([step("on-duty"), alarm])); // This office is never open, so no message begins on it.
  expect(await standing()).toEqual(["always: on-duty, desk-alarm", "after-hours: backup, desk-alarm"]);
  expect(codeOf(await save([], nights))).toBe("coverage.hole");
  const { first, holes } = await look([], nights);
  expect(first).toMatchObject({ rank: "first", why: "unverified" });
  must(await save([], { ...nights, acknowledge: { hole: first!, holes } }));
  expect(await standing()).toEqual(["always: on-duty, desk-alarm"]);
});

test("[CV30] [D44] a backup step where the schedule has no backup, a second backup where there is one, and a call to a telephone that nobody proved are each refused as a step that is never reached, and no name excuses them", async () => {
  const { lakeside } = c;
  await c.enrol(lakeside.onDuty);
  const second = [step("on-duty"), step("backup", { nth: 2 }), alarm];
  expect(await save(second)).toMatchObject({ ok: false, refusal: { code: "coverage.unreachableStep", field: "steps.1", say: "Step 2 is never reached: nobody whom it asks is on duty at any minute of the next 60 days. The ladder was not changed." } });
  const ringing = [step("on-duty", { by: ["voice"] }), step("backup"), alarm];
  expect(await save(ringing)).toMatchObject({ ok: false, refusal: { code: "coverage.unreachableStep", field: "steps.0", say: expect.stringContaining("nobody whom it asks in the next 60 days has one that was proved") } });
  expect((await look(ringing)).unreachable).toEqual({ step: 0, say: expect.stringMatching(/^Step 1 is never reached/) });
  await c.proveTelephone(lakeside.onDuty, "+16465550173");
  must(await save(ringing));

  must(await c.save(week(lakeside.onDuty, ALL_DAY)));
  const backup = [step("on-duty"), step("backup"), alarm];
  const { holes, unreachable } = await look(backup);
  expect([holes, unreachable]).toMatchObject([0, { step: 1 }]);
  const hole = { account: lakeside.account, from: "2027-01-01T00:00:00.000Z", until: "2027-12-31T00:00:00.000Z", rank: "backup", why: "nobody" } as const;
  expect(codeOf(await save(backup, { acknowledge: { hole, holes: 1 } }))).toBe("coverage.unreachableStep");
  expect(await standing()).toEqual(["always: on-duty, backup, desk-alarm"]);
  must(await save([step("on-duty"), step("operator-calls"), alarm]));
});

test("[CV30] [CV16] the proof of a ladder saves nothing, and nobody reads that of another client", async () => {
  await look([step("backup"), alarm]);
  expect([await standing(), await c.rows("accepted_hole")]).toEqual([[DEFAULT], []]);
  const harbor = await c.h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  const other = await c.h.as(await c.h.person("Kim Dow", "client-manager", harbor.client));
  expect(codeOf(await c.h.house.coverage.proveLadder(other, c.lakeside.account, drafted([alarm])))).toBe("coverage.noSuchAccount");
  expect(codeOf(await c.h.house.coverage.proveLadder(visitor, c.lakeside.account, drafted([alarm])))).not.toBe("done");
});
