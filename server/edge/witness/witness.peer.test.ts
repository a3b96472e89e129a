import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { system } from "../../foundation/actor.ts";
import { toWitness, type WitnessSetting } from "../../foundation/config/witnesses.ts";
import { createDue, createRunner } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import { silentLog } from "../../foundation/log.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createAudit, createSequencer, createWitnessing, logName, signerFromSeed, verifyAudit, witnessStanding } from "../../trust/audit/index.ts";
import { createWitness, WitnessRefused } from "./index.ts";

/** Debian's own Python, which has Debian's python3-cryptography; another one on the path may lack it. */
const PYTHON = "/usr/bin/python3";
const SCRIPT = new URL("./witness_service.py", import.meta.url).pathname;
const house = system("test");

let service: ChildProcessByStdio<Writable, Readable, null>;
/** What the witness said since the test began. */
let said: { readonly url?: string; readonly vkey?: string; readonly trusts?: string; readonly old?: number; readonly status?: number }[] = [];
let hello: { readonly url: string; readonly vkey: string };
let base: TestDatabase;
let keys = 0;
let worlds = 0;

const soon = { timeout: 30_000, interval: 10 };
const answers = () => said.filter(({ status }) => status !== undefined);
const settingOf = (how = "honest"): WitnessSetting => toWitness(`${hello.vkey} ${hello.url}/${how}`)!;

beforeAll(async () => {
  service = spawn(PYTHON, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  createInterface({ input: service.stdout }).on("line", (line) => said.push(JSON.parse(line) as (typeof said)[number]));
  await vi.waitFor(() => expect(said, "the witness did not run: apt-get install python3-cryptography").toHaveLength(1), soon);
  hello = said[0] as typeof hello;
});
afterAll(() => void service.stdin.end());
beforeEach(async () => {
  base = await freshDatabase();
  said = [];
});
afterEach(() => base.drop());

/** A house with a log of its own key, which the witness is told of. `how`: the way the witness behaves to it. */
async function logOf(ask: { readonly how?: string; readonly trusted?: boolean; readonly key?: number } = {}) {
  const signer = signerFromSeed(Buffer.alloc(32, ask.key ?? ++keys));
  // Another world each time: entries of one log are never those of another.
  const world = fakeWorld("2027-01-14T07:14:00Z", `witness ${++worlds}`);
  const memory = { load: async () => undefined, save: async () => undefined, setAside: async () => undefined };
  const audit = createAudit({ world });
  if (ask.trusted !== false) {
    service.stdin.write(`trust ${logName(signer.publicKey)}/1 ${signer.publicKey.toString("base64")}\n`);
    await expect.poll(() => said.at(-1)?.trusts, soon).toBe(`${logName(signer.publicKey)}/1`);
  }
  const setting = settingOf(ask.how);
  const starts = () => createSequencer({ db: base.db, world, signer, memory, witnesses: [createWitness(setting)] });
  let sequencer = starts();
  return {
    world, signer, setting,
    ask: () => sequencer.askWitnesses(),
    restart: () => void (sequencer = starts()),
    sequencer: () => sequencer,
    write: async (entries: number) => {
      for (let i = 0; i < entries; i++) await base.db.transaction(house.scope, (tx) => audit.record(tx, house, "message.open", { type: "message", id: world.id() }));
      await expect.poll(async () => (await sequencer.sequence(), (await base.asOwner<{ left: number }>("select count(*)::int as left from audit.entry e where not exists (select from audit.leaf l where l.entry_id = e.id)"))[0]!.left), soon).toBe(0);
    },
  };
}
const signedBy = async (name: string): Promise<number[]> => (await base.asOwner<{ size: number }>("select size::int as size from audit.cosignature where witness = $1 order by 1", [name])).map(({ size }) => size);

test("[WI1] [WI2] [A20] a witness of another hand signs each state that grew from the last, also for a house that forgot how far it was, and verifying says how far and when", async () => {
  const log = await logOf();
  for (const entries of [3, 1, 9]) {
    await log.write(entries);
    expect(await log.ask()).toEqual({ signed: [log.setting.name], silent: [] });
  }
  log.restart();
  await log.write(300);
  expect((await log.ask()).signed).toEqual([log.setting.name]);
  await expect.poll(answers, soon).toEqual([{ old: 0, status: 200 }, { old: 3, status: 200 }, { old: 4, status: 200 }, { old: 0, status: 409 }, { old: 13, status: 200 }]);
  expect(await signedBy(log.setting.name)).toEqual([3, 4, 13, 313]);
  const verdict = await verifyAudit(base.db, { publicKey: log.signer.publicKey, witnesses: [log.setting] });
  expect(verdict).toMatchObject({ ok: true, witnessed: [{ name: log.setting.name, known: true, size: 313, at: expect.any(Number) }] });
  expect((await verifyAudit(base.db, { publicKey: log.signer.publicKey })).witnessed).toEqual([{ name: log.setting.name, known: false, size: null, at: null }]);
});

test("[A20] a signature that was put into the database by another hand is found", async () => {
  const log = await logOf();
  await log.write(2);
  await log.ask();
  await base.asOwner("update audit.cosignature set line = replace(line, substr(line, 60, 4), 'AAAA')");
  const { ok, findings } = await verifyAudit(base.db, { publicKey: log.signer.publicKey, witnesses: [log.setting] });
  expect([ok, findings.map(({ check }) => check)]).toEqual([false, ["cosignature"]]);
});

test("[WI4] a log that was cut, and one that was rewritten and signed by its own key again, get no signature, however it grows", async () => {
  const log = await logOf();
  await log.write(5);
  await log.ask();
  await base.drop();
  base = await freshDatabase();
  const other = await logOf({ key: keys });
  for (const entries of [3, 2, 4]) {
    await other.write(entries);
    expect((await other.ask()).silent).toEqual([other.setting.name]);
  }
  // Shorter than what it saw; of the same length and other; longer and not grown from it.
  await expect.poll(answers, soon).toEqual([{ old: 0, status: 200 }, { old: 0, status: 409 }, { old: 5, status: 409 }, { old: 5, status: 422 }]);
  expect(await signedBy(other.setting.name)).toEqual([]);
});

test.each([["long", "answer-too-long"], ["other", "not-its-signature"]])("[WI3] a witness that is %s has signed nothing", async (how, code) => {
  const log = await logOf({ how });
  await log.write(1);
  const note = (await base.asOwner<{ note: string }>("select note from audit.checkpoint"))[0]!.note;
  const refused = await createWitness(log.setting).cosign(note, async () => []).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WitnessRefused);
  expect((refused as WitnessRefused).code).toBe(code);
  await expect.poll(answers, soon).toEqual([{ old: 0, status: 200 }]);
});

