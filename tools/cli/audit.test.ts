import { spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openKeyring, secretsOf } from "../../server/edge/keys/index.ts";
import { system } from "../../server/foundation/actor.ts";
import { connect } from "../../server/foundation/db/db.ts";
import { startEmbedded, type Embedded } from "../../server/foundation/db/embedded/index.ts";
import { migrate } from "../../server/foundation/db/migrate.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { createAudit, createSequencer } from "../../server/trust/audit/index.ts";

const COMMAND = new URL("./audit.ts", import.meta.url).pathname;
const WORKER = system("test");
const quiet = { info: () => undefined, warn: () => undefined };
const world = realWorld();
const ENTRIES = 12;

let home = "";
let database: Embedded;
let early = "";

/** An installation with a log of twelve entries. */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "compline-audit-"));
  const keyring = await openKeyring({ world, folder: join(home, "keyring"), emptyInstallation: true });
  const { auditSigner, databasePassword } = secretsOf(keyring.derive);
  database = await startEmbedded({ home, log: quiet });
  await migrate(database.ownerUrl, { at: world.now(), passwordOf: databasePassword });
  const urlOf = (role: "app" | "worker" | "sequencer"): string => database.urlFor(`compline_${role}`, databasePassword(role));
  const db = connect({ urls: { app: urlOf("app"), worker: urlOf("worker"), sequencer: urlOf("sequencer") }, connectionsMax: 2 });
  const audit = createAudit({ world });
  const sequencer = createSequencer({ db, world, signer: auditSigner, memory: keyring.checkpoints });
  for (let i = 0; i < ENTRIES; i++) {
    await db.transaction(WORKER.scope, (tx) => audit.record(tx, WORKER, "message.open", { type: "message", id: world.id() }));
    if (i === ENTRIES / 2) await sequencer.sequence();
    early ||= (await keyring.checkpoints.load()) ?? "";
  }
  await sequencer.sequence();
  await db.end();
});
const startAgain = async (): Promise<void> => void (database = await startEmbedded({ home, log: quiet }));
afterAll(async () => {
  await database.stop();
  rmSync(home, { recursive: true, force: true });
});

function run(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { PATH: process.env.PATH, COMPLINE_HOME: home }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => void (said += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

async function asOwner(statement: string): Promise<object[]> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<object>(statement);
  await owner.end();
  return rows;
}

describe("compline audit verify", () => {
  test("[A11] [A20] says while Compline runs that a log is whole, with its size, root and key, and that nobody else has signed it", async () => {
    const { code, said } = await run("verify");
    expect(said).toMatch(/^entries {6}12$/m);
    expect(said).toMatch(/^root {9}[A-Za-z0-9+/]{43}=$/m);
    expect(said).toMatch(/^key {10}compline\/audit\/[0-9a-f]{16}\/1\+[0-9a-f]{8}\+/m);
    expect(said).toMatch(/^witness {6}none is configured: nobody outside has signed this log/m);
    expect(said).toMatch(/The log is whole\.$/m);
    expect(code).toBe(0);
  });

  test("[A13] compares the log with a checkpoint that someone kept", async () => {
    const file = join(home, "kept");
    writeFileSync(file, early);
    expect(await run("verify", "--checkpoint", file)).toMatchObject({ code: 0 });
    writeFileSync(file, early.replace("\n7\n", "\n6\n"));
    expect(await run("verify", "--checkpoint", file)).toMatchObject({ code: 1, said: expect.stringContaining("FAILED       remembered") });
  });

  test("[A11] names the entry that was removed, also when Compline is not running, and exits with 1", async () => {
    await asOwner("delete from audit.entry where id = (select entry_id from audit.leaf where number = 5)");
    const running = await run("verify");
    await database.stop();
    const stopped = await run("verify");
    for (const { code, said } of [running, stopped]) {
      expect(said).toContain("FAILED       entry-removed: Entry 5 was removed.");
      expect(code).toBe(1);
    }
  });

  test("[A15] goes on after a restore once it was said, and tells how many entries were lost", async () => {
    await startAgain();
    await asOwner("delete from audit.checkpoint; delete from audit.leaf; delete from audit.entry"); // An old backup, of before the first entry.
    expect(await run("restored")).toMatchObject({ code: 0, said: expect.stringContaining("epoch 2") });
    const [row] = await asOwner("select convert_from(bytes, 'UTF8')::jsonb -> 'details' as details from audit.entry order by id desc limit 1");
    expect(row).toEqual({ details: { size: 0, remembered: 12, lost: 12 } });
  });

  test("[V15] says which folder is missing when the keyring is, and exits with 2", async () => {
    renameSync(join(home, "keyring"), join(home, "elsewhere"));
    expect(await run("verify")).toMatchObject({ code: 2, said: expect.stringContaining("There is no folder") });
    expect(await run("repair")).toMatchObject({ code: 2, said: expect.stringContaining("Usage: compline audit verify") });
  });
});
