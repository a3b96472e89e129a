import { spawn } from "node:child_process";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { system, type Actor } from "../../foundation/actor.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld, type FakeWorld } from "../../testing/world.ts";
import { auditTree, createAudit, createSequencer, signerFromSeed, tilePath, type Sequencer, type Signer } from "./index.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { settle, visibleMemory, type VisibleMemory } from "./log-under-test.ts";
import { Frontier, leafHash, nodeHash, verifyConsistency, verifyInclusion, type Hash } from "./merkle.ts";
import { cosignatureLine } from "./note.ts";

const SIGNER = signerFromSeed(Buffer.alloc(32, 7));

let at: TestDatabase;
let world: FakeWorld;
let memory: VisibleMemory;
let nurse: Actor;
beforeEach(async () => {
  at = await freshDatabase();
  world = fakeWorld();
  memory = visibleMemory();
  nurse = { kind: "person", person: world.id() as PersonId, scope: { role: "app", clients: [] } };
});
afterEach(() => at.drop());

const sequencerWith = (signer: Signer = SIGNER): Sequencer => createSequencer({ db: at.db, world, signer, memory });

/** Writes that many entries, one transaction each. */
async function act(count: number): Promise<void> {
  const audit = createAudit({ world });
  for (let i = 0; i < count; i++) {
    await at.db.transaction(nurse.scope, (tx) => audit.record(tx, nurse, "message.open", { type: "message", id: world.id() }, "yes", { revision: i }));
  }
}

