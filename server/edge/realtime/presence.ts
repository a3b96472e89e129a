import type { PersonId } from "../../foundation/ids.ts";
import type { Room } from "./connection.ts";

/** Somebody at a screen: a person and the room it shows. */
export interface At {
  readonly person: PersonId;
  readonly room: Room;
}
const keyOf = ({ person, room }: At): string => `${person} ${room}`;

/**
 * Who is at which room, by when they were last heard. A closed window is not yet a lost person: after a reload the same person is
 * back within the second. Told once when the time is over.
 */
export function createPresence(lostMilliseconds: number) {
  const heard = new Map<string, { at: At; heardAt: number }>();
  return {
    /** True when this person was not at this room before. */
    hear: (at: At, now: number): boolean => {
      const before = heard.get(keyOf(at));
      heard.set(keyOf(at), { at, heardAt: now });
      return before === undefined;
    },
    /** Those whose time is over. */
    lose: (now: number): At[] => {
      const lost = [...heard.values()].filter(({ heardAt }) => now - heardAt > lostMilliseconds).map(({ at }) => at);
      for (const at of lost) heard.delete(keyOf(at));
      return lost;
    },
    /** [L8] The process was held up: silence in that time was ours. */
    forgive: (now: number): void => {
      for (const entry of heard.values()) entry.heardAt = now;
    },
    present: (): At[] => [...heard.values()].map(({ at }) => at),
  };
}
