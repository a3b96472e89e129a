import type { Db } from "../../foundation/db/db.ts";
import type { Instant } from "../../foundation/time.ts";
import { LOG_SCOPE } from "./stored-tree.ts";
import * as store from "./store.ts";

export interface FoundEntry {
  readonly number: number;
  readonly at: Instant;
  readonly actor: { readonly kind: "person"; readonly person: string } | { readonly kind: "system"; readonly name: string };
  readonly action: string;
  readonly verdict: string | null;
  readonly subject: { readonly type: string; readonly id: string };
}

const FOUND_MAX = 200;

/**
 * [A18] Who touched what, newest first: numbered entries alone, because only they are proven. Whoever asks has recorded the question.
 * `before` is exclusive; `next` is where to go on, null at the log's beginning.
 */
export const searchEntries = (db: Db) => async (ask: { subject?: string; before?: number }): Promise<{ entries: FoundEntry[]; next: number | null }> =>
  db.transaction(LOG_SCOPE, async (tx) => {
    const page = { before: ask.before ?? Number.MAX_SAFE_INTEGER, limit: FOUND_MAX + 1 };
    const found = ask.subject === undefined ? await store.newestLeaves(tx, page) : await store.leavesTouching(tx, { ...page, subject: ask.subject });
    const entries = found.slice(0, FOUND_MAX).map(entryOf);
    return { entries, next: found.length > FOUND_MAX ? entries.at(-1)!.number : null };
  });

function entryOf({ number, at, bytes }: { number: number; at: Instant; bytes: Buffer }): FoundEntry {
  const { actor, action, verdict, subject } = JSON.parse(bytes.toString("utf8")) as Omit<FoundEntry, "number" | "at">;
  return { number, at, actor, action, verdict: verdict ?? null, subject };
}
