import type { Hold } from "../../../../contract/index.ts";
import type { WorkState } from "./next-move.ts";

/** [D29] What came of a hold. It is over when somebody has the message, or when a newer text took its place. */
export function outcomeOf({ state, officeHad }: { readonly state: WorkState; readonly officeHad: boolean }): Hold["outcome"] {
  if (state === "superseded") return "corrected";
  if (state === "taken") return officeHad ? "office" : "clinician";
  return state === "alarm" ? "alarm" : "waiting";
}

export const isOver = (outcome: Hold["outcome"]): boolean => outcome === "office" || outcome === "clinician" || outcome === "corrected";
