import type { AlarmAnswer } from "../../calls/index.ts";

const DUTY = { "night-lead": "The night lead", owner: "The owner" } as const;

/** [NL3] [NL4] How each call ended, in the words of the timeline. */
const ENDED: Readonly<Record<AlarmAnswer, string>> = {
  pressed: "pressed 1: they know",
  "no-key": "the call was answered, and no key was pressed",
  cancelled: "the call was given up",
  busy: "the line was busy",
  declined: "the call was declined",
  "no-answer": "nobody answered",
  "no-such-number": "the number cannot be called",
  "trunk-fault": "the trunk could not take the call",
  "challenged-for-ever": "the trunk did not accept our password",
  "refused-by-limit": "our own limit refused the call",
  lost: "the call broke off",
};

export const sayRung = (person: { readonly name: string; readonly duty: keyof typeof DUTY }, answer: AlarmAnswer): string => `${DUTY[person.duty]}, ${person.name}, was rung: ${ENDED[answer]}.`;

/** [NL12] */
export const sayTalking = (person: { readonly name: string; readonly duty: keyof typeof DUTY }): string => `${DUTY[person.duty]}, ${person.name}, is on the telephone with us, and is rung when that call is over.`;

export type Hindrance = "no-trunk" | "no-people";
export const sayNobody: Readonly<Record<Hindrance, string>> = {
  "no-trunk": "Nobody outside was rung: no outbound trunk is set up.",
  "no-people": "Nobody outside was rung: no night lead and no owner is named.",
};
