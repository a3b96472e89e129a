import { system } from "../../../foundation/actor.ts";
import type { Db } from "../../../foundation/db/db.ts";
import type { Fact, Facts } from "../../../foundation/facts/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Log } from "../../../foundation/log.ts";
import { unplace, type Nodes } from "../../../foundation/nodes/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import * as store from "../store.ts";
import type { CallNote, CallRef, Standing } from "../store.ts";
import { untilWritten } from "./until-written.ts";

export interface Entry {
  readonly at: Instant;
  readonly kind: string;
  readonly operator?: PersonId | null;
  readonly detail?: string;
}

/**
 * [C8] The call's log and standing, written in order. While the database is away the notes wait in memory; the call goes on.
 * What an entry leaves for others to do is in the transaction of the entry.
 */
export interface Journal {
  note(entry: Entry, standing: Standing, leaves?: Fact): void;
  /** Everything noted so far is in the database. */
  settled(): Promise<void>;
  readonly waiting: number;
}

/** A call of hours notes some dozens of events; past this the oldest pauses are not worth the memory. */
const WAITING_NOTES_MAX = 2_000;
const BATCH_NOTES_MAX = 50;

interface Waiting {
  readonly note: CallNote;
  readonly standing: Standing;
  readonly leaves: Fact | undefined;
}

export function createJournal(needs: { db: Db; log: Log; facts: Facts; nodes: Nodes }, call: CallRef, numberBefore = 0): Journal {
  const scope = system("calls", { clients: [call.client] }).scope;
  let number = numberBefore;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const write = (batch: readonly Waiting[]): Promise<void> =>
    needs.db.transaction(scope, async (tx) => {
      for (const { note, leaves } of batch) {
        await store.insertEvent(tx, call, note);
        if (leaves) await needs.facts.record(tx, leaves);
      }
      const { standing } = batch.at(-1)!;
      await store.saveStanding(tx, call, standing);
      if (standing.finishedAt !== null && needs.nodes.name !== null) await unplace(tx, call);
    });

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const written = await untilWritten(needs.log, { what: "journal", call: call.id }, async () => {
        const batch = waiting.slice(0, BATCH_NOTES_MAX);
        await write(batch);
        return batch.length;
      });
      waiting = waiting.slice(written);
    }
  };

  const settled = (): Promise<void> => (writing ??= writeAll().finally(() => (writing = undefined)));
  return {
    note: (entry, standing, leaves) => {
      if (waiting.length >= WAITING_NOTES_MAX) throw new RangeError("the call's journal is full");
      number += 1;
      waiting.push({ note: { number, at: entry.at, kind: entry.kind, operator: entry.operator ?? null, detail: entry.detail ?? null }, standing, leaves });
      void settled();
    },
    settled: async () => {
      while (waiting.length > 0) await settled();
    },
    get waiting() {
      return waiting.length;
    },
  };
}
