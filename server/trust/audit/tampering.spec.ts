import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld, type FakeWorld } from "../../testing/world.ts";
import { beginEpoch, createAudit, createSequencer, signerFromSeed, verifyAudit, type Sequencer, type Verdict } from "./index.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { settle, visibleMemory, type VisibleMemory } from "./log-under-test.ts";
import { Frontier } from "./merkle.ts";

const SIGNER = signerFromSeed(Buffer.alloc(32, 7));
const OTHER = signerFromSeed(Buffer.alloc(32, 8));
const WORKER = system("test");

let at: TestDatabase;
let world: FakeWorld;
let memory: VisibleMemory;
let sequencer: Sequencer;
/** Checkpoints at 4, 8 and 12 entries. */
beforeEach(async () => {
  at = await freshDatabase();
  world = fakeWorld();
  memory = visibleMemory();
  sequencer = createSequencer({ db: at.db, world, signer: SIGNER, memory });
  for (let i = 0; i < 3; i++) {
    await act(4);
    await settle(at, sequencer);
  }
});
afterEach(() => at.drop());

async function act(count: number): Promise<void> {
  const audit = createAudit({ world });
  for (let i = 0; i < count; i++) await at.db.transaction(WORKER.scope, (tx) => audit.record(tx, WORKER, "message.open", { type: "message", id: world.id() }));
}

const verify = (...remembered: string[]): Promise<Verdict> => verifyAudit(at.db, { publicKey: SIGNER.publicKey, remembered });
const found = async (...remembered: string[]): Promise<(readonly [string, number | undefined])[]> => (await verify(...remembered)).findings.map((f) => [f.check, f.number] as const);
/** What the owner of the database does, past every grant. */
const tamper = (...statements: string[]): Promise<unknown> => at.asOwner(statements.join(";"));
const entryOf = (number: number): string => `(epoch, xid, id) = (select epoch, xid, entry_id from audit.leaf where number = ${number})`;
const forge = (column: string): string => `${column} = set_byte(${column}, 5, get_byte(${column}, 5) # 1)`;

