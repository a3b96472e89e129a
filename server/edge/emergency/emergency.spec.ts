import { createHash, createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refreshCopy } from "../../emergency.ts";
import { system, within } from "../../foundation/actor.ts";
import type { AccountId, CallId, ClientId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { fakeWorld } from "../../testing/world.ts";
import type { KeptCall, OpenedCall } from "../../care/calls/index.ts";
import { gateBy } from "./copy.ts";
import { copyPathIn, createEmergency, readCopy, type EmergencyMode } from "./index.ts";
import { KeptBroken, openAll, publicOf, recoveryKeyOf, sealTo } from "./recovery-key.ts";

const derive = (label: string, bytes: number): Buffer => createHmac("sha512", "test root").update(label).digest().subarray(0, bytes);
const world = fakeWorld();
const NUMBER = "+12125550100";
const CALLER = "+12125550142";
let folder: string;
let h: TestHouse;
let emergency: EmergencyMode;
let lakeside: Practice;
const open = () => createEmergency({ folder, world, log: silentLog, derive });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "compline-emergency-"));
  emergency = await open();
  h = await testHouse({ world, emergency });
  lakeside = await h.practice({ name: "Lakeside", number: NUMBER, onDuty: "Dr Lee", backup: "Dr Cho" });
  await refreshCopy({ emergency, house: h.house, world });
});
afterEach(async () => {
  await h.close();
  rmSync(folder, { recursive: true, force: true });
});

const kept = (): string[] => readdirSync(join(folder, "spool")).filter((name) => name.endsWith(".kept"));
const callOf = (ask: Partial<KeptCall> = {}): KeptCall => ({ id: world.id() as CallId, client: lakeside.client, account: lakeside.account, dialled: NUMBER, transport: "udp", at: world.now(), callerNumber: phi(CALLER), callerName: phi("MARIA SAMPLE"), ...ask });
async function keep(seconds: number, call = callOf()): Promise<KeptCall> {
  const keeping = await emergency.keep(call);
  for (let second = 0; second < seconds; second++) keeping!.say(Buffer.alloc(8_000, second + 1));
  await keeping!.close();
  return call;
}
const collect = () => emergency.collect((call) => h.house.calls.takeKept(call));
const messages = () => h.base.asOwner<{ call_id: string; origin: string; urgency: string; account_id: string }>("select call_id, origin, urgency, account_id from messages.message order by id");
const cues = () => h.base.asOwner<{ id: string; kind: string }>("select id, kind from desk.cue");
const endings = () => h.base.asOwner<{ id: string; ended_how: string }>("select id, ended_how from calls.call");

