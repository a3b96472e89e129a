import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { callEmergency, dialEmergency, endEmergency, helpAnew, rejoinEmergency } from "./commands/call-emergency.ts";
import { deskPlaces, myPlace, saveDeskPlace } from "./commands/desk-places.ts";
import { createDeskHelp } from "./live/desk-help.ts";
import { tellDialLimits } from "./live/dial-limits.ts";
import { createHelp } from "./live/help.ts";
import type { Listeners, Switchboard } from "./live/switchboard.ts";
import type { Needs } from "./needs.ts";
import { sayOthers } from "./rules/log-words.ts";
import type { StoredCall } from "./store.ts";
import { logOf } from "./store/log.ts";

/** Everything of 911: from a desk or for a caller, where desks stand, and what the office is shown of it; and what it is told of calls that a limit refused. */
export function helpDoor(needs: Needs, switchboard: Switchboard, listeners: Listeners) {
  tellDialLimits(needs);
  const help = createHelp(needs, () => listeners.changed());
  const onHelp = (person: PersonId, isOn: boolean): void => {
    const presence = switchboard.board.presence.get(person);
    if (presence) Object.assign(presence, { onHelp: isOn, since: needs.world.now() });
    switchboard.assign();
    listeners.changed();
  };
  const line = { switchboard, help, deskHelp: createDeskHelp(needs, help, onHelp) };
  return {
    call: callEmergency(line),
    rejoin: rejoinEmergency(line),
    end: endEmergency(line),
    dial: dialEmergency(line),
    myPlace: myPlace(needs, help),
    deskPlaces: deskPlaces(needs),
    saveDeskPlace: saveDeskPlace(needs, help),
    /** Newest first: those that live, and those that ended in the last hour. */
    list: help.list,
    nodeDied: help.nodeDied,
    anew: helpAnew(help),
    isOnLine: line.deskHelp.has,
    /** [C39] What became of each who was rung during a call, in sentences for its message's timeline. */
    othersOf: async (tx: Tx, call: Pick<StoredCall, "client" | "id" | "account">): Promise<readonly string[]> => {
      const log = await logOf(tx, call);
      const names = new Map((await needs.directory.dialEntriesOf(tx, call.account)).map(({ id, label }) => [id, label]));
      return sayOthers(log, (kind, entry) => names.get(entry) ?? (kind === "911" ? "911" : `an entry of the directory (${kind}) that is not there any more`));
    },
    hasTrunk: () => needs.telephony.trunks().length > 0,
  };
}
