/** SQLSTATE classes that mean "no connection", never "a wrong statement": 08 connection exception, 57P01-57P04 shutting down or starting. */
const SQLSTATE_AWAY = /^(08...|57P0[1-4]|53300)$/;
const NODE_AWAY = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH"]);
const PG_SAYS_SILENCE = "Query read timeout";
/** No answer came at all: the host vanished without a word, as in a fail-over. */
export const isSilence = (error: unknown): boolean => error instanceof Error && error.message === PG_SAYS_SILENCE;
/** pg gives these without a code: the words are its own and are pinned by a test. */
const PG_SAYS = [PG_SAYS_SILENCE, "Connection terminated", "timeout exceeded when trying to connect", "Client has encountered a connection error", "Connection ended unexpectedly"];

/** True only for errors of the connection itself: a constraint or a typing error in SQL is a bug and stays one. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === "string" && SQLSTATE_AWAY.test(code)) return true;
  if (typeof code === "string" && NODE_AWAY.has(code)) return code !== "ENOENT" || syscall === "connect";
  return PG_SAYS.some((words) => error.message.startsWith(words));
}

/** PostgreSQL's disk_full, and the operating system's word for the same on a file of ours. */
const DISK_FULL = new Set(["53100", "ENOSPC", "EDQUOT"]);
export const isDiskFull = (error: unknown): boolean => error instanceof Error && DISK_FULL.has(String((error as { code?: unknown }).code));

/** What the newest transactions say: the database keeps what it is given, cannot be reached, or has no room for more. */
export type DatabaseStanding = "well" | "away" | "full";

const FULL_MS_MIN = 3_000;

export interface StandingKeeper {
  standing(): DatabaseStanding;
  succeeded(how: { readonly wrote: boolean }): void;
  failed(error: unknown): void;
}

export function keepStanding(now: () => number): StandingKeeper {
  let standing: DatabaseStanding = "well";
  let fullAt = 0;
  let keptSince = false;
  return {
    standing: () => {
      // With a full disk reading goes on, and now and then a small write finds room: it is over when one was kept and none refused for a while.
      if (standing === "full" && keptSince && now() - fullAt >= FULL_MS_MIN) standing = "well";
      return standing;
    },
    succeeded: ({ wrote }) => {
      if (standing === "away") standing = "well";
      keptSince ||= wrote;
    },
    failed: (error) => {
      if (isDatabaseAway(error)) standing = "away";
      if (!isDiskFull(error)) return;
      standing = "full";
      fullAt = now();
      keptSince = false;
    },
  };
}
