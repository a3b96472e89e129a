import type { RedFlag } from "../../contract/index.ts";
import { flagHits } from "../../contract/index.ts";

/** An answer with its red-flag words marked. Overlapping marks become one. */
export function Marked({ text, flags }: { readonly text: string; readonly flags: readonly RedFlag[] }) {
  const typed = text.normalize("NFC");
  const pieces: { readonly at: number; readonly say: string; readonly flagged: boolean }[] = [];
  let from = 0;
  for (const { start, end } of flagHits(flags, typed)) {
    if (end <= from) continue;
    const begin = Math.max(start, from);
    pieces.push({ at: from, say: typed.slice(from, begin), flagged: false }, { at: begin, say: typed.slice(begin, end), flagged: true });
    from = end;
  }
  pieces.push({ at: from, say: typed.slice(from), flagged: false });
  return <>{pieces.map(({ at, say, flagged }) => (flagged ? <mark key={at}>{say}</mark> : say))}</>;
}