test("[WI3] a witness that sends elsewhere, and one that does not know the log, have signed nothing", async () => {
  const moved = await logOf({ how: "moved" });
  await moved.write(1);
  expect((await moved.ask()).silent).toEqual([moved.setting.name]);
  await base.drop();
  base = await freshDatabase();
  const unknown = await logOf({ trusted: false });
  await unknown.write(1);
  expect((await unknown.ask()).silent).toEqual([unknown.setting.name]);
  await expect.poll(answers, soon).toEqual([{ old: 0, status: 404 }]);
});

test("[A19] the house itself shows the newest state every half minute; a witness that is away for a quarter of an hour is told to the office once, and catches up by itself", async () => {
  const log = await logOf();
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db: base.db, due, world: log.world, log: silentLog });
  const facts = createFacts({ due });
  const told: string[] = [];
  facts.subscribe("audit.witness-behind", "test", async (job, finish) => {
    told.push(job.subject);
    await base.db.transaction({ role: "worker", clients: [] }, finish);
  });
  let away = false;
  const sequencer = { askWitnesses: async () => (away ? { signed: [], silent: [log.setting.name] } : log.ask()) };
  const witnessing = createWitnessing({ db: base.db, world: log.world, due, facts, log: silentLog, sequencer, witnesses: [log.setting] });
  await witnessing.begin();
  const minutes = async (count: number): Promise<void> => {
    for (let i = 0; i < count * 2; i++) {
      log.world.move({ seconds: 30 });
      await runner.settle();
    }
  };
  await log.write(2);
  await minutes(1);
  expect(await signedBy(log.setting.name)).toEqual([2]);
  expect(await witnessStanding(base.db, [log.setting], log.world.now())).toMatchObject({ size: 2, witnesses: [{ signed: { size: 2 }, waitingSince: null, behind: false }] });

  away = true;
  await log.write(1);
  await minutes(14);
  expect(told).toEqual([]);
  await minutes(26);
  expect(told).toHaveLength(1);
  expect((await witnessStanding(base.db, [log.setting], log.world.now())).witnesses).toMatchObject([{ signed: { size: 2 }, behind: true }]);
  away = false;
  await minutes(6);
  expect(await signedBy(log.setting.name)).toEqual([2, 3]);
  expect((await witnessStanding(base.db, [log.setting], log.world.now())).witnesses).toMatchObject([{ signed: { size: 3 }, behind: false }]);
});