const numbers = async (): Promise<number[]> => (await at.asOwner<{ number: string }>("select number from audit.leaf order by number")).map((r) => Number(r.number));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe("the audit log", () => {
  test("[A1] keeps the entry of an act that was saved, and none of an act that was undone", async () => {
    const audit = createAudit({ world });
    const undone = at.db.transaction(nurse.scope, async (tx) => {
      await audit.record(tx, nurse, "message.send", { type: "message", id: world.id() });
      throw new Error("the act failed");
    });
    await expect(undone).rejects.toThrow("the act failed");
    await act(1);
    const rows = await at.asOwner<{ bytes: Buffer; at: Date }>("select bytes, at from audit.entry");
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]!.bytes.toString())).toMatchObject({ action: "message.open", actor: { person: nurse.kind === "person" ? nurse.person : "" }, verdict: "yes", at: "2027-01-14T07:14:00.000Z" });
    expect(rows[0]!.at.toISOString()).toBe("2027-01-14T07:14:00.000Z");
  });

  test("[A10] lets the web server and the worker add entries, and neither read, change nor remove one, nor choose its place", async () => {
    await act(1);
    for (const role of ["app", "worker"] as const) {
      const client = new pg.Client({ connectionString: at.urlOf(role) });
      await client.connect();
      const forbidden = [
        "select bytes from audit.entry", "update audit.entry set bytes = '\\x00'", "delete from audit.entry", "truncate audit.entry",
        "insert into audit.entry (epoch, at, salt, bytes) values (0, '2027-01-01', '\\x00000000000000000000000000000000', '\\x7b7d')",
        "insert into audit.entry (xid, at, salt, bytes) values ('1', '2027-01-01', '\\x00000000000000000000000000000000', '\\x7b7d')",
        "insert into audit.leaf (number, epoch, xid, entry_id, hash) values (0, 1, '1', 1, '\\x00')",
        "select audit.begin_epoch(null)",
      ];
      for (const statement of forbidden) await expect(client.query(statement), statement).rejects.toThrow(/permission denied/);
      await client.query("insert into audit.entry (at, salt, bytes) values ('2027-01-01', '\\x00000000000000000000000000000000', '\\x7b7d')");
      await client.end();
    }
  });

  test("[A10] lets the sequencer add numbers and never change one", async () => {
    await act(1);
    await settle(at, sequencerWith());
    const client = new pg.Client({ connectionString: at.urlOf("sequencer") });
    await client.connect();
    for (const table of ["entry", "leaf", "subtree", "checkpoint", "epoch"]) {
      await expect(client.query(`delete from audit.${table}`), table).rejects.toThrow(/permission denied/);
      await expect(client.query(`update audit.${table} set ${table === "entry" ? "at = at" : table === "epoch" || table === "checkpoint" ? "size = size" : "hash = hash"}`), table).rejects.toThrow(/permission denied/);
    }
    await client.end();
  });

  test("[A3] [A8] numbers entries from 0 and signs the tree of exactly those entries", async () => {
    await act(5);
    expect(await settle(at, sequencerWith())).toBe(5);
    await act(3);
    expect(await settle(at, sequencerWith())).toBe(8);
    expect(await numbers()).toEqual(upTo(8));
    const frontier = new Frontier();
    for (const row of await at.asOwner<{ salt: Buffer; bytes: Buffer }>("select salt, bytes from audit.entry order by epoch, xid, id")) frontier.append(leafHash(Buffer.concat([row.salt, row.bytes])));
    const checkpoint = openCheckpoint((await auditTree(at.db).checkpoint())!, SIGNER.publicKey);
    expect(checkpoint).toEqual({ epoch: 1, size: 8, root: frontier.root() });
    expect(memory.note).toBe(await auditTree(at.db).checkpoint());
  });

  test("[A8] leaves no gap and slips nothing in while many write at once, some of them slowly and some in vain", async () => {
    const audit = createAudit({ world });
    const sequencers = [sequencerWith(), sequencerWith()];
    let saved = 0;
    const work = { goesOn: true };
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; i < 15; i++) {
        await at.db.transaction(nurse.scope, async (tx) => {
          for (let k = 0; k <= i % 3; k++) await audit.record(tx, nurse, "message.open", { type: "message", id: world.id() }, "yes", { writer: name });
          if (i % 5 === 4) await tx.run({ text: "select pg_sleep(0.02)", values: [] });
          if (i % 7 === 6) throw new Error("in vain");
          tx.afterCommit(() => void (saved += 1 + (i % 3)));
        }).catch((error: Error) => expect(error.message).toBe("in vain"));
      }
    };
    const sequencing = sequencers.map(async (sequencer) => {
      while (work.goesOn) await sequencer.sequence();
    });
    await Promise.all(upTo(5).map(writer));
    work.goesOn = false;
    await Promise.all(sequencing);

    expect(await settle(at, sequencers[0]!)).toBe(saved);
    expect(await numbers()).toEqual(upTo(saved));
    const late = await at.asOwner(
      "select from audit.leaf a join audit.leaf b on b.number = a.number + 1 where (a.epoch, a.xid, a.entry_id) >= (b.epoch, b.xid, b.entry_id)",
    );
    expect(late).toEqual([]);
  });

  test("[A8] [A16] holds an entry back while an older transaction still runs, and says how long it waits", async () => {
    const slow = new pg.Client({ connectionString: at.urlOf("app") });
    await slow.connect();
    await slow.query("begin");
    await slow.query("insert into audit.entry (at, salt, bytes) values ('2027-01-14T07:14:00Z', '\\x00000000000000000000000000000000', '\\x7b7d')");
    await act(2);
    world.move({ seconds: 90 });
    const sequencer = sequencerWith();
    expect(await sequencer.sequence()).toEqual({ numbered: 0, size: 0, busy: false });
    expect(await sequencer.lag()).toEqual({ entries: 2, oldestMilliseconds: 90_000 });
    await slow.query("commit");
    await slow.end();
    expect(await settle(at, sequencer)).toBe(3);
    expect(await sequencer.lag()).toEqual({ entries: 0, oldestMilliseconds: 0 });
    const [first] = await at.asOwner<{ bytes: Buffer }>("select e.bytes from audit.leaf l join audit.entry e on e.id = l.entry_id where l.number = 0");
    expect(first!.bytes.toString()).toBe("{}");
  });

  test("[A9] leaves nothing half done when its connection is killed in the middle, and does the work the next time", async () => {
    await act(4);
    const before = sequencerWith();
    expect(await settle(at, before)).toBe(4);
    await act(300);
    let killed = 0;
    const dying: Signer = {
      publicKey: SIGNER.publicKey,
      sign: async (text) => {
        const rows = await at.asOwner("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'compline_sequencer' and state = 'idle in transaction'");
        killed = rows.length;
        return SIGNER.sign(text);
      },
    };
    await expect(sequencerWith(dying).sequence()).rejects.toThrow();
    expect(killed).toBe(1);
    expect(await numbers()).toEqual(upTo(4));
    expect(await at.asOwner("select from audit.subtree")).toEqual([]);
    expect(await settle(at, before)).toBe(304);
    expect(await numbers()).toEqual(upTo(304));
  });

  test("[A9] leaves nothing half done when its process is killed while it signs, and another takes over", async () => {
    await act(30);
    const from = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      const { connect } = await import(${from("../../foundation/db/db.ts")});
      const { realWorld } = await import(${from("../../foundation/world.ts")});
      const { createSequencer } = await import(${from("./index.ts")});
      const url = ${JSON.stringify(at.urlOf("sequencer"))};
      const db = connect({ urls: { app: url, worker: url, sequencer: url }, connectionsMax: 2 });
      const memory = { load: async () => undefined, save: async () => undefined, setAside: async () => undefined };
      const signer = { publicKey: Buffer.alloc(32), sign: () => { console.log("signing"); return new Promise(() => setTimeout(() => undefined, 60_000)); } };
      for (;;) await createSequencer({ db, world: realWorld(), signer, memory }).sequence();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", () => reject(new Error("the sequencer ended before it signed")));
    });
    expect(await sequencerWith().sequence()).toMatchObject({ busy: true });
    child.kill("SIGKILL");
    expect(await settle(at, sequencerWith())).toBe(30);
    expect(await numbers()).toEqual(upTo(30));
  });

  test("[A9] tells a second sequencer that another is at work", async () => {
    await act(1);
    const [signing, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = sequencerWith({ publicKey: SIGNER.publicKey, sign: async (text) => (signing.resolve(), await mayGoOn.promise, SIGNER.sign(text)) });
    const settled = settle(at, first);
    await signing.promise;
    expect(await sequencerWith().sequence()).toEqual({ numbered: 0, size: 0, busy: true });
    mayGoOn.resolve();
    expect(await settled).toBe(1);
  });

  test("[A7] keeps a witness's line with the checkpoint, goes on without one that is silent, and drops one that is wrong", async () => {
    const other = signerFromSeed(Buffer.alloc(32, 9));
    const seen: { size: number; root: Hash }[] = [];
    const refused: number[] = [];
    const name = "witness.example/w1";
    const witness = {
      name, publicKey: other.publicKey,
      cosign: async (note: string, proofFrom: (size: number) => Promise<Hash[]>) => {
        const now = openCheckpoint(note, SIGNER.publicKey)!;
        const last = seen.at(-1);
        if (last && !verifyConsistency(last, now, await proofFrom(last.size))) return void refused.push(now.size);
        seen.push(now);
        return cosignatureLine(note.slice(0, note.lastIndexOf("\n\n") + 1), { name, signer: other, seconds: 1_800_000_000 });
      },
    };
    const silent = { ...witness, name: "witness.example/w2", cosign: async () => undefined };
    const away = { ...witness, name: "witness.example/w3", cosign: () => Promise.reject(new Error("no route")) };
    const wrong = { ...witness, name: "witness.example/w4" };
    const sequencer = createSequencer({ db: at.db, world, signer: SIGNER, memory, witnesses: [witness, silent, away, wrong] });
    expect(await sequencer.askWitnesses()).toEqual({ signed: [], silent: [] });
    for (let i = 1; i <= 4; i++) {
      await act(3);
      expect(await settle(at, sequencer)).toBe(3 * i);
      expect(await sequencer.askWitnesses()).toEqual({ signed: [name], silent: [silent.name, away.name, wrong.name] });
    }
    expect((await sequencer.askWitnesses()).signed).toEqual([]);
    expect(refused).toEqual([]);
    const note = (await auditTree(at.db).checkpoint())!;
    expect(note.split("\n").filter((line) => line.startsWith("— "))).toHaveLength(2);
    expect(openCheckpoint(note, SIGNER.publicKey)?.size).toBe(12);
  });
});

