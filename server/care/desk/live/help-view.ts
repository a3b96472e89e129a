import { EMERGENCIES_SHOWN_MAX, type DeskSnapshot, type EmergencyCall, type Floor } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso } from "../../../foundation/time.ts";
import type { HelpCall } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { sayHelp } from "../rules/help-words.ts";

type Names = ReadonlyMap<PersonId, string>;
type Calls = Pick<Needs["calls"], "help">;

const shown = ({ id, number, at, person, desk, stage, outcome }: HelpCall, names: Names): EmergencyCall => ({
  id, number, at: toIso(at), operator: names.get(person) ?? "", desk, stage, outcome: outcome && sayHelp(outcome),
});

/** [K70] On their own desk alone: the call to 911 that this operator makes with nobody on the line, until it is over. */
function helpOf(calls: Calls, names: Names, person: PersonId): Pick<DeskSnapshot, "help"> {
  const own = calls.help.isOnLine(person) ? calls.help.list().find((one) => one.person === person && one.call === null && one.stage !== "over") : undefined;
  return own ? { help: shown(own, names) } : {};
}

export const helpShown = (calls: Calls, names: Names, { person, supervisor }: { readonly person: PersonId; readonly supervisor: boolean }): Pick<DeskSnapshot, "help" | "emergencies"> => ({
  ...helpOf(calls, names, person), ...(supervisor && helpCalls(calls, names)),
});

/** [K70] For supervisors and the floor: who called 911, from where, and the number that rings that desk. A test is nobody's alarm. */
export function helpCalls(calls: Calls, names: Names): Pick<Floor, "emergencies"> {
  const rows = calls.help.list().filter(({ number }) => number === "911").slice(0, EMERGENCIES_SHOWN_MAX);
  return rows.length > 0 ? { emergencies: rows.map((one) => shown(one, names)) } : {};
}
