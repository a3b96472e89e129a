import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openKeyring, secretsOf, KeyringRefused } from "../../server/edge/keys/index.ts";
import { system } from "../../server/foundation/actor.ts";
import { faultLines, readConfig, type Config } from "../../server/foundation/config.ts";
import { connect, type Db } from "../../server/foundation/db/db.ts";
import { toIso } from "../../server/foundation/time.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { beginEpoch, LOG_SCOPE, verifierKeyOf, verifyAudit, type CheckpointMemory, type Verdict } from "../../server/trust/audit/index.ts";
import { reach, Refused } from "./reach.ts";

const USAGE = `Usage: compline audit verify [--checkpoint FILE]...
       compline audit restored

verify    Reads every entry of the audit log, rebuilds its tree and compares it with what was signed and with what the keyring remembers.
          --checkpoint: one that you kept yourself; the log must have grown from it
restored  Say this once after the database was restored from a backup, with Compline stopped. The log goes on in a new epoch, and its
          next entry tells how many were lost. Without it nothing is numbered, because a restored log looks like one that was cut.
Exit status: 0 the log is whole, 1 it is not, 2 it could not be read.`;

const world = realWorld();

async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { checkpoint: { type: "string", multiple: true }, help: { type: "boolean" } } });
  const asked = positionals.join(" ");
  if (values.help || !["verify", "restored"].includes(asked)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const kept = (values.checkpoint ?? []).map((path) => readFileSync(path, "utf8"));
  return withLog((log) => (asked === "verify" ? verify(log, kept) : restored(log)));
}

interface Log {
  readonly db: Db;
  readonly publicKey: Buffer;
  readonly memory: CheckpointMemory;
  readonly witnesses: Config["witnesses"];
}

async function withLog(work: (log: Log) => Promise<number>): Promise<number> {
  const read = readConfig(process.env);
  if (!read.ok) throw new Refused(`The settings are not usable.\n${faultLines(read.faults)}`);
  const keyring = await openKeyring({ world, folder: read.config.keyring, emptyInstallation: false });
  const { auditSigner, databasePassword } = secretsOf(keyring.derive);
  const database = await reach(read.config, { user: "compline_sequencer", password: databasePassword("sequencer") });
  const db = connect({ urls: { app: database.url, worker: database.url, sequencer: database.url }, connectionsMax: 1 });
  try {
    return await work({ db, publicKey: auditSigner.publicKey, memory: keyring.checkpoints, witnesses: read.config.witnesses });
  } finally {
    await db.end();
    await database.close();
  }
}

async function verify({ db, publicKey, memory, witnesses }: Log, kept: readonly string[]): Promise<number> {
  const own = await memory.load();
  const remembered = own === undefined ? kept : [own, ...kept];
  const began = performance.now();
  const verdict = await verifyAudit(db, { publicKey, remembered, witnesses });
  console.log(report(verdict, { seconds: (performance.now() - began) / 1000, key: verifierKeyOf(publicKey, verdict.epoch), remembered: remembered.length }));
  return verdict.ok ? 0 : 1;
}

async function restored(log: Log): Promise<number> {
  const epoch = await beginEpoch({ ...log, world }, system("restore", LOG_SCOPE));
  console.log(`The audit log goes on in epoch ${epoch}. The checkpoint remembered until now is kept beside the keyring.`);
  return 0;
}

function report(verdict: Verdict, run: { seconds: number; key: string; remembered: number }): string {
  const lines = [
    `entries      ${verdict.size}`,
    `waiting      ${verdict.waiting}${verdict.waiting > 0 ? " (written, and not numbered yet)" : ""}`,
    `checkpoints  ${verdict.checkpoints} in the database, ${run.remembered} remembered outside it`,
    ...witnessLines(verdict),
    `root         ${verdict.root.toString("base64")}`,
    `key          ${run.key}`,
    `time         ${run.seconds.toFixed(1)} s, ${Math.round(verdict.size / run.seconds)} entries a second`,
    ...verdict.findings.map(({ check, say }) => `FAILED       ${check}: ${say}`),
    verdict.ok ? "The log is whole." : "The log is NOT whole.",
  ];
  return lines.join("\n");
}

/** [A20] Who else has signed, and how far: without a witness the log has our own signature alone. */
function witnessLines({ witnessed, size }: Verdict): string[] {
  if (witnessed.length === 0) return ["witness      none is configured: nobody outside has signed this log (COMPLINE_WITNESSES)"];
  return witnessed.map(({ name, known, size: signed, at }) => {
    if (!known) return `witness      ${name}: signed, and its key is not in the settings, so nothing was checked`;
    return `witness      ${name}: ${signed === null || at === null ? "signed nothing" : `signed ${signed} of ${size} entries at ${toIso(at)}`}`;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const said = error instanceof Refused || error instanceof KeyringRefused;
  console.error(said ? error.message : `The audit log could not be read: ${(error as Error).message}`);
  process.exitCode = 2;
}
