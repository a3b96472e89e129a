import { mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { pino, type DestinationStream } from "pino";

/** Structured log lines: an event name and fields that are ids, codes and counts. Values that could be a person's words have no place here. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Longest value that is written: ids and codes fit, a message does not. */
const VALUE_LENGTH_MAX = 120;

const clipped = (fields: LogFields): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === "string" && value.length > VALUE_LENGTH_MAX ? "[too long]" : value]),
  );

export function createLog(to?: { path: string }): Log {
  const out = pino({ base: null, messageKey: "event" }, to ? fileAt(to.path) : pino.destination(2));
  const at = (level: "info" | "warn" | "error") => (event: string, fields: LogFields = {}) => out[level](clipped(fields), event);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** Open before the first line, so that a process which ends at once can still write what it knows. */
function fileAt(path: string): DestinationStream {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return pino.destination({ dest: openSync(path, "a", 0o600), sync: false });
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
