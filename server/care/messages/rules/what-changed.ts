import type { Urgency } from "../../../../contract/index.ts";
import type { Content } from "./content.ts";

/** One line of a message that a correction changed; null: it was not there, or is not there any more. */
export interface Change {
  readonly label: string;
  readonly was: string | null;
  readonly now: string | null;
}

/** A revision as far as its reader is concerned. */
export type Read = Pick<Content, "lines" | "callback"> & { readonly urgency: Urgency };

type Line = readonly [label: string, value: string];

const numbersIn = (text: string): string => text.replaceAll(/\D/g, "").slice(-10);
const sayLine = ({ value, spelled }: Content["lines"][number]): string => (spelled === undefined ? value : `${value} (${spelled})`);

/** The call-back number stands by itself where no line of the script holds it. */
function linesOf({ lines, callback, urgency }: Read): Line[] {
  const { number } = callback;
  const stands = number === null || lines.some(({ value }) => numbersIn(value) === numbersIn(number));
  return [["Urgency", urgency], ...lines.map((line): Line => [line.label, sayLine(line)]), ...(stands ? [] : [["Call back", number] as const])];
}

/** Two lines of one script may have one label: the first is compared with the first. */
const keyed = (lines: readonly Line[]): ReadonlyMap<string, Line> => {
  const seen = new Map<string, number>();
  return new Map(lines.map((line) => {
    const nth = (seen.get(line[0]) ?? 0) + 1;
    seen.set(line[0], nth);
    return [`${line[0]} ${nth}`, line];
  }));
};

/** [N12] What is other than before, in the order of the message; what was left out comes last. */
export function whatChanged(before: Read, after: Read): Change[] {
  const [old, fresh] = [keyed(linesOf(before)), keyed(linesOf(after))];
  const changed = [...fresh].flatMap(([key, [label, now]]): Change[] => {
    const was = old.get(key)?.[1] ?? null;
    return was === now ? [] : [{ label, was, now }];
  });
  const gone = [...old].flatMap(([key, [label, was]]): Change[] => (fresh.has(key) ? [] : [{ label, was, now: null }]));
  return [...changed, ...gone];
}
