import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due, DueHandler } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { Log } from "../../foundation/log.ts";
import { plus, type Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { NoteKey } from "./note.ts";
import type { Sequencer } from "./sequencer.ts";
import * as store from "./store.ts";
import { LOG_SCOPE } from "./stored-tree.ts";
import { newestSigned } from "./witnessed.ts";

export const WITNESS = "audit.witness";
/** A signature over a state covers every entry before it, so the newest state is shown to the witnesses this often. */
export const WITNESS_EVERY_SECONDS = 30;
/** A witness that is silent is asked ever more seldom, to this. */
export const WITNESS_AGAIN_SECONDS_MAX = 300;
/** [A19] Entries that a witness has not signed for so long are told to the office. */
export const WITNESS_BEHIND_MINUTES_MAX = 15;
/** The one timer's own subject, and that of the notice: it is about the log, not about anybody. */
const TIMER = "00000000-0000-0000-0000-000000000003";
const WORKER = { role: "worker", clients: [] } as const;

export interface WitnessStanding {
  readonly name: string;
  /** The newest state it signed; null: it signed none. */
  readonly signed: { readonly size: number; readonly at: Instant } | null;
  /** Since when there are entries that it has not signed. */
  readonly waitingSince: Instant | null;
  readonly behind: boolean;
}
export interface LogStanding {
  readonly size: number;
  readonly witnesses: readonly WitnessStanding[];
}

/** How far each witness has signed. */
export const witnessStanding = (db: Db, witnesses: readonly NoteKey[], at: Instant): Promise<LogStanding> =>
  db.transaction(LOG_SCOPE, async (tx) => {
    const standing: WitnessStanding[] = [];
    for (const key of witnesses) standing.push(await standingOf(tx, key, at));
    return { size: (await store.lastCheckpoint(tx))?.size ?? 0, witnesses: standing };
  });

async function standingOf(tx: Tx, key: NoteKey, at: Instant): Promise<WitnessStanding> {
  const newest = await newestSigned(tx, key);
  const signed = newest && newest.at !== null ? { size: newest.size, at: newest.at } : null;
  const waitingSince = (await store.firstCheckpointAbove(tx, signed?.size ?? 0))?.at ?? null;
  return { name: key.name, signed, waitingSince, behind: waitingSince !== null && plus(waitingSince, { minutes: WITNESS_BEHIND_MINUTES_MAX }) <= at };
}

export interface WitnessingNeeds {
  readonly db: Db;
  readonly world: Pick<World, "now">;
  readonly due: Due;
  readonly facts: Pick<Facts, "record">;
  readonly log: Log;
  readonly sequencer: Pick<Sequencer, "askWitnesses">;
  readonly witnesses: readonly NoteKey[];
}

/** [A7] [A19] Shows every witness the newest state again and again. One timer for the whole database, however many processes there are. */
export function createWitnessing(needs: WitnessingNeeds): { begin(): Promise<void> } {
  needs.due.on(WITNESS, askAndGoOn(needs), "outside");
  return {
    // A witness that was taken out of the settings is asked no more; the timer of before goes with it.
    begin: () =>
      needs.db.transaction(WORKER, async (tx) => {
        await needs.due.cancel(tx, { subject: TIMER, kinds: [WITNESS] });
        if (needs.witnesses.length > 0) await needs.due.at(tx, { kind: WITNESS, subject: TIMER, at: needs.world.now(), single: true });
      }),
  };
}

/** Asks with no transaction open; then what came of it, and the next time, are kept together. */
const askAndGoOn = (needs: WitnessingNeeds): DueHandler => async (job, finish) => {
  const { db, due, facts, world, log } = needs;
  const { silent } = await needs.sequencer.askWitnesses();
  for (const witness of silent) log.warn("audit.witness-silent", { witness });
  const failures = silent.length === 0 ? 0 : Number(job.payload.failures ?? 0) + 1;
  const at = world.now();
  const behind = (await witnessStanding(db, needs.witnesses, at)).witnesses.some((one) => one.behind);
  await db.transaction(WORKER, async (tx) => {
    await finish(tx);
    // Told once; again only after it had caught up.
    if (behind && job.payload.behind !== true) await facts.record(tx, { name: "audit.witness-behind", subject: TIMER, at });
    await due.at(tx, { kind: WITNESS, subject: TIMER, at: plus(at, { seconds: pauseAfter(failures) }), payload: { failures, behind }, single: true });
  });
};

const pauseAfter = (failures: number): number => Math.min(WITNESS_EVERY_SECONDS * 2 ** Math.min(failures, 10), WITNESS_AGAIN_SECONDS_MAX);
