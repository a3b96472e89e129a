import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { instant, type Instant } from "../../../foundation/time.ts";
import type { Charge, DialRecords } from "./limits.ts";

/** A line a charge: milliseconds since 1970, calls, units, and the node that spent it if it was another. Lines cut short by a crash are skipped. */
const LINE = /^(\d{12,14}) ([01]) (\d{1,9})(?: ([a-z0-9][a-z0-9-]{0,31}))?$/;
const KEPT_MILLISECONDS = 86_400_000;
const LINES_MAX = 100_000;

/** The charges of the last day in a file of the home. A killed process loses none; it is written anew at each start, and when it has grown long. */
export function recordsInFile(path: string, now: () => Instant): DialRecords & { close(): void } {
  let charges = recent(path, now());
  let file = rewritten(path, charges);
  let lines = charges.length;
  const shorten = (): void => {
    charges = recent(path, now());
    closeSync(file);
    file = rewritten(path, charges);
    lines = charges.length;
  };
  return {
    read: () => charges,
    add: (charge) => {
      writeSync(file, lineOf(charge));
      lines += 1;
      if (lines > LINES_MAX) shorten();
    },
    close: () => closeSync(file),
  };
}

const lineOf = ({ at, calls, units, node }: Charge): string => `${at} ${calls} ${units}${node === undefined ? "" : ` ${node}`}\n`;

function recent(path: string, at: Instant): Charge[] {
  if (!existsSync(path)) return [];
  return readCharges(readFileSync(path, "latin1")).filter((charge) => charge.at > at - KEPT_MILLISECONDS);
}

export const readCharges = (text: string): Charge[] =>
  text.split("\n").flatMap((line) => {
    const found = LINE.exec(line);
    return found ? [{ at: instant(Number(found[1])), calls: found[2] === "1" ? 1 : 0, units: Number(found[3]), ...(found[4] !== undefined && { node: found[4] }) } as const] : [];
  });

/** Beside it first, then in its place: a crash leaves one or the other whole. */
function rewritten(path: string, charges: readonly Charge[]): number {
  const fresh = `${path}.new`;
  writeFileSync(fresh, charges.map(lineOf).join(""), { mode: 0o600 });
  renameSync(fresh, path);
  return openSync(path, "a", 0o600);
}