describe("the tree of the log", () => {
  const sizes = [1, 7, 255, 256, 257, 300];

  test("[A4] [A5] [A6] is readable as tiles, and proves entries and growth between any two checkpoints", async () => {
    const sequencer = sequencerWith();
    const roots = new Map<number, Hash>();
    for (const [i, size] of sizes.entries()) {
      await act(size - (sizes[i - 1] ?? 0));
      expect(await settle(at, sequencer)).toBe(size);
      roots.set(size, openCheckpoint(memory.note!, SIGNER.publicKey)!.root);
    }
    const tree = auditTree(at.db);
    const leaves = await at.asOwner<{ hash: Buffer }>("select hash from audit.leaf order by number");

    const full = (await tree.tile(0, 0))!;
    expect(full.equals(Buffer.concat(leaves.slice(0, 256).map((l) => l.hash)))).toBe(true);
    const partial = (await tree.tile(0, 1, 44))!;
    expect(partial.equals(Buffer.concat(leaves.slice(256).map((l) => l.hash)))).toBe(true);
    expect((await tree.tile(1, 0, 1))!.equals(foldAll(leaves.slice(0, 256).map((l) => l.hash)))).toBe(true);
    for (const [level, index, width] of [[0, 1, 45], [0, 2, 1], [1, 0, 2], [1, 0, 256], [2, 0, 1], [0, 0, 0]] as const) expect(await tree.tile(level, index, width)).toBeUndefined();

    const bundle = (await tree.entryBundle(1, 44))!;
    let offset = 0;
    for (const { hash } of leaves.slice(256)) {
      const length = bundle.readUInt16BE(offset);
      expect(leafHash(bundle.subarray(offset + 2, offset + 2 + length)).equals(hash)).toBe(true);
      offset += 2 + length;
    }
    expect(offset).toBe(bundle.length);

    for (const newer of sizes) {
      for (const older of sizes.filter((size) => size <= newer)) {
        const proof = await tree.consistencyProof(older, newer);
        expect(verifyConsistency({ size: older, root: roots.get(older)! }, { size: newer, root: roots.get(newer)! }, proof), `${older} to ${newer}`).toBe(true);
      }
      for (const index of [0, newer - 1, Math.floor(newer / 2)]) {
        const proof = await tree.inclusionProof(index, newer);
        expect(verifyInclusion({ hash: leaves[index]!.hash, index }, { size: newer, root: roots.get(newer)! }, proof)).toBe(true);
      }
    }
    await expect(tree.inclusionProof(300, 300)).rejects.toThrow(RangeError);
    await expect(tree.consistencyProof(301, 300)).rejects.toThrow(RangeError);
  });

  const foldAll = (hashes: Hash[]): Hash => (hashes.length === 1 ? hashes[0]! : nodeHash(foldAll(hashes.slice(0, hashes.length / 2)), foldAll(hashes.slice(hashes.length / 2))));

  test("[A4] names its tiles as C2SP tlog-tiles does", () => {
    expect([tilePath(0), tilePath(999), tilePath(1_234_067), tilePath(273, 112), tilePath(1000, 1)]).toEqual(["000", "999", "x001/x234/067", "273.p/112", "x001/000.p/1"]);
  });
});

test("[A1] what no person did is written down with the name of the part that did it", async () => {
  const audit = createAudit({ world });
  const purge = system("retention");
  await at.db.transaction(purge.scope, (tx) => audit.record(tx, purge, "retention.purge", { type: "client", id: world.id() }));
  const [row] = await at.asOwner<{ bytes: Buffer }>("select bytes from audit.entry");
  expect(JSON.parse(row!.bytes.toString()).actor).toEqual({ kind: "system", name: "retention" });
});
