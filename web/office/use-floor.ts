import type { z } from "zod";
import type { Floor as FloorShape } from "../../contract/desk.ts";
import { api, serverClock, type Trouble } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { useSession } from "../app/session.tsx";
import { useBack, useLive, type Live } from "../live/index.ts";
import { instant, type Lamp } from "../ui/index.ts";

export type Floor = z.infer<typeof FloorShape>;
export interface FloorView { readonly floor: Floor | undefined; readonly trouble: Trouble | undefined; readonly live: Live; readonly again: () => void }

/** The floor as it stands: asked once, then told whole whenever it changes, and asked again when the line comes back or could not be read. */
export function useFloor(): FloorView {
  const { ask } = useSession();
  const { value, trouble, again, put } = useAsked<Floor>(() => api.floor(), "floor");
  const live = useLive("office", (frame) => {
    if (frame.type === "session") ask();
    if (frame.type !== "floor") return;
    serverClock.note(frame.floor.at);
    put(frame.floor);
  });
  useBack(live, again);
  return { floor: value, trouble, live, again };
}

type Row = Floor["working"][number];
/** How many messages nobody has taken, also those that are beyond the rows sent. */
export const untakenCount = (floor: Floor | undefined): number => untakenIn(floor).length + (floor?.moreWorking ?? 0);
export const alarmsIn = (floor: Floor | undefined): readonly Row[] => floor?.working.filter(({ state }) => state === "alarm") ?? [];
export const untakenIn = (floor: Floor | undefined): readonly Row[] => floor?.working.filter(({ state }) => state !== "taken") ?? [];
/** An alarm that nobody has quieted in the last minute. */
export const isLoud = (row: Row, now: number): boolean => row.state === "alarm" && (row.quietUntil === null || instant(row.quietUntil) <= now);

/** The gravest message that nobody has taken, oldest first. */
export const gravestOf = (floor: Floor | undefined): Row | undefined => untakenIn(floor).filter(({ urgency }) => urgency !== "routine").toSorted((one, other) => instant(one.sentAt) - instant(other.sentAt))[0];

export function lampOf(floor: Floor | undefined): Lamp {
  if (gravestOf(floor) || alarmsIn(floor).length > 0) return "red";
  return floor && (floor.waiting.count > 0 || floor.longHolds) ? "amber" : "off";
}
