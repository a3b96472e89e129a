import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Hole, Override } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { newHole } from "../refusals.ts";
import { sayHole } from "../rules/words.ts";
import { prove } from "./prove.ts";

const isOver = (a: Hole, b: Hole): boolean => a.rank === b.rank && a.why === b.why && a.from <= b.from && a.until >= b.until;

/** [CV17] Whether somebody may stand as asked: refused when it opens a hole that is not there without it. Where nobody looks at a screen there is nothing to acknowledge. */
export const judgeOverride = (needs: Needs) => async (tx: Tx, { account, override }: { account: AccountId; override: Override }): Promise<Outcome<undefined>> => {
  const [before, after] = [await prove(needs, tx, { account }), await prove(needs, tx, { account, overrides: [override] })];
  if (!before.ok) return before;
  if (!after.ok) return after;
  const opened = after.value.holes.find((hole) => !before.value.holes.some((known) => isOver(known, hole)));
  if (!opened) return done();
  const name = (await needs.namesOf(tx, [override.person])).get(override.person) ?? null;
  return refuse(newHole(sayHole(opened, name)));
};
