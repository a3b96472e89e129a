import { mkdirSync, openSync, writeSync } from "node:fs";
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
  const out = pino({ base: null, messageKey: "event" }, outliving(to ? fileAt(to.path) : STDERR));
  const at = (level: "info" | "warn" | "error") => (event: string, fields: LogFields = {}) => out[level](clipped(fields), event);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

const STDERR = 2;

/**
 * [F34] A full disk or a closed pipe loses lines, and never the process that wanted to write them: calls go on. A stream that keeps
 * what it could not write would throw now and wait for ever at the end. A line is written when it is said, so that a process which
 * ends at once has said what it knew.
 */
function outliving(file: number): DestinationStream {
  return {
    write: (line) => {
      try {
        writeSync(file, line);
      } catch {
        // There is nowhere to say it.
      }
    },
  };
}

function fileAt(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, "a", 0o600);
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
