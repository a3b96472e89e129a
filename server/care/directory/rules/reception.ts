import type { Reception, TypedReception } from "../../../../contract/reception.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { refusals } from "../refusals.ts";
import { normalise } from "./number.ts";

const isOnceEach = (all: readonly string[]): boolean => new Set(all).size === all.length;
function menuFault({ on, keys }: TypedReception["menu"]) {
  if (!isOnceEach(keys.map(({ key }) => key))) return refusals.keyTwice;
  if (!isOnceEach(keys.map(({ act }) => act))) return refusals.actTwice;
  return on && keys.length === 0 ? refusals.menuEmpty : undefined;
}

/** [DR20] What was typed, made ready to be stored, or what is wrong with it. */
export function readReception(typed: TypedReception): Outcome<Reception> {
  const fault = menuFault(typed.menu);
  if (fault) return refuse(fault);
  const forwardTo = typed.whenOpen.forwardTo === null ? null : normalise(typed.whenOpen.forwardTo);
  if (forwardTo === undefined) return refuse(refusals.forwardNotANumber);
  return done({ ...typed, whenOpen: { forwardTo } });
}
