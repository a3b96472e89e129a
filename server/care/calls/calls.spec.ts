import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../foundation/actor.ts";
import type { Db } from "../../foundation/db/db.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, CallId, ClientId, PersonId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { createVault, memoryKeys } from "../../trust/vault/index.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeTelephony, type FakePhone } from "../../testing/phones.ts";
import { fakeSound } from "../../testing/sound.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createCalls } from "./index.ts";
import type { Standing } from "./rules/gate.ts";

const client = "00000000-0000-7000-8000-0000000000c1" as ClientId;
const other = "00000000-0000-7000-8000-0000000000c2" as ClientId;
const account = "00000000-0000-7000-8000-0000000000a1" as AccountId;
const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const ben = "00000000-0000-7000-8000-00000000000b" as PersonId;
const NUMBER = "+12125550142";

let base: TestDatabase;
let folder: string;

beforeEach(async () => {
  base = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), "compline-calls-"));
});
afterEach(async () => {
  await base.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The calls slice on a real database, with a telephone network and sound that the test holds in its hands. */
function house(given: { standing?: Standing; fallback?: string | null; recording?: boolean; gateFails?: boolean; world?: ReturnType<typeof fakeWorld>; db?: Db; factFails?: () => boolean } = {}) {
  const world = given.world ?? fakeWorld();
  const telephony = fakeTelephony();
  const sound = fakeSound();
  const facts: string[] = [];
  const due = createDue({ wake: () => undefined });
  const real = createFacts({ due });
  const offers: [CallId, PersonId][] = [];
  const lost: CallId[] = [];
  const vault = createVault({ keys: memoryKeys(world), world });
  const calls = createCalls(
    {
      db: given.db ?? base.db, world, log: silentLog, telephony, media: sound, vault, recordings: folder,
      facts: {
        ...real,
        record: async (tx, fact) => {
          if (given.factFails?.()) throw new Error("the connection is lost");
          facts.push(fact.name);
          await real.record(tx, fact);
        },
      },
      audit: { record: async () => undefined },
      directory: {
        byDialled: async (_tx, dialled) => given.gateFails ? Promise.reject(new Error("connection lost")) : (dialled.endsWith("5550100") ? { client, account } : undefined),
        factsOf: async () => ({ name: "Lakeside Pediatrics", zone: "America/New_York", recording: given.recording ?? false, fallback: given.fallback ?? null }),
        normalise: (number) => (/^\+1\d{10}$/.test(number) ? number : undefined),
      },
      agreements: { standing: async () => ({ kind: given.standing ?? "in-force", agreement: "00000000-0000-7000-8000-0000000000b1" }) },
      scripts: { stampFor: async () => [{ id: "00000000-0000-7000-8000-0000000000d1", version: 3 }] },
      clients: { allIds: async () => [client, other] },
    },
    { changed: () => undefined, offered: (call, operator) => void offers.push([call.id, operator]), mediaLost: (call) => void lost.push(call.id) },
  );
  const operator = (person: PersonId): Actor & { person: PersonId } => ({ kind: "person", person, scope: { role: "app", clients: [client, other] } });
  const ready = (person: PersonId) => {
    calls.deskOpened(person);
    return calls.setOperatorState(operator(person), { state: "ready" });
  };
  const ring = () => telephony.ring("+12125550100", { number: NUMBER, name: "MARIA SAMPLE" });
  const settled = async (until: () => boolean): Promise<void> => {
    await expect.poll(until, { timeout: 5000, interval: 5 }).toBe(true);
    await calls.settled();
  };
  const wait = (seconds: number): void => {
    world.move({ seconds });
    calls.tick();
  };
  return { world, telephony, sound, calls, facts, offers, lost, operator, ready, ring, settled, wait };
}

type House = ReturnType<typeof house>;
async function talking(h: House): Promise<{ phone: FakePhone; call: CallId }> {
  await h.ready(ana);
  const phone = h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const answered = await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" });
  expect(answered.ok).toBe(true);
  await h.calls.settled();
  return { phone, call };
}

test("[C1] a number that never had an agreement answers 404, and nothing of the caller is kept", async () => {
  const h = house({ standing: "none" });
  const phone = h.ring();
  await h.settled(() => phone.saw.length > 0);
  expect(phone.saw).toEqual(["refused 404"]);
  expect(await base.asOwner("select 1 from calls.call")).toEqual([]);
});

test("[C1] a lapsed agreement plays the announcement, keeps only time and account, and tells the supervisor", async () => {
  const h = house({ standing: "ended" });
  const phone = h.ring();
  await h.settled(() => h.sound.played.length > 0);
  expect(h.sound.played).toEqual(["agreement-ended"]);
  h.sound.finish([...h.sound.open][0]!);
  await h.settled(() => phone.saw.includes("hung up"));
  expect(await base.asOwner("select account_id, standing from calls.turned_away")).toEqual([{ account_id: account, standing: "ended" }]);
  expect(h.facts).toEqual(["call.turned-away"]);
});

test("[C1] a lapsed agreement with a stored fallback sends the caller there", async () => {
  const h = house({ standing: "suspended", fallback: "+12125550199" });
  const phone = h.ring();
  await h.settled(() => phone.saw.length > 0);
  expect(phone.saw).toEqual(["redirected +12125550199"]);
});

test("[C3] the caller's number is in the database, sealed, before anybody is offered the call", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const [row] = await base.asOwner<{ caller: Buffer; caller_index: Buffer; agreement_id: string }>("select caller, caller_index, agreement_id from calls.call");
  expect(row!.agreement_id).toBe("00000000-0000-7000-8000-0000000000b1");
  expect(row!.caller.includes("5550142") || row!.caller_index.includes("5550142")).toBe(false);
  const stored = await base.db.transaction({ role: "app", clients: [client] }, (tx) => h.calls.find(tx, h.offers[0]![0]));
  const caller = await h.calls.caller(stored!);
  let number: string | undefined;
  caller.number!.map((n) => (number = n));
  expect(number).toBe(NUMBER);
});

test("[C3] a caller who hangs up before an operator spoke leaves a call-back item", async () => {
  const h = house();
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  expect(h.sound.open.size).toBe(0);
});

test("[C2] an answered call has sound both ways, is held with a tone, comes back, and ends in wrap-up", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  expect(h.sound.hears(caller)).toMatch(/^bridge browser/);

  await h.calls.handle(h.operator(ana), { call, act: { kind: "hold" } });
  await h.calls.settled();
  expect(h.sound.hears(caller)).toBe("hold");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "resume" } });
  await h.calls.settled();
  expect(h.sound.hears(caller)).toMatch(/^bridge browser/);

  await h.calls.handle(h.operator(ana), { call, act: { kind: "end" } });
  await h.settled(() => phone.saw.includes("hung up"));
  expect(h.calls.operators().find((o) => o.person === ana)!.state).toBe("wrap-up");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "finish", reason: "message-sent" } });
  expect(h.calls.operators().find((o) => o.person === ana)!.state).toBe("ready");
});

