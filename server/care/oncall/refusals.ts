import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import { named } from "./rules/clash.ts";
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
  tooManyOverrides: { status: 409, say: "This account has 200 overrides ahead, which is the limit. Nothing was saved." },
  noSuchOverride: { status: 404, say: "There is no such override." },
  alreadyCancelled: { status: 409, say: "This override was cancelled already." },
  tooDetailed: { status: 422, say: "These days hold more than 2,000 stretches. Ask for fewer days.", field: "days" },
});

/** [O9] Weekdays and times of the two, so that the planner finds them. No name. */
export const clash = ([one, two]: readonly [Pick<Shift, "weekday" | "start" | "end" | "rank">, Pick<Shift, "weekday" | "start" | "end">]): Refusal => ({
  code: "oncall.shiftsOverlap",
  status: 422,
  say: `Two shifts of rank "${one.rank}" overlap: ${named(one)}, and ${named(two)}. Nothing was saved.`,
  field: "shifts",
});
