import type { CameOf } from "../rules/came-of.ts";
import { sayGone, sayGoodbye } from "../rules/words.ts";

/** What came of one message's turn. */
export interface Read {
  readonly came: CameOf;
  /** Its words were read out; what could not be read, or needed not to be, takes no number. */
  readonly wasRead: boolean;
  /** The call is over, and with it whatever still waits, for this reason. */
  readonly isOver: boolean;
  readonly left: CameOf;
}

/** One person's line, and what waits to be read on it. */
export interface ReadingLine<T> {
  /** The next to be read, which goes on waiting until it is over. */
  next(): Promise<T | undefined>;
  /** How many wait, with the one that is next. */
  waits(): number;
  read(one: T, place: { readonly index: number; readonly of: number }): Promise<Read>;
  over(one: T, came: CameOf): Promise<void>;
  say(words: string): Promise<"said" | "gone">;
}

/** [VD8] All that waits, also what comes meanwhile, each once and numbered as it is read; gives what came of whatever is left. */
export async function readAll<T>(line: ReadingLine<T>): Promise<CameOf> {
  for (let [read, hasSaidGoodbye] = [0, false]; ; ) {
    const one = await line.next();
    if (one === undefined) {
      // What comes while goodbye is said is read after all, if anybody is there to hear it.
      if (hasSaidGoodbye || (await line.say(read === 0 ? sayGone : sayGoodbye)) === "gone") return "not-read";
      hasSaidGoodbye = true;
      continue;
    }
    hasSaidGoodbye = false;
    const turn = await line.read(one, { index: read + 1, of: read + line.waits() });
    await line.over(one, turn.came);
    if (turn.wasRead) read += 1;
    if (turn.isOver) return turn.left;
  }
}