test("[C5] of two operators who answer at the same time one has the call and the other is told", async () => {
  const h = house();
  await h.ready(ana);
  await h.ready(ben);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const both = await Promise.all([ana, ben].map((person) => h.calls.answer(h.operator(person), { call, sdp: "v=0" })));
  expect(both.filter((o) => o.ok)).toHaveLength(1);
  const refused = both.find((o) => !o.ok);
  expect(refused).toMatchObject({ refusal: { code: "calls.answeredByAnother" } });
});

test("[C5] a double click on Answer is one answered call", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const twice = await Promise.all([1, 2].map(() => h.calls.answer(h.operator(ana), { call, sdp: "v=0" })));
  await h.calls.settled();
  expect(twice.some((o) => o.ok)).toBe(true);
  expect([...h.sound.open].filter((id) => id.startsWith("browser"))).toHaveLength(1);
});

test("[C6] an operator's browser that is gone: the caller is told and offered again, first of all", async () => {
  const h = house();
  const { call } = await talking(h);
  const browser = [...h.sound.open].find((id) => id.startsWith("browser"))!;
  h.sound.tell({ kind: "gone", endpoint: browser });
  await h.calls.settled();
  expect(h.sound.played.at(-1)).toBe("operator-gone");
  expect(h.calls.live().find((c) => c.id === call)!.state).toMatchObject({ returned: true, offeredTo: ana });
});

test("[C7] with nobody at work the caller leaves a voicemail, which is sealed and becomes a message's business", async () => {
  const h = house();
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  expect(h.sound.played.at(-1)).toBe("voicemail-notice");
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("record-tone"));
  h.sound.speak(caller, 4);
  phone.hangUp();
  await h.settled(() => h.facts.includes("call.voicemail-left"));
  expect(h.facts).not.toContain("call.abandoned");
  expect(await base.asOwner("select kind, seconds, state from calls.recording")).toEqual([{ kind: "voicemail", seconds: 4, state: "whole" }]);
});

test("[C7] a full disk: the caller is told instead of hearing silence, and the desk gets a call-back item", async () => {
  const h = house();
  writeFileSync(join(folder, client), "a file where the folder should be: nothing can be written");
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("cannot-take-calls"));
  h.sound.finish(caller);
  await h.settled(() => phone.saw.includes("hung up"));
  await h.settled(() => h.facts.includes("call.abandoned"));
});

