import type { CallRow } from "../../contract/index.ts";
import { Icon, Lasting } from "../ui/index.ts";

export type Hold = "none" | "short" | "long";
type Held = Pick<CallRow, "state" | "mine" | "hold">;

/** The server reminds: one's own caller lights up at the first reminder, and a parked one at every desk; another's only when the office was told too. */
export const isHeldLong = ({ state, mine, hold }: Held): boolean => hold !== undefined && (mine || state === "parked" ? hold.reminders > 0 : hold.officeTold);
/** Heard as well as seen, in case the eyes are elsewhere. */
const HEARD_FROM_REMINDER = 2;
export const isHeldVeryLong = (row: Held | undefined): boolean => row?.mine === true && (row.hold?.reminders ?? 0) >= HEARD_FROM_REMINDER;
/** In a patch the same key leads back to the caller. */
export const holdOf = (row: Held): Hold => (row.state === "joined" ? "short" : row.state !== "held" ? "none" : isHeldLong(row) ? "long" : "short");

/** What a reminder says. Never that the call will end: it does not. */
function sayHold({ reminders, officeTold }: NonNullable<CallRow["hold"]>): string {
  if (officeTold) return "The office has been told. The caller is still on the line: go back to them.";
  if (reminders > 1) return "The caller still waits. Go back to them, even if only to say that you need longer.";
  return reminders > 0 ? "Go back to the caller, or tell them that you need longer." : "The caller is on hold and hears music.";
}

/** How long the caller has been on hold. One line, calm or lit: the form below does not move when it turns. */
export function HoldClock({ row }: { readonly row: CallRow }) {
  const hold = row.hold ?? { operator: null, reminders: 0, officeTold: false };
  const lit = isHeldLong(row);
  return (
    <p className={lit ? "sm wide holdclock lit" : "sm t2 wide holdclock"}>
      <Icon name="player-pause" />
      <Lasting since={row.since} what="On hold" />
      <span role="status">{sayHold(hold)}</span>
    </p>
  );
}
