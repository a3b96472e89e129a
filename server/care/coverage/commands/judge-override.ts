import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Hole, Override } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { newHole } from "../refusals.ts";
import { sayHole } from "../rules/words.ts";
import { prove } from "./prove.ts";

const isOver = (a: Hole, b: Hole): boolean => a.rank === b.rank && a.why === b.why && a.from <= b.from && a.until >= b.until;

/** The first hole that somebody who stands as asked would open, with what is said of it; undefined: none. */
export async function opensOf(needs: Needs, tx: Tx, { account, override }: { account: AccountId; override: Override }): Promise<Outcome<{ hole: Hole; say: string } | undefined>> {
  const [before, after] = [await prove(needs, tx, { account }), await prove(needs, tx, { account, overrides: [override] })];
  if (!before.ok) return before;
  if (!after.ok) return after;
  const hole = after.value.holes.find((one) => !before.value.holes.some((known) => isOver(known, one)));
  if (!hole) return done(undefined);
  const name = hole.person === null ? null : ((await needs.namesOf(tx, [hole.person])).get(hole.person) ?? null);
  return done({ hole, say: sayHole(hole, name) });
}

/** [CV17] Whether somebody may stand as asked: refused when it opens a hole that is not there without it. Where nobody looks at a screen there is nothing to acknowledge. */
export const judgeOverride = (needs: Needs) => async (tx: Tx, ask: { account: AccountId; override: Override }): Promise<Outcome<undefined>> => {
  const opened = await opensOf(needs, tx, ask);
  if (!opened.ok) return opened;
  return opened.value ? refuse(newHole(opened.value.say)) : done();
};
