/** What is wrong with a file as a whole. None of it quotes the file, which may name a patient. */
export type CalendarFault =
  | { readonly what: "empty" | "no-calendar" | "several" | "cut-off" | "unreadable" | "repeats" }
  /** Lines are counted from 1. */
  | { readonly what: "no-colon" | "crossed"; readonly line: number }
  | { readonly what: "events"; readonly events: number };

/** Some programs on Windows begin a file with it. */
export const BYTE_ORDER_MARK = /^\uFEFF/;
const CONTINUED = /^[ \t]/;
const FRAME = /^(BEGIN|END):(.*)$/i;

/**
 * [CV24] Why a file cannot be read at all, found by the frame of RFC 5545, section 3.1 and 3.6, before anything looks into it: lines with
 * a colon, and parts that end as they began. Undefined: the frame holds.
 */
export function frameFault(text: string): CalendarFault | undefined {
  const lines = linesOf(text);
  if (lines.length === 0) return { what: "empty" };
  if (lines[0]!.line.trim().toUpperCase() !== "BEGIN:VCALENDAR") return { what: "no-calendar" };
  const open: string[] = [];
  for (const [at, { line, number }] of lines.entries()) {
    if (at > 0 && open.length === 0) return { what: "several" };
    const fault = stepFault(open, line);
    if (fault) return { what: fault, line: number };
  }
  return open.length > 0 ? { what: "cut-off" } : undefined;
}

/** Those that say something, with their numbers. One that goes on with the line before says nothing of its own. */
function linesOf(text: string): { line: string; number: number }[] {
  const lines = text.replace(BYTE_ORDER_MARK, "").split(/\r\n|\n|\r/).map((line, at) => ({ line, number: at + 1 })).filter(({ line }) => line.trim() !== "");
  return lines.filter(({ line }, at) => at === 0 || !CONTINUED.test(line));
}

/** `open` holds the parts that have begun, and is moved on. */
function stepFault(open: string[], line: string): "no-colon" | "crossed" | undefined {
  if (!line.includes(":")) return "no-colon";
  const [, turn, name] = FRAME.exec(line.trim()) ?? [];
  if (turn === undefined) return undefined;
  const part = name!.toUpperCase();
  if (turn.toUpperCase() === "BEGIN") open.push(part);
  else if (open.pop() !== part) return "crossed";
  return undefined;
}