/** From here on no transaction of the product is answered, until what is given back is called. */
function loseDatabase(): () => void {
  const { db } = h.base;
  const transaction = db.transaction;
  Object.assign(db, { transaction: () => Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" })) });
  return () => void Object.assign(db, { transaction });
}

test("[EM1] [EM2] [EM4] the database is away and a caller rings: they hear the truth, speak, and are an urgent message of the practice when it is back", async () => {
  const back = loseDatabase();
  const phone = h.telephony.ring(NUMBER, { number: CALLER, name: "MARIA SAMPLE" });
  await expect.poll(() => h.sound.played.at(-1)).toBe("emergency-notice");
  expect(kept()).toHaveLength(1);
  const endpoint = [...h.sound.open][0]!;
  h.sound.finish(endpoint);
  await expect.poll(() => (h.sound.speak(endpoint, 1), h.sound.played.at(-1))).toBe("silence");
  await expect.poll(() => (h.sound.speak(endpoint, 4), readFileSync(join(folder, "spool", kept()[0]!)).length)).toBeGreaterThan(32_000);
  phone.hangUp();
  await expect.poll(() => h.sound.open.size).toBe(0);
  await expect.poll(() => collect().then(() => "nothing was kept", (error: Error) => error.message)).toBe("away");
  expect(kept()).toHaveLength(1);
  back();
  expect(await collect()).toBe(1);
  await h.settle();
  const [message, ...none] = await messages();
  expect([message, none]).toMatchObject([{ origin: "voicemail", urgency: "urgent", account_id: lakeside.account }, []]);
  expect(kept()).toEqual([]);
  const stored = await h.base.db.transaction(system("test", { clients: [lakeside.client] }).scope, (tx) => h.house.calls.find(tx, message!.call_id as CallId));
  const { number, name } = await h.house.calls.caller(stored!);
  expect([dangerouslyReveal(number!), dangerouslyReveal(name!)]).toEqual([CALLER, "MARIA SAMPLE"]);
  let said = 0;
  const path = h.house.calls.recordingPath(lakeside.client, stored!.id);
  for await (const chunk of h.house.vault.openFile(path, h.house.calls.recordingPlace(lakeside.client, stored!.id))) said += dangerouslyReveal(chunk).length;
  expect(said).toBeGreaterThanOrEqual(32_000);
}, 30_000);

test("[EM2] [EM4] a caller who hangs up before they speak is one call-back item with their number", async () => {
  const back = loseDatabase();
  const phone = h.telephony.ring(NUMBER, { number: CALLER });
  await expect.poll(() => h.sound.played.at(-1)).toBe("emergency-notice");
  phone.hangUp();
  await expect.poll(() => h.sound.open.size).toBe(0);
  back();
  await expect.poll(collect).toBe(1);
  await h.settle();
  expect(await cues()).toMatchObject([{ kind: "ring-back" }]);
  expect(await messages()).toEqual([]);
  expect(await endings()).toMatchObject([{ ended_how: "kept-without-database" }]);
});

test("[EM3] what is kept says nothing to whoever has the disk, opens with the recovery key, and no changed byte passes", async () => {
  const call = await keep(3);
  const path = join(folder, "spool", kept()[0]!);
  const file = readFileSync(path);
  for (const words of [CALLER, "MARIA", lakeside.account]) expect(file.includes(words)).toBe(false);
  const recovery = recoveryKeyOf(derive);
  const [first, ...said] = openAll(recovery, file).frames;
  expect([JSON.parse(first!.toString()) as object, said.length]).toMatchObject([{ id: call.id, callerNumber: CALLER }, 4]);
  expect(() => openAll(recoveryKeyOf((label, bytes) => createHash("sha256").update(label).digest().subarray(0, bytes)), file)).toThrow(KeptBroken);
  for (let at = 0; at < file.length; at += 97) {
    const changed = Buffer.from(file);
    changed[at] = changed[at]! ^ 0x10;
    const opened = ((): number | "refused" => {
      try {
        return openAll(recovery, changed).frames.length;
      } catch (error) {
        return error instanceof KeptBroken ? "refused" : Number.NaN;
      }
    })();
    // A changed length can make the rest look cut off; nothing that was changed is ever handed out.
    expect(opened === "refused" || opened < 5, `byte ${at}`).toBe(true);
  }
  appendFileSync(path, "more");
  expect(openAll(recovery, readFileSync(path)).whole).toBe(false);
  expect(() => sealTo(publicOf(recovery)).frame(Buffer.alloc(65_537), false)).toThrow(RangeError);
});

test("[EM3] [EM4] power that went at any byte of a kept call: the part that is there is a message or a call-back item, and what holds no call is put aside", async () => {
  await keep(2);
  const file = readFileSync(join(folder, "spool", kept()[0]!));
  rmSync(join(folder, "spool", kept()[0]!));
  const recovery = recoveryKeyOf(derive);
  let before = 0;
  for (let length = 0; length <= file.length; length += 31) {
    const opened = ((): number => {
      try {
        return openAll(recovery, file.subarray(0, length)).frames.length;
      } catch {
        return 0;
      }
    })();
    expect(opened).toBeGreaterThanOrEqual(before);
    before = opened;
  }
  writeFileSync(join(folder, "spool", `${world.id()}.kept`), file.subarray(0, 90));
  const cut = callOf();
  await keep(2, cut);
  truncateSync(join(folder, "spool", `${cut.id}.kept`), file.length - 10);
  expect(await collect()).toBe(1);
  await h.settle();
  expect(await h.base.asOwner("select state, seconds from calls.recording")).toEqual([{ state: "cut", seconds: 2 }]);
  expect(await messages()).toHaveLength(1);
  expect(await emergency.standing()).toMatchObject({ kept: 0, refused: 1 });
});

test.each([
  ["before anything was written", async () => { throw new Error("killed"); }],
  ["after the sound was sealed and before the call was written", async (call: OpenedCall) => {
    const back = failAt("insert into calls.call ");
    await h.house.calls.takeKept(call).finally(back);
  }],
  ["after the call was written and before the kept file was removed", async (call: OpenedCall) => {
    await h.house.calls.takeKept(call);
    throw new Error("killed");
  }],
])("[EM4] [EM7] a process that is killed %s: the call is one message when the next one collects", async (_, killed) => {
  await keep(2);
  await expect(emergency.collect(killed)).rejects.toThrow();
  expect(kept()).toHaveLength(1);
  emergency = await open();
  expect(await collect()).toBe(1);
  expect(await collect()).toBe(0);
  await h.settle();
  expect(await messages()).toHaveLength(1);
  expect(await cues()).toEqual([]);
});

test("[EM4] a kept call that the database does not take stays on the disk, and the calls behind it are messages all the same", async () => {
  const id = "00000000-0000-7000-8000-000000000001" as CallId;
  await keep(1, callOf({ id, account: world.id() as AccountId }));
  await keep(1);
  for (let times = 0; times < 2; times++) await expect(collect()).rejects.toThrow();
  await h.settle();
  expect([(await messages()).length, kept()]).toEqual([1, [`${id}.kept`]]);
});

/** The transaction in which this statement stands is lost, as by a kill before its commit. */
function failAt(statement: string): () => void {
  const { db } = h.base;
  const transaction = db.transaction;
  const failing: typeof transaction = (scope, work) => transaction(scope, (tx) => work({ ...tx, run: (text) => (text.text.trimStart().startsWith(statement) ? Promise.reject(new Error("killed")) : tx.run(text)) }));
  Object.assign(db, { transaction: failing });
  return () => void Object.assign(db, { transaction });
}

test("[EM1] [EM4] the copy knows which agreement is over: such a caller is told so, and one that was suspended meanwhile is counted and not kept", async () => {
  const as = within(system("test", { role: "app" }), lakeside.client);
  const call = await keep(2);
  world.move({ seconds: 1 });
  must(await h.house.agreements.change(as, { client: lakeside.client, id: lakeside.agreement!, act: "suspend", reason: "Not paid" }));
  world.move({ seconds: 1 });
  const late = await keep(1, callOf());
  expect(await collect()).toBe(2);
  await h.settle();
  expect((await messages()).map(({ call_id }) => call_id)).toEqual([call.id]);
  expect(await h.base.asOwner("select id, standing from calls.turned_away")).toEqual([{ id: late.id, standing: "suspended" }]);
  await refreshCopy({ emergency, house: h.house, world });
  const back = loseDatabase();
  h.telephony.ring(NUMBER);
  await expect.poll(() => h.sound.played.at(-1)).toBe("agreement-ended");
  expect(kept()).toEqual([]);
  back();
});

test("[EM1] an agreement that ends after the copy was made is over by its own date, and a number that the copy does not know is nobody's", () => {
  const account = { client: "c" as ClientId, account: "a" as AccountId, name: "A", zone: "UTC", numbers: [NUMBER], standing: "in-force" as const, until: "2027-01-01T00:00:00.000Z", fallback: null, onCall: [] };
  const copy = { at: "2026-12-31T00:00:00.000Z", accounts: [account] };
  expect(gateBy(copy, NUMBER, Date.parse("2026-12-31T23:59:59Z") as never)).toMatchObject({ kind: "take", account: "a" });
  expect(gateBy(copy, NUMBER, Date.parse("2027-01-01T00:00:00Z") as never)).toEqual({ kind: "turn-away", fallback: null });
  for (const [which, number] of [[copy, "+12125550199"], [copy, undefined], [undefined, NUMBER], [{ ...copy, accounts: [{ ...account, standing: "none" as const }] }, NUMBER]] as const) expect(gateBy(which, number, 0 as never)).toEqual({ kind: "unknown" });
});

test("[EM5] [EM8] the copy holds gate and on-call, says how old it is, is sealed, and serves a process that starts after it", async () => {
  const sealed = readFileSync(copyPathIn(folder));
  for (const words of ["Lakeside", NUMBER, "Dr Lee"]) expect(sealed.includes(words)).toBe(false);
  const copy = (await readCopy(derive, copyPathIn(folder)))!;
  expect(copy.accounts).toMatchObject([{ name: "Lakeside", numbers: [NUMBER], standing: "in-force" }]);
  expect(copy.accounts[0]!.onCall).toContainEqual(expect.objectContaining({ rank: "first", name: "Dr Lee" }));
  world.move({ minutes: 7 });
  const next = await open();
  expect(await next.standing()).toEqual({ copySeconds: 420, kept: 0, refused: 0 });
  expect(next.gate("2125550100", world.now())).toMatchObject({ kind: "take", client: lakeside.client });
  for (let at = 0; at < sealed.length; at += 53) {
    const changed = Buffer.from(sealed);
    changed[at] = changed[at]! ^ 1;
    writeFileSync(copyPathIn(folder), changed);
    expect(await readCopy(derive, copyPathIn(folder))).toBeUndefined();
  }
});

test("[EM6] [C11] beyond the limit of calls or bytes, and without a copy, a caller hears the announcement with the emergency sentence and nothing is promised", async () => {
  const small = await createEmergency({ folder, world, log: silentLog, derive, limits: { callsMax: 1, bytesMax: 1_000 } });
  expect(await small.keep(callOf())).toBeDefined();
  expect(await small.keep(callOf())).toBeUndefined();
  // A file stands where the folder would be.
  const noDisk = await createEmergency({ folder: copyPathIn(folder), world, log: silentLog, derive });
  expect(await noDisk.keep(callOf())).toBeUndefined();
  await emergency.saveCopy([], world.now());
  const back = loseDatabase();
  h.telephony.ring(NUMBER);
  await expect.poll(() => h.sound.played.at(-1)).toBe("cannot-take-calls");
  back();
});
