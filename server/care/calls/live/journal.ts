import { system } from "../../../foundation/actor.ts";
import type { Db } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Log } from "../../../foundation/log.ts";
import type { Instant } from "../../../foundation/time.ts";
import * as store from "../store.ts";
import type { CallNote, CallRef, Standing } from "../store.ts";

/** [C8] The call's log and standing, written in order. While the database is away the notes wait in memory; the call goes on. */
export interface Journal {
  note(entry: { at: Instant; kind: string; operator?: PersonId | null; detail?: string }, standing: Standing): void;
  /** Everything noted so far is in the database. */
  settled(): Promise<void>;
  readonly waiting: number;
}

/** A call of hours notes some dozens of events; past this the oldest pauses are not worth the memory. */
const WAITING_NOTES_MAX = 2_000;
const RETRY_MS = 500;

export function createJournal(needs: { db: Db; log: Log }, call: CallRef, numberBefore = 0): Journal {
  const scope = system("calls", { clients: [call.client] }).scope;
  let number = numberBefore;
  let waiting: { note: CallNote; standing: Standing }[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, 50);
      try {
        await needs.db.transaction(scope, async (tx) => {
          for (const { note } of batch) await store.insertEvent(tx, call, note);
          await store.saveStanding(tx, call, batch.at(-1)!.standing);
        });
        waiting = waiting.slice(batch.length);
      } catch (error) {
        needs.log.warn("calls.journal-waits", { call: call.id, notes: waiting.length, error: (error as Error).name });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  };

  const settled = (): Promise<void> => (writing ??= writeAll().finally(() => (writing = undefined)));
  return {
    note: (entry, standing) => {
      if (waiting.length >= WAITING_NOTES_MAX) throw new RangeError("the call's journal is full");
      number += 1;
      waiting.push({ note: { number, at: entry.at, kind: entry.kind, operator: entry.operator ?? null, detail: entry.detail ?? null }, standing });
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
