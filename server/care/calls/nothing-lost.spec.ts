import pg from "pg";
import { expect, test } from "vitest";
import type { Db } from "../../foundation/db/db.ts";
import type { CallId } from "../../foundation/ids.ts";
import { ana, ben, client, freshGround, ground, house, leavingVoicemail, talking, type House } from "./calls-under-test.ts";

/** Kills, a database that is away, desks that do not answer: no caller is forgotten. */
freshGround();

test("[C12] after a restart the operator's call is in wrap-up and the untaken one is a call-back item", async () => {
  const h = house();
  const { call } = await talking(h);
  h.ring();
  await h.settled(() => h.calls.live().length === 2);
  await expect.poll(async () => (await ground.base.asOwner("select 1 from calls.call where operator is not null")).length).toBe(1);

  const after = house({ world: h.world });
  expect(await after.calls.recover()).toEqual({ wrapUp: 1, callBack: 1, cut: 0 });
  expect(after.facts).toEqual(["call.abandoned"]);
  expect(after.calls.live().map((c) => [c.id, c.state.phase])).toEqual([[call, "wrap-up"]]);
});

test("[C3] a call that hung up and a process that is killed before its call-back item is written: the restart writes it, once", async () => {
  const killed = house({ factFails: () => true });
  const phone = killed.ring();
  await killed.settled(() => phone.saw.includes("answered"));
  phone.hangUp();
  await expect.poll(() => killed.sound.open.size).toBe(0);

  const after = house({ world: killed.world });
  expect(await after.calls.recover()).toEqual({ wrapUp: 0, callBack: 1, cut: 0 });
  expect(after.facts).toEqual(["call.abandoned"]);
  expect(await house({ world: killed.world }).calls.recover()).toEqual({ wrapUp: 0, callBack: 0, cut: 0 });
});

test("[C12] a recovery that is itself killed halfway: the next start finishes it, and each caller is one call-back item", async () => {
  const killed = house();
  for (let callers = 1; callers <= 3; callers++) {
    killed.ring();
    await killed.settled(() => killed.calls.live().length === callers);
  }
  const dying = house({ world: killed.world, factFails: () => dying.facts.length > 0 });
  void dying.calls.recover(); // It is killed at its second caller: nothing after that reaches the disk.
  await expect.poll(async () => (await ground.base.asOwner("select 1 from calls.call where finished_at is not null")).length).toBe(1);

  const after = house({ world: killed.world });
  expect(await after.calls.recover()).toEqual({ wrapUp: 0, callBack: 2, cut: 0 });
  expect([...dying.facts, ...after.facts]).toEqual(Array(3).fill("call.abandoned"));
  expect(await ground.base.asOwner("select finished_at is not null as over, count(*)::int from calls.call group by 1")).toEqual([{ over: true, count: 3 }]);
  expect(await ground.base.asOwner("select count(*)::int as again from calls.call_event where kind = 'service-restarted' group by call_id having count(*) > 1")).toEqual([]);
});

test("[C7] the database away as a voicemail ends: the caller hears the goodbye at once, and the message is there when the database is back", async () => {
  let away = true;
  const h = house({ factFails: () => away });
  await leavingVoicemail(h);
  h.wait(180);
  await expect.poll(() => h.sound.played.at(-1)).toBe("goodbye");
  expect(h.facts).toEqual([]);
  away = false;
  await h.settled(() => h.facts.includes("call.voicemail-left"));
  expect(await ground.base.asOwner("select seconds, state from calls.recording")).toEqual([{ seconds: 4, state: "whole" }]);
});

test("[C12] killed after a voicemail and before its call was closed: the voicemail is one message, and not a call-back item besides", async () => {
  const killed = house({ factFails: () => killed.facts.length > 0 });
  const phone = await leavingVoicemail(killed);
  await ground.base.asOwner("alter table calls.call add constraint nothing_is_closed check (finished_at is null)");
  phone.hangUp();
  await expect.poll(() => killed.facts).toEqual(["call.voicemail-left"]);

  await ground.base.asOwner("alter table calls.call drop constraint nothing_is_closed");
  const after = house({ world: killed.world });
  await after.calls.recover();
  expect(after.facts).toEqual([]);
});