describe("verifying the log", () => {
  test("[A11] finds nothing in a log that nobody touched, and counts what is not numbered yet", async () => {
    await act(2);
    expect(await verify(memory.note!)).toMatchObject({ ok: true, size: 12, checkpoints: 3, waiting: 2, findings: [] });
  });

  test("[A11] finds nothing wrong in an empty log", async () => {
    const empty = await freshDatabase();
    expect(await verifyAudit(empty.db, { publicKey: SIGNER.publicKey })).toMatchObject({ ok: true, size: 0, checkpoints: 0, waiting: 0 });
    await empty.drop();
  });

  test.each(["bytes", "salt"])("[A11] names the entry whose %s was changed in a single bit", async (column) => {
    await tamper(`update audit.entry set ${forge(column)} where ${entryOf(6)}`);
    expect(await found()).toEqual([["entry-changed", 6]]);
    expect((await verify()).findings[0]!.say).toBe("Entry 6 was changed: its bytes do not hash to its leaf.");
  });

  test("[A11] names the entry whose time was changed beside its bytes", async () => {
    await tamper(`update audit.entry set at = at - interval '1 minute' where ${entryOf(6)}`);
    expect(await found()).toEqual([["entry-changed", 6]]);
  });

  test("[A11] names the four entries among which one was changed together with its stored hash", async () => {
    await tamper(`update audit.entry set ${forge("bytes")} where ${entryOf(6)}`, `update audit.leaf l set hash = sha256('\\x00'::bytea || e.salt || e.bytes) from audit.entry e where l.number = 6 and e.id = l.entry_id`);
    expect(await found()).toEqual([["root", 4]]);
    expect((await verify()).findings[0]!.say).toMatch(/^Something among entries 4 to 7 was changed/);
  });

  test("[A11] names an entry that was removed, with its number or without", async () => {
    await tamper(`delete from audit.entry where ${entryOf(6)}`);
    expect(await found()).toEqual([["entry-removed", 6]]);
    await tamper("delete from audit.leaf where number = 6");
    expect(await found()).toEqual([["number-missing", 6]]);
  });

  test("[A11] names where an entry was removed and the later ones moved up", async () => {
    await tamper(`delete from audit.entry where ${entryOf(6)}`, "delete from audit.leaf where number = 6");
    for (let n = 7; n < 12; n++) await tamper(`update audit.leaf set number = ${n - 1} where number = ${n}`);
    expect(await found()).toEqual([["root", 4], ["number-missing", 11]]);
  });

  test("[A12] names an entry that was inserted where the log had passed, numbered or not", async () => {
    await tamper("insert into audit.entry (xid, at, salt, bytes) select xid, at, salt, bytes from audit.entry order by xid limit 1");
    expect(await found()).toEqual([["entry-inserted", undefined]]);
    await sequencer.sequence();
    expect((await verify()).size).toBe(12);
    await tamper("insert into audit.leaf (number, epoch, xid, entry_id, hash) select 12, epoch, xid, id, sha256('\\x00'::bytea || salt || bytes) from audit.entry e where not exists (select from audit.leaf l where l.entry_id = e.id)");
    expect(await found()).toEqual([["number-unsigned", 12]]);
  });

  test("[A12] names entries that were reordered, whichever way it was done", async () => {
    const swap = (columns: string, a: number, b: number): string =>
      `update audit.leaf l set (${columns}) = (select ${columns} from audit.leaf o where o.number = ${a} + ${b} - l.number) where l.number in (${a}, ${b})`;
    await tamper("alter table audit.leaf drop constraint leaf_epoch_xid_entry_id_key", swap("epoch, xid, entry_id", 5, 6));
    expect(await found()).toEqual([["entry-changed", 5], ["entry-changed", 6], ["order", 6]]);
    await tamper(swap("hash", 5, 6));
    expect(await found()).toEqual([["order", 6], ["root", 4]]);
  });

  test("[A12] names a reordering of the entries themselves", async () => {
    await tamper(`with two as (select e.id, e.salt, e.bytes, l.number from audit.entry e join audit.leaf l on l.entry_id = e.id where l.number in (2, 9))
      update audit.entry e set salt = o.salt, bytes = o.bytes from two t join two o on o.number <> t.number where e.id = t.id`);
    expect(await found()).toEqual([["entry-changed", 2], ["entry-changed", 9]]);
  });

  test("[A3] [A11] names a checkpoint that this log's key did not sign", async () => {
    const [row] = await at.asOwner<{ root: Buffer }>("select root from audit.checkpoint where size = 8");
    await at.asOwner("update audit.checkpoint set note = $1 where size = 8", [await signCheckpoint(OTHER, { epoch: 1, size: 8, root: row!.root })]);
    expect(await found()).toEqual([["signature", 7]]);
  });

  test("[A11] names a stored hash of the tree that was changed", async () => {
    await act(260);
    await settle(at, sequencer);
    await tamper(`update audit.subtree set ${forge("hash")} where level = 1 and index = 0`);
    expect(await found()).toEqual([["tile", 0]]);
  });

  test("[A13] finds that the newest entries were cut off as if they had never been", async () => {
    const whole = memory.note!;
    await tamper("delete from audit.entry where id in (select entry_id from audit.leaf where number >= 8)", "delete from audit.leaf where number >= 8", "delete from audit.checkpoint where size > 8");
    expect(await verify()).toMatchObject({ ok: true, size: 8 });
    expect(await found(whole)).toEqual([["remembered", 8]]);
    expect((await verify(whole)).findings[0]!.say).toBe("The log was cut: 12 entries are remembered from epoch 1, 8 are there.");
  });

  test("[A13] finds a log that was written anew and signed, if any earlier state of it was remembered", async () => {
    const early = memory.note!;
    await tamper("truncate audit.entry, audit.leaf, audit.subtree, audit.cosignature, audit.checkpoint");
    sequencer = createSequencer({ db: at.db, world, signer: SIGNER, memory: visibleMemory() });
    await act(20);
    await settle(at, sequencer);
    expect(await verify()).toMatchObject({ ok: true, size: 20 });
    expect(await found(early)).toEqual([["remembered", 11]]);
    expect((await verify(early)).findings[0]!.say).toBe("The first 12 entries are not those that were remembered.");
  });

  test("[A13] does not take a note of another key for something remembered", async () => {
    const forged = await signCheckpoint(OTHER, { epoch: 1, size: 12, root: new Frontier().root() });
    expect(await found(forged)).toEqual([["remembered", undefined]]);
  });

  test("[A14] a sequencer that starts does not build on a log that was cut, changed or signed by another", async () => {
    const fresh = (): Sequencer => createSequencer({ db: at.db, world, signer: SIGNER, memory });
    await act(1);
    await tamper("delete from audit.checkpoint where size = 12");
    await expect(fresh().sequence()).rejects.toThrow("there are numbers that no checkpoint signed");
    await tamper("delete from audit.leaf where number >= 8");
    await expect(fresh().sequence()).rejects.toThrow("the log was cut: 12 entries are remembered, 8 are there");
    await tamper(`update audit.leaf set ${forge("hash")} where number = 3`);
    await expect(fresh().sequence()).rejects.toThrow("the stored tree is not the one its checkpoint signed");
    await expect(createSequencer({ db: at.db, world, signer: OTHER, memory }).sequence()).rejects.toThrow("not signed by this log's key");
  });

  test("[A14] a running sequencer notices a database that was put back behind its back", async () => {
    await tamper("delete from audit.checkpoint where size = 12", "delete from audit.leaf where number >= 8");
    await expect(sequencer.sequence()).rejects.toThrow("the log was cut");
  });

  test("[A15] after a restore the log goes on in a new epoch, tells what was lost, and verifies", async () => {
    // The backup was taken at 8 entries, one of them not numbered yet; the new cluster's transaction ids begin below the old ones.
    await tamper(
      "delete from audit.checkpoint where size > 4", "delete from audit.leaf where number >= 4", "delete from audit.touched where number >= 4",
      "delete from audit.entry where id > (select min(id) + 4 from audit.entry)",
      "update audit.entry set xid = (xid::text::bigint + 1000000)::text::xid8 where id = (select max(id) from audit.entry)",
    );
    const needs = { db: at.db, world, memory, publicKey: SIGNER.publicKey };
    await expect(sequencer.sequence()).rejects.toThrow("the log was cut");
    expect(await beginEpoch(needs, WORKER)).toBe(2);
    await act(3);
    await settle(at, sequencer);
    expect(await verify(memory.note!)).toMatchObject({ ok: true, size: 9, waiting: 0 });
    const said = await at.asOwner<{ bytes: Buffer }>("select e.bytes from audit.entry e join audit.leaf l on l.entry_id = e.id where l.number = 5");
    expect(JSON.parse(said[0]!.bytes.toString())).toMatchObject({ action: "audit.begin-epoch", details: { size: 4, remembered: 12, lost: 8 } });
    expect(await at.asOwner("select number, size from audit.epoch order by number")).toEqual([{ number: 1, size: "0" }, { number: 2, size: "4" }]);
    expect(memory.note!.split("\n")[0]).toMatch(/\/2$/);
    expect(memory.aside.map((note) => note.split("\n")[1])).toEqual(["12"]);
  });
});
