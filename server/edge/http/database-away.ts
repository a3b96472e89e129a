/** SQLSTATE classes that mean "no connection", never "a wrong statement": 08 connection exception, 57P01-57P03 shutting down or starting. */
const SQLSTATE_AWAY = /^(08...|57P0[1-4]|53300)$/;
const NODE_AWAY = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH"]);
/** pg gives these without a code: the words are its own and are pinned by a test. */
const PG_SAYS = ["Connection terminated", "timeout exceeded when trying to connect", "Client has encountered a connection error", "Connection ended unexpectedly"];

/** True only for errors of the connection itself: a constraint or a typing error in SQL is a bug and stays one. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === "string" && SQLSTATE_AWAY.test(code)) return true;
  if (typeof code === "string" && NODE_AWAY.has(code)) return code !== "ENOENT" || syscall === "connect";
  return PG_SAYS.some((words) => error.message.startsWith(words));
}
