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
/** How far back one question reads; the next begins where it ended. */
const READ_MAX = 20_000;
const PAGE = 1_000;

/**
 * Who touched what, newest first: numbered entries alone, because only they are proven. Whoever asks has recorded the question.
 * `before` is exclusive; `next` is where to go on, null at the log's beginning.
 */
export const searchEntries = (db: Db) => async (ask: { subject?: string; before?: number }): Promise<{ entries: FoundEntry[]; next: number | null }> =>
  db.transaction(LOG_SCOPE, async (tx) => {
    const entries: FoundEntry[] = [];
    let before = ask.before ?? Number.MAX_SAFE_INTEGER;
    for (let read = 0; read < READ_MAX; read += PAGE) {
      const page = (await store.newestLeaves(tx, { before, limit: PAGE })).map(entryOf);
      const about = page.filter(({ subject }) => ask.subject === undefined || subject.id === ask.subject);
      entries.push(...about.slice(0, FOUND_MAX - entries.length));
      if (entries.length === FOUND_MAX) return { entries, next: entries.at(-1)!.number };
      if (page.length < PAGE) return { entries, next: null };
      before = page.at(-1)!.number;
    }
    return { entries, next: before };
  });

function entryOf({ number, at, bytes }: { number: number; at: Instant; bytes: Buffer }): FoundEntry {
  const { actor, action, verdict, subject } = JSON.parse(bytes.toString("utf8")) as Omit<FoundEntry, "number" | "at">;
  return { number, at, actor, action, verdict: verdict ?? null, subject };
}
