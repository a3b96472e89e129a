import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect, type Db } from "../foundation/db/db.ts";
import { testPassword } from "./cluster.ts";

export interface TestDatabase {
  readonly db: Db;
  /** The owner: past row-level security checks only what FORCE leaves; for tampering and for looking. */
  readonly ownerUrl: string;
  urlOf(role: "app" | "worker" | "sequencer" | "backup"): string;
  /** Runs a statement as the owner, outside the product's own door. */
  asOwner<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
  drop(): Promise<void>;
}

const withDatabase = (url: string, name: string): string => url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
const withLogin = (url: string, user: string, password: string): string => url.replace(/\/\/[^@]*@/, `//${user}:${password}@`);

/** A house gives a database that is silent up after seconds. A test machine does ten other things, or is stopped and goes on half a minute later. */
const PATIENT = { connectSecondsMax: 60, statementSecondsMax: 120, answerSecondsMax: 150, idleSecondsMax: 300 };

/** A database of its own, cloned from the migrated template in about 0.1 s. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { ownerUrl: clusterUrl, template } = inject("cluster");
  const name = `t_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: withDatabase(clusterUrl, "postgres") });
  await admin.connect();
  // Copied as files, a clone takes half the work of one that is written to the log page by page; the cluster writes nothing through to the disk.
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  await admin.query(`grant connect on database ${name} to compline_app, compline_worker, compline_sequencer, compline_backup`);
  const ownerUrl = withDatabase(clusterUrl, name);
  const urlOf = (role: "app" | "worker" | "sequencer" | "backup"): string => withLogin(ownerUrl, `compline_${role}`, testPassword(role));
  const db = connect({ urls: { app: urlOf("app"), worker: urlOf("worker"), sequencer: urlOf("sequencer") }, connectionsMax: 6, ...PATIENT });
  return {
    db,
    ownerUrl,
    urlOf,
    asOwner: async <R extends object>(text: string, values: unknown[] = []) => {
      const owner = new pg.Client({ connectionString: ownerUrl });
      await owner.connect();
      try {
        return (await owner.query(text, values)).rows as R[];
      } finally {
        await owner.end();
      }
    },
    drop: async () => {
      await db.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
