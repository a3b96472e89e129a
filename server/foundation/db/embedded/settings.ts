import type { Places } from "./places.ts";

export type Purpose = "data" | "test";

export const PORT = 5432; // Names the socket file only: no network address is listened on.

const MEGABYTE = 2 ** 20;
export const LOG_BYTES_MAX = 4 * MEGABYTE;

const always = (places: Places): Record<string, string> => ({
  listen_addresses: "", // Its OpenSSL is old: the local socket only.
  port: String(PORT),
  unix_socket_directories: places.socket,
  unix_socket_permissions: "0700",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
  track_commit_timestamp: "on", // When a row was committed is the database's word, not that of whoever wrote it.
  jit: "off", // Our statements are short; compiling one takes longer than running it.
  // A database log repeats statements, parameters and whole rows ("Failing row contains …"). None of that may be written.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_statement: "none",
  log_min_duration_statement: "-1",
  log_checkpoints: "off",
});

const DURABLE = { fsync: "on", full_page_writes: "on", synchronous_commit: "on", max_connections: "100" };
/** For tests alone: a power cut may destroy it. */
const FLEETING = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "200" };

/** The command line of a postmaster: every setting is stated, none is left to a file someone may have edited. */
export function postmasterArguments(places: Places, purpose: Purpose): string[] {
  const settings = { ...always(places), ...(purpose === "test" ? FLEETING : DURABLE) };
  return ["-D", places.data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
