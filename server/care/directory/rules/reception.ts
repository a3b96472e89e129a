import type { Overflow, Reception, TypedReception } from "../../../../contract/reception.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { refusals } from "../refusals.ts";
import { normalise } from "./number.ts";

/** A partner's telephone rings for so long at least before the caller is asked for a message. */
const ELSEWHERE_SECONDS_MIN = 20;

const isOnceEach = (all: readonly string[]): boolean => new Set(all).size === all.length;
function menuFault({ on, keys }: TypedReception["menu"]) {
  if (!isOnceEach(keys.map(({ key }) => key))) return refusals.keyTwice;
  if (!isOnceEach(keys.map(({ act }) => act))) return refusals.actTwice;
  return on && keys.length === 0 ? refusals.menuEmpty : undefined;
}

function readElsewhere({ elsewhere, ...overflow }: TypedReception["overflow"]): Outcome<Overflow> {
  if (elsewhere === null) return done({ ...overflow, elsewhere });
  const number = normalise(elsewhere.number);
  if (number === undefined) return refuse(refusals.elsewhereNotANumber);
  if (overflow.voicemailSeconds < elsewhere.afterSeconds + ELSEWHERE_SECONDS_MIN) return refuse(refusals.messageTooEarly);
  return done({ ...overflow, elsewhere: { ...elsewhere, number } });
}

/** [DR20] What was typed, made ready to be stored, or what is wrong with it. */
export function readReception(typed: TypedReception): Outcome<Reception> {
  const fault = menuFault(typed.menu);
  if (fault) return refuse(fault);
  const forwardTo = typed.whenOpen.forwardTo === null ? null : normalise(typed.whenOpen.forwardTo);
  if (forwardTo === undefined) return refuse(refusals.forwardNotANumber);
  const overflow = readElsewhere(typed.overflow);
  return overflow.ok ? done({ ...typed, whenOpen: { forwardTo }, overflow: overflow.value }) : overflow;
}
