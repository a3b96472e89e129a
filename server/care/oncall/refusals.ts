import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import { named } from "./rules/clash.ts";
import type { Fault } from "./rules/arrangement.ts";
import type { TradeFault } from "./rules/swap.ts";
import type { Shift } from "./rules/plan.ts";

export const refusals = refusalsOf("oncall", {
  notAllowed: { status: 403, say: "You may not do this at this account. Nothing was changed." },
  noSuchAccount: { status: 404, say: "There is no such account." },
  noSuchZone: { status: 422, say: "This is no time zone. Choose one such as America/New_York; nothing was saved.", field: "zone" },
  stale: { status: 409, say: "Someone saved this schedule after you opened it. Nothing was saved; open it again and repeat your change." },
  notACoverer: { status: 422, say: "One person on these shifts does not cover this account. Add them to its call group first; nothing was saved.", field: "shifts" },
  personNotACoverer: { status: 422, say: "This person does not cover this account. Add them to its call group first; nothing was saved.", field: "person" },
  untilBeforeFrom: { status: 422, say: "The override would end before it begins. Nothing was saved.", field: "until" },
  overIsPast: { status: 422, say: "The override is over already. Nothing was saved.", field: "until" },
  tooLong: { status: 422, say: "An override lasts 92 days at most. Nothing was saved.", field: "until" },
  takeOverTooLong: { status: 422, say: "Duty is taken over for 24 hours at most. Nothing was saved.", field: "until" },
  tooManyOverrides: { status: 409, say: "This account has 200 overrides ahead, which is the limit. Nothing was saved." },
  noSuchOverride: { status: 404, say: "There is no such override." },
  alreadyCancelled: { status: 409, say: "This override was cancelled already." },
  notYourNote: { status: 403, say: "You may write status notes about yourself only. Nothing was changed." },
  noteIsPast: { status: 422, say: "The note would be over already. Nothing was saved.", field: "until" },
  noteTooLong: { status: 422, say: "A status note ends within 14 days. For longer, change the schedule. Nothing was saved.", field: "until" },
  ownStandIn: { status: 422, say: "Nobody can stand in for themselves. Nothing was saved.", field: "standIn" },
  standInNotACoverer: { status: 422, say: "The stand-in does not cover this account. Add them to its call group first; nothing was saved.", field: "standIn" },
  tooManyNotes: { status: 409, say: "This account has 100 status notes, which is the limit. Nothing was saved." },
  noSuchNote: { status: 404, say: "There is no such status note." },
  noteCancelled: { status: 409, say: "This status note was cancelled already." },
  swapWithOneself: { status: 422, say: "A swap is asked by one clinician of another. Nothing was saved.", field: "asked" },
  swapEmpty: { status: 422, say: "A stretch would end before it begins. Nothing was saved.", field: "give" },
  swapIsPast: { status: 422, say: "One of the stretches has begun already. Nothing was changed.", field: "give" },
  swapTooLong: { status: 422, say: "A stretch lasts 31 days at most. Nothing was saved.", field: "give" },
  swapTogether: { status: 422, say: "The two stretches overlap. Nothing was saved.", field: "take" },
  notAskersDuty: { status: 409, say: "Whoever asks for the swap is not on duty for all of the stretch they give. Nothing was changed.", field: "give" },
  notAskedsDuty: { status: 409, say: "Whoever is asked is not on duty for all of the stretch they would give in return. Nothing was changed.", field: "take" },
  tooManySwaps: { status: 409, say: "You have 20 swaps waiting for an answer, which is the limit. Nothing was saved." },
  noSuchSwap: { status: 404, say: "There is no such swap." },
  notYourSwap: { status: 403, say: "This swap is not yours to answer. Nothing was changed." },
  swapAnswered: { status: 409, say: "This swap was answered already. Nothing was changed." },
  handOverOutside: { status: 422, say: "A rotation has a hand-over on a day that its cycle does not have. Nothing was saved.", field: "layers" },
  handOverTwice: { status: 422, say: "A rotation has two hand-overs at the same time. Nothing was saved.", field: "layers" },
  temporaryTimes: { status: 422, say: "A temporary schedule ends after it begins, and within 366 days. Nothing was saved.", field: "temporary" },
  tooDetailed: { status: 422, say: "These days hold more than 2,000 stretches. Ask for fewer days.", field: "days" },
});

/** [O9] Weekdays and times of the two, so that the planner finds them. No name. */
export const clash = ([one, two]: readonly [Pick<Shift, "weekday" | "start" | "end" | "rank">, Pick<Shift, "weekday" | "start" | "end">]): Refusal => ({
  code: "oncall.shiftsOverlap",
  status: 422,
  say: `Two shifts of rank "${one.rank}" overlap: ${named(one)}, and ${named(two)}. Nothing was saved.`,
  field: "shifts",
});

/** What is wrong with what lies over the week. */
export function faulty(fault: Fault): Refusal {
  if (fault.kind === "clash") return { ...clash(fault.shifts), field: "layers" };
  return { "hand-over-outside": refusals.handOverOutside, "hand-over-twice": refusals.handOverTwice, "temporary-times": refusals.temporaryTimes }[fault.kind];
}

export const swapRefusals: Readonly<Record<TradeFault, Refusal>> = { empty: refusals.swapEmpty, past: refusals.swapIsPast, "too-long": refusals.swapTooLong, together: refusals.swapTogether };
