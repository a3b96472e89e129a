import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DESK_ROWS_MAX, LiveFrame, type DeskSnapshot } from "../../../contract/index.ts";
import type { Db } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { freshDatabase } from "../../testing/database.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import type { Operating } from "../calls/index.ts";

/** A database that is away while `cut`. */
const line = { cut: false, refused: 0 };
let h: TestHouse;
let practice: Practice;
beforeEach(async () => {
  Object.assign(line, { cut: false, refused: 0 });
  const base = await freshDatabase();
  const away = (): Error => (line.refused++, Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
  const db: Db = {
    ...base.db,
    transaction: (scope, work) => (line.cut ? Promise.reject(away()) : base.db.transaction(scope, work)),
    single: (scope, query) => (line.cut ? Promise.reject(away()) : base.db.single(scope, query)),
  };
  h = await testHouse({ base: { ...base, db } });
  practice = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
});
afterEach(() => h.close());

/** A person with an open desk. */
async function atDesk(name: string, role: "operator" | "supervisor"): Promise<Operating> {
  const person = await h.person(name, role, null);
  h.openDesks.add(person);
  h.house.calls.deskOpened(person);
  return h.as(person);
}

/** What this person's browser makes of the desk: the frame is read as the browser reads it. */
async function seen(as: Operating): Promise<DeskSnapshot> {
  const desk = must(await h.house.desk.snapshot(as));
  expect(LiveFrame.safeParse({ type: "desk", desk }).error).toBeUndefined();
  return desk;
}

const hangUpUnanswered = async (meanwhile = async (): Promise<unknown> => undefined) => {
  const before = (await h.base.asOwner("select 1 from desk.cue where kind = 'ring-back'")).length;
  const phone = h.telephony.ring("+12125550100", { number: "+12125550142" });
  await h.until(() => h.house.calls.live().length > 0);
  await meanwhile();
  phone.hangUp();
  await h.until(async () => (await h.base.asOwner("select 1 from desk.cue where kind = 'ring-back'")).length === before + 1);
};

const send = (): Promise<string> => sendMessage(h, practice, { operator: `Ana ${h.world.id()}` });

test("[K6] a telephone that rings a lapsed practice again and again is one cue with a count, for supervisors, and hides no caller who hung up", async () => {
  await h.practice({ name: "Lapsed", number: "+12125550101", onDuty: "Dr Zed", agreement: false });
  const [ana, sue] = [await atDesk("Ana Ruiz", "operator"), await atDesk("Sue Lim", "supervisor")];
  for (let n = 0; n < 3; n++) h.telephony.ring("+12125550101", { number: "+12125550199" });
  await h.until(async () => (await h.base.asOwner("select 1 from desk.cue where times = 3")).length === 1);
  await h.base.asOwner("insert into desk.cue (client_id, id, account_id, kind, due_at) select client_id, gen_random_uuid(), account_id, 'turned-away', due_at - interval '1 year' from desk.cue, generate_series(1, 150)");
  await hangUpUnanswered();
  expect((await seen(ana)).cues.map((cue) => [cue.say, cue.number])).toEqual([["Ring back: nobody spoke with them", "+12125550142"]]);
  const supervisor = await seen(sue);
  expect(supervisor.cues.map((cue) => cue.say)).toContain("A call was turned away: the agreement is not in force (3 calls)");
  expect(supervisor.cues.map((cue) => cue.number)).toContain("+12125550142");
  expect(supervisor.more?.cues).toBe(131);
});

test("[K13] however many hang up, a clinician's reply still stands among the cues, and the newest callers do", async () => {
  const ana = await atDesk("Ana Ruiz", "operator");
  await h.base.asOwner("insert into desk.cue (client_id, id, account_id, kind, due_at, message_id) values ($1, gen_random_uuid(), $2, 'reply', '2020-01-01', gen_random_uuid())", [practice.client, practice.account]);
  await h.base.asOwner("insert into desk.cue (client_id, id, account_id, kind, due_at) select $1, gen_random_uuid(), $2, 'ring-back', timestamptz '2021-01-01' + n * interval '1 minute' from generate_series(1, 130) n", [practice.client, practice.account]);
  await hangUpUnanswered();
  const desk = await seen(ana);
  expect(desk.cues[0]!.say).toBe("The clinician replied: read it");
  expect(desk.cues.at(-1)!.number).toBe("+12125550142");
  expect(desk.cues.length + desk.more!.cues).toBe(132);
});

test("[K13] with more callers, colleagues and messages than a desk shows it is still a desk: one's own call first, alarms first, and a count of the rest", async () => {
  const ana = await atDesk("Ana Ruiz", "operator");
  for (let n = 0; n < DESK_ROWS_MAX.operators; n++) h.house.calls.deskOpened(randomUUID() as PersonId);
  // A few at a time: each asks the gate, and a machine under load has its patience for these alone.
  for (let n = 0; n <= DESK_ROWS_MAX.calls; n++) {
    h.telephony.ring("+12125550100", { number: `+1212555${1000 + n}` });
    if (n % 20 === 0) await h.until(() => h.house.calls.live().length > n);
  }
  must(await h.house.calls.setOperatorState(ana, { state: "ready" }));
  await h.until(() => h.house.calls.live().some(({ state }) => state.offeredTo === ana.person));
  const message = await send();
  await h.base.asOwner(`
    with twin as (select gen_random_uuid() as id, n from generate_series(1, 210) n),
    sent as (
      insert into messages.message (client_id, id, account_id, send_key, origin, urgency, revision, taken_down_by, saved_at)
      select m.client_id, twin.id, m.account_id, twin.id, m.origin, 'routine', 1, m.taken_down_by, m.saved_at from messages.message m, twin where m.id = $1),
    said as (
      insert into messages.revision (client_id, message_id, number, urgency, content, saved_by, saved_at)
      select r.client_id, twin.id, 1, 'routine', r.content, r.saved_by, r.saved_at from messages.revision r, twin where r.message_id = $1)
    insert into dispatch.dispatch (client_id, id, message_id, revision, account_id, account_name, zone, urgency, ladder_version, steps, state, begun_at, alarm_at)
    select d.client_id, gen_random_uuid(), twin.id, 1, d.account_id, d.account_name, d.zone, 'routine', 0, d.steps, case when twin.n = 1 then 'alarm' else 'working' end, d.begun_at + interval '1 second', d.begun_at
      from dispatch.dispatch d, twin where d.message_id = $1`, [message]);
  const desk = await seen(ana);
  expect(desk.calls[0]).toMatchObject({ mine: true, state: "offered" });
  expect(desk.operators.find((one) => one.person === ana.person)).toMatchObject({ state: "ringing" });
  expect(desk.working[0]!.state).toBe("alarm");
  expect(desk.more).toEqual({ calls: 1, working: 11, cues: 0, operators: 1 });
});

test("[K13] whoever left the desk an hour ago stands on no list of operators", async () => {
  const [ana, ben] = [await atDesk("Ana Ruiz", "operator"), await atDesk("Ben Ito", "operator")];
  h.house.calls.deskLost(ben.person);
  await h.advance({ minutes: 1 });
  expect((await seen(ana)).operators).toHaveLength(2);
  await h.advance({ minutes: 61 });
  expect((await seen(ana)).operators.map((one) => one.person)).toEqual([ana.person]);
});

test("[K13] a cue whose number can no longer be opened says so, and the desk shows everything else", async () => {
  const ana = await atDesk("Ana Ruiz", "operator");
  // Before there is a cue: a desk that has opened the number once remembers it. The call lives in memory before it is on the disk.
  const spoil = "update calls.call set caller = overlay(caller placing '\\xffff'::bytea from length(caller) - 4) where caller is not null returning id";
  await hangUpUnanswered(() => h.until(async () => (await h.base.asOwner(spoil)).length === 1));
  h.world.move({ seconds: 1 });
  await hangUpUnanswered();
  expect((await seen(ana)).cues.map((cue) => [cue.say, cue.number])).toEqual([
    ["Ring back: nobody spoke with them. The number was erased", null],
    ["Ring back: nobody spoke with them", "+12125550142"],
  ]);
});

test("[K14] an alarm that the desk could not read, because the database was away for a moment, is there as soon as it can be read", async () => {
  const ana = await atDesk("Ana Ruiz", "operator");
  const message = await send();
  await h.advance({ minutes: 19 });
  await expect.poll(() => shownTo(ana.person, message)).toBe("working");
  h.world.move({ minutes: 2 });
  await h.runner.settle();
  line.cut = true;
  await expect.poll(() => line.refused).toBeGreaterThan(0);
  line.cut = false;
  await expect.poll(() => shownTo(ana.person, message)).toBe("alarm");
});

test("[K14] who asks for the desk has it as it is now, whatever was told before", async () => {
  const ana = await atDesk("Ana Ruiz", "operator");
  await seen(ana);
  h.house.desk.stop();
  const message = await send();
  expect((await seen(ana)).working.map((row) => row.message)).toEqual([message]);
});

function shownTo(person: PersonId, message: string): string | undefined {
  const newest = h.frames.findLast((one) => one.person === person && one.frame.type === "desk")?.frame;
  return newest?.type === "desk" ? newest.desk.working.find((row) => row.message === message)?.state : undefined;
}
