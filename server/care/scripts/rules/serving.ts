import { CallerType } from "../../../../contract/common.ts";
import type { ScriptBody } from "../../../../contract/scripts.ts";

export type Serving = Pick<ScriptBody, "callerType" | "hours">;

/** [Q8] For each caller type the script that serves it at these hours: one for these hours before one for always. */
export function fitting<T extends Serving>(scripts: readonly T[], open: boolean): T[] {
  const now = open ? "open" : "closed";
  return CallerType.options.flatMap((callerType) => {
    const own = scripts.filter((script) => script.callerType === callerType);
    return (own.find((script) => script.hours === now) ?? own.find((script) => script.hours === "always")) || [];
  });
}

const servesPatients = (scripts: readonly Serving[]): boolean => [true, false].every((open) => fitting(scripts, open).some((script) => script.callerType === "patient"));

/** [Q9] Whether patients would have a script at all hours before, and not any more after. */
export const leavesPatientsOut = (before: readonly Serving[], after: readonly Serving[]): boolean => servesPatients(before) && !servesPatients(after);
