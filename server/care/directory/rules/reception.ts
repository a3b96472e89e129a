import type { Reception, TypedReception } from "../../../../contract/reception.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import { refusals } from "../refusals.ts";
import { normalise } from "./number.ts";

const isOnceEach = (all: readonly string[]): boolean => new Set(all).size === all.length;
function menuFault({ on, keys }: TypedReception["menu"]) {
  if (!isOnceEach(keys.map(({ key }) => key))) return refusals.keyTwice;
  if (!isOnceEach(keys.map(({ act }) => act))) return refusals.actTwice;
  return on && keys.length === 0 ? refusals.menuEmpty : undefined;
}

/** [DR25] A service that hears of patients has signed with us first. A day that is today anywhere on earth is no future. */
function readPartner(partner: TypedReception["overflow"]["partner"], at: Instant): Outcome<Reception["overflow"]["partner"]> {
  if (partner === null) return done(null);
  const number = normalise(partner.number);
  if (number === undefined) return refuse(refusals.partnerNotANumber);
  return partner.agreementSigned > toIso(plus(at, { hours: 14 })).slice(0, 10) ? refuse(refusals.partnerNotSigned) : done({ ...partner, number });
}

/** [DR20] What was typed, made ready to be stored, or what is wrong with it. */
export function readReception(typed: TypedReception, at: Instant): Outcome<Reception> {
  const fault = menuFault(typed.menu);
  if (fault) return refuse(fault);
  const forwardTo = typed.whenOpen.forwardTo === null ? null : normalise(typed.whenOpen.forwardTo);
  if (forwardTo === undefined) return refuse(refusals.forwardNotANumber);
  const partner = readPartner(typed.overflow.partner, at);
  return partner.ok ? done({ ...typed, whenOpen: { ...typed.whenOpen, forwardTo }, overflow: { ...typed.overflow, partner: partner.value } }) : partner;
}
