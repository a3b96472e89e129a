import fc from "fast-check";
import { expect, test } from "vitest";
import { readAll } from "./read-all.ts";

type Kind = "taken" | "not-theirs" | "hangs-up";
interface Night {
  readonly kinds: readonly Kind[];
  /** How many messages have come by the first step, the second, and so on; the rest come with the last. */
  readonly comings: readonly number[];
  /** Nobody is there any more when goodbye is said. */
  readonly isGone: boolean;
}

/** A line on which messages come at any step of the reading, as they do while a call is up. */
async function night({ kinds, comings, isGone }: Night) {
  const waiting: number[] = [];
  const turns: { id: number; index: number; of: number }[] = [];
  let [came, step] = [0, 0];
  const passes = (): void => {
    const until = Math.min(kinds.length, came + (comings[step++] ?? (step > comings.length + 2 ? 0 : 1)));
    while (came < until) waiting.push(came++);
  };
  const left = await readAll<number>({
    next: async () => (passes(), waiting[0]),
    waits: () => waiting.length,
    read: async (id, place) => {
      passes();
      turns.push({ id, ...place });
      const kind = kinds[id]!;
      return { came: kind === "taken" ? "acknowledged" : kind === "hangs-up" ? "hung-up-reading" : "not-theirs", wasRead: kind !== "not-theirs", isOver: kind === "hangs-up", left: "not-read" };
    },
    over: async (id) => void waiting.splice(waiting.indexOf(id), 1),
    say: async () => (passes(), isGone ? "gone" : "said"),
  });
  return { turns, waiting, left, came };
}

test("[VD8] whatever comes whenever: each message has one turn, none is left out while somebody listens, and those that are read are numbered one by one", async () => {
  await fc.assert(fc.asyncProperty(fc.record({ kinds: fc.array(fc.constantFrom<Kind>("taken", "taken", "not-theirs", "hangs-up"), { maxLength: 8 }), comings: fc.array(fc.nat({ max: 3 }), { maxLength: 12 }), isGone: fc.boolean() }), async (given) => {
    const { turns, waiting, left, came } = await night(given);
    expect(turns.map(({ id }) => id)).toEqual(turns.map((_, place) => place));
    expect([left, turns.length + waiting.length]).toEqual(["not-read", came]);
    const hungUp = turns.some(({ id }) => given.kinds[id] === "hangs-up");
    if (!hungUp && !given.isGone) expect(waiting).toEqual([]);
    let number = 0;
    for (const { id, index, of } of turns) {
      expect([index, of >= index]).toEqual([number + 1, true]);
      if (given.kinds[id] !== "not-theirs") number += 1;
    }
  }), { numRuns: 300 });
});