test("[C8] the log of a call names every turn of it, in order and without gaps", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  phone.hangUp();
  await h.settled(() => h.calls.operators().find((o) => o.person === ana)!.state === "wrap-up");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "finish", reason: "no-message-needed" } });
  const kinds = () => base.asOwner<{ number: number; kind: string }>("select number, kind from calls.call_event order by number");
  await expect.poll(async () => (await kinds()).at(-1)?.kind).toBe("finish");
  const rows = await kinds();
  expect(rows.map((r) => r.number)).toEqual(rows.map((_, i) => i + 1));
  expect(rows.map((r) => r.kind).filter((k) => k !== "leg-up")).toEqual(["ring", "offer", "answer", "leg-ended", "finish"]);
});

test("[C9] without the account's wish nothing of a talk is recorded", async () => {
  const h = house({ recording: false });
  await talking(h);
  expect(await base.asOwner("select 1 from calls.recording")).toEqual([]);
});

test("[C12] after a restart the operator's call is in wrap-up and the untaken one is a call-back item", async () => {
  const h = house();
  const { call } = await talking(h);
  h.ring();
  await h.settled(() => h.calls.live().length === 2);
  await expect.poll(async () => (await base.asOwner("select 1 from calls.call where operator is not null")).length).toBe(1);

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

async function leavingVoicemail(h: House): Promise<FakePhone> {
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("record-tone"));
  h.sound.speak(caller, 4);
  return phone;
}

test("[C7] the database away as a voicemail ends: the caller hears the goodbye at once, and the message is there when the database is back", async () => {
  let away = true;
  const h = house({ factFails: () => away });
  await leavingVoicemail(h);
  h.wait(180);
  await expect.poll(() => h.sound.played.at(-1)).toBe("goodbye");
  expect(h.facts).toEqual([]);
  away = false;
  await h.settled(() => h.facts.includes("call.voicemail-left"));
  expect(await base.asOwner("select seconds, state from calls.recording")).toEqual([{ seconds: 4, state: "whole" }]);
});

test("[C12] killed after a voicemail and before its call was closed: the voicemail is one message, and not a call-back item besides", async () => {
  const killed = house({ factFails: () => killed.facts.length > 0 });
  const phone = await leavingVoicemail(killed);
  await base.asOwner("alter table calls.call add constraint nothing_is_closed check (finished_at is null)");
  phone.hangUp();
  await expect.poll(() => killed.facts).toEqual(["call.voicemail-left"]);

  await base.asOwner("alter table calls.call drop constraint nothing_is_closed");
  const after = house({ world: killed.world });
  await after.calls.recover();
  expect(after.facts).toEqual([]);
});

test("[C12] an operator is told that they have the call only when that is on the disk", async () => {
  let release: () => void = () => undefined;
  let held: Promise<void> | undefined;
  const db: Db = { ...base.db, transaction: async (scope, work) => (await held, base.db.transaction(scope, work)) };
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
  expect(await base.asOwner("select operator from calls.call")).toEqual([{ operator: ana }]);
});

test("[C11] a gate that answers too late: the caller was told the truth, and their number is there to ring back", async () => {
  let release: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const db: Db = { ...base.db, transaction: async (scope, work) => (asked++ === 1 && (await late), base.db.transaction(scope, work)) };
  const h = house({ db });
  h.ring();
  await h.settled(() => h.sound.played.includes("cannot-take-calls"));
  release();
  await h.settled(() => h.facts.includes("call.abandoned"));
  await expect.poll(async () => (await base.asOwner("select ended_how from calls.call where finished_at is not null")).length).toBe(1);
});

test("[C13] overload answers 503, no common codec 488", async () => {
  const h = house();
  h.sound.admitting = false;
  const full = h.ring();
  await h.settled(() => full.saw.length > 0);
  expect(full.saw).toEqual(["refused 503"]);
  h.sound.admitting = true;
  h.sound.common = false;
  const mute = h.ring();
  await h.settled(() => mute.saw.some((s) => s.startsWith("refused")));
  expect(mute.saw).toEqual(["ringing", "refused 488"]);
});

test("[C1] without the code's own check the database still shows a client's calls to nobody else", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const seen = await base.db.transaction({ role: "app", clients: [other] }, (tx) => h.calls.find(tx, h.offers[0]![0]));
  expect(seen).toBeUndefined();
});

test("[C10] the media process dies under a talk: the dialog lives on, the operator's browser is asked to offer again, and both hear each other", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  h.sound.tell({ kind: "lost", endpoint: caller });
  await h.settled(() => h.lost.includes(call));
  expect(phone.saw).not.toContain("hung up");
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await h.settled(() => h.sound.hears(caller)?.startsWith("bridge browser") === true);
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
