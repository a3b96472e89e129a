import type { PersonId } from "../../foundation/ids.ts";
import { callEmergency, dialEmergency, endEmergency, rejoinEmergency } from "./commands/call-emergency.ts";
import { deskPlaces, myPlace, saveDeskPlace } from "./commands/desk-places.ts";
import { createDeskHelp } from "./live/desk-help.ts";
import { tellDialLimits } from "./live/dial-limits.ts";
import { createHelp } from "./live/help.ts";
import type { Listeners, Switchboard } from "./live/switchboard.ts";
import type { Needs } from "./needs.ts";

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
    isOnLine: line.deskHelp.has,
    hasTrunk: () => needs.telephony.trunks().length > 0,
  };
}
