import { isSilenced, openCard, readCard, verifyByNumber, verifyByPin } from "./commands/card.ts";
import { addLine, failedCheckIns, lines, openNumber, removeLine } from "./commands/office.ts";
import { beginForgetting, forgetDaily, FORGET } from "./jobs.ts";
import { createFrontDoor } from "./live/front-door.ts";
import type { Needs } from "./needs.ts";

export type { Needs as CheckinNeeds } from "./needs.ts";
export { checkInEndpoints, silenced } from "./routes.ts";

/** Clinicians and offices who ring in: who they are, and then what they could do on a screen. */
export function createCheckin(needs: Needs) {
  const door = createFrontDoor(needs);
  needs.due.on(FORGET, forgetDaily(needs));
  return {
    /** Fits the calls slice's `ownLine`. */
    takes: door.takes,
    /** Fit its `checkIn`. */
    mayTake: door.mayTake,
    takeUp: door.takeUp,
    settled: door.settled,
    /** Once, at start: from then on each day what is old is forgotten. */
    beginForgetting: beginForgetting(needs),
    openCard: openCard(needs),
    card: readCard(needs),
    verifyByPin: verifyByPin(needs),
    verifyByNumber: verifyByNumber(needs),
    isSilenced: isSilenced(needs),
    failed: failedCheckIns(needs),
    openNumber: openNumber(needs),
    lines: lines(needs),
    addLine: addLine(needs),
    removeLine: removeLine(needs),
  };
}
export type Checkin = ReturnType<typeof createCheckin>;