test("[C12] an operator is told that they have the call only when that is on the disk", async () => {
  let release: () => void = () => undefined;
  let held: Promise<void> | undefined;
  const db: Db = { ...ground.base.db, transaction: async (scope, work) => (await held, ground.base.db.transaction(scope, work)) };
  const h = house({ db });
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  let told = false;
  const answered = h.calls.answer(h.operator(ana), { call, sdp: "v=0" }).then((outcome) => ((told = true), outcome));
  held = new Promise((resolve) => (release = resolve)); // The audit entry was let through; the call's standing waits for the disk.
  await expect.poll(() => [...h.sound.open].some((id) => h.sound.hears(id)?.startsWith("bridge"))).toBe(true);
  expect(told).toBe(false);
  release();
  expect(await answered).toMatchObject({ ok: true });
  expect(await ground.base.asOwner("select operator from calls.call")).toEqual([{ operator: ana }]);
});

test("[C11] a gate that answers too late: the caller was told the truth, and their number is there to ring back", async () => {
  let release: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const db: Db = {
    ...ground.base.db,
    transaction: async (scope, work) => {
      if (asked++ === 1) await late; // The number was found; the gate's own transaction waits.
      return ground.base.db.transaction(scope, work);
    },
  };
  const h = house({ db });
  h.ring();
  await h.settled(() => h.sound.played.includes("cannot-take-calls"));
  release();
  await h.settled(() => h.facts.includes("call.abandoned"));
  await expect.poll(async () => (await ground.base.asOwner("select ended_how from calls.call where finished_at is not null")).length).toBe(1);
});

test("[C11] the database cannot be reached: the caller hears the fixed announcement, not silence", async () => {
  const h = house({ gateFails: true });
  const phone = h.ring();
  await h.settled(() => h.sound.played.includes("cannot-take-calls"));
  expect(phone.saw).toContain("answered");
  expect(h.calls.trouble()).toBe("database");
  h.sound.finish([...h.sound.open][0]!);
  await h.settled(() => phone.saw.includes("hung up"));
});

test("[C14] an operator at whose desk two calls in a row rang out is away, and the caller goes to those who answer or to voicemail", async () => {
  const h = house();
  await h.ready(ana);
  const phone = h.ring();
  await h.settled(() => h.offers.length === 1);
  h.wait(20);
  await h.settled(() => h.offers.length === 2);
  h.wait(20);
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "away" }]);
  h.wait(6);
  await h.settled(() => h.sound.played.includes("voicemail-notice"));
  expect(phone.saw).not.toContain("hung up");

  await h.ready(ana);
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "ready" }]);
});

test("[C15] ready, said by a desk whose line is lost, does not make it a desk that can be rung", async () => {
  const h = house();
  await h.ready(ana);
  h.calls.deskLost(ana);
  await h.calls.setOperatorState(h.operator(ana), { state: "break" });
  await h.calls.setOperatorState(h.operator(ana), { state: "ready" });
  h.wait(6);
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "away" }]);

  await h.calls.setOperatorState(h.operator(ben), { state: "ready" });
  expect(h.calls.operators()).toMatchObject([{ state: "away" }, { person: ben, state: "away" }]);
  h.calls.deskOpened(ben);
  expect(h.calls.operators()).toMatchObject([{ state: "away" }, { person: ben, state: "ready" }]);
});

/** Ana's browser is gone in the middle of a talk, and the caller hangs up before anybody else answers. */
async function leftBehind(h: House): Promise<CallId> {
  const { phone, call } = await talking(h);
  const browser = [...h.sound.open].find((id) => id.startsWith("browser"))!;
  h.calls.deskLost(ana);
  h.sound.tell({ kind: "gone", endpoint: browser });
  await h.calls.settled();
  phone.hangUp();
  await h.settled(() => h.calls.live().find((one) => one.id === call)?.state.phase === "wrap-up");
  return call;
}

test("[C16] an operator who left with something typed: after two minutes any operator is told, one takes it over and finishes it", async () => {
  const h = house();
  const call = await leftBehind(h);
  expect(h.facts).toEqual([]);
  const stored = async () => (await ground.base.db.transaction({ role: "app", clients: [client] }, (tx) => h.calls.find(tx, call)))!;
  expect(h.calls.isWith(ana, await stored())).toBe(true);

  h.wait(6);
  expect(await h.calls.handle(h.operator(ben), { call, act: { kind: "take-over" } })).toMatchObject({ ok: false });
  h.wait(120);
  await h.settled(() => h.facts.includes("call.left-behind"));
  await h.ready(ben);
  expect(await h.calls.handle(h.operator(ben), { call, act: { kind: "take-over" } })).toMatchObject({ ok: true });
  expect(h.calls.isWith(ben, await stored())).toBe(true);
  expect(h.calls.isWith(ana, await stored())).toBe(false);
  expect(await h.calls.handle(h.operator(ben), { call, act: { kind: "finish", reason: "message-sent" } })).toMatchObject({ ok: true });
});

test("[C16] a wrap-up whose operator is gone keeps no other caller waiting for them", async () => {
  const h = house();
  await leftBehind(h);
  h.wait(6);
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "away" }]);
});

test("[C16] killed while a call waits again: after the restart it is in wrap-up with the operator who had it", async () => {
  const h = house();
  const { call } = await talking(h);
  h.sound.tell({ kind: "gone", endpoint: [...h.sound.open].find((id) => id.startsWith("browser"))! });
  await h.calls.settled();
  const after = house({ world: h.world });
  expect(await after.calls.recover()).toMatchObject({ wrapUp: 1, callBack: 0 });
  expect(after.calls.live()).toMatchObject([{ id: call, state: { phase: "wrap-up", operator: ana } }]);
});

test("[C17] after a restart a desk that was ready is ready again when its line is back, and not before", async () => {
  const h = house();
  await h.ready(ana);
  const after = house({ world: h.world });
  await after.calls.recover();
  expect(after.calls.operators()).toMatchObject([{ person: ana, state: "away" }]);
  after.calls.deskOpened(ana);
  expect(after.calls.operators()).toMatchObject([{ person: ana, state: "ready" }]);
});

test("[C18] an operator who was signed out is offered nothing more; what rang there rings at the next desk", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length === 1);
  h.wait(1);
  await h.ready(ben);
  h.calls.deskEnded(ana);
  await h.settled(() => h.offers.length === 2);
  expect(h.offers.map(([, person]) => person)).toEqual([ana, ben]);
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "away" }, { person: ben, state: "ringing" }]);
});

test("[C18] an operator who is signed out in the middle of a talk goes on talking, and is away when it is over", async () => {
  const h = house();
  const { call } = await talking(h);
  h.calls.deskEnded(ana);
  expect(h.calls.live().find((one) => one.id === call)!.state).toMatchObject({ phase: "talking", operator: ana });
  await h.calls.handle(h.operator(ana), { call, act: { kind: "end" } });
  await h.calls.handle(h.operator(ana), { call, act: { kind: "finish", reason: "no-message-needed" } });
  expect(h.calls.operators()).toMatchObject([{ person: ana, state: "away" }]);
});

test("[C10] the media process dies while a caller is on hold: the desk is asked for new sound, and the talk goes on", async () => {
  const h = house();
  const { call } = await talking(h);
  await h.calls.handle(h.operator(ana), { call, act: { kind: "hold" } });
  await h.calls.settled();
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  h.sound.tell({ kind: "lost", endpoint: caller });
  await h.settled(() => h.lost.includes(call));
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await h.calls.handle(h.operator(ana), { call, act: { kind: "resume" } });
  await h.settled(() => h.sound.hears(caller)?.startsWith("bridge browser") === true);
});

test("[C6] a desk that does not come back after its sound was lost: the caller is told and waits for another operator", async () => {
  const h = house();
  const { call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  h.sound.tell({ kind: "lost", endpoint: caller });
  await h.settled(() => h.lost.includes(call));
  h.wait(8);
  await h.settled(() => h.sound.played.at(-1) === "operator-gone");
  expect(h.calls.live().find((one) => one.id === call)!.state).toMatchObject({ phase: "waiting", returned: true });
});

test("[C19] a caller who rings while the service puts the calls of a crash away is let in after that, and is none of them", async () => {
  const after = house();
  const owner = new pg.Client({ connectionString: ground.base.ownerUrl });
  await owner.connect();
  await owner.query("begin");
  await owner.query("lock table calls.recording in access exclusive mode");
  const recovering = after.calls.recover();
  after.ring();
  // The ring has had more time than it needs to come in, and would have if it could.
  await expect.poll(async () => (await ground.base.asOwner("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")).length).toBe(1);
  const letIn = async (): Promise<void> => expect.poll(() => after.calls.live().length, { timeout: 500 }).toBe(1);
  await expect(letIn()).rejects.toThrow();
  await owner.query("commit");
  await owner.end();
  expect(await recovering).toEqual({ wrapUp: 0, callBack: 0, cut: 0 });
  await after.settled(() => after.calls.live().length === 1);
  expect(after.facts).toEqual([]);
});
