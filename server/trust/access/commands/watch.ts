import type { PersonId } from "../../../foundation/ids.ts";
import type { AccessNeeds } from "../ports.ts";
import { roomsOf } from "../rules/rooms.ts";
import * as store from "../store.ts";

export interface Watched {
  readonly session: string;
  readonly person: PersonId;
}
export interface Seen {
  readonly state: "open" | "locked" | "ended";
  readonly rooms: readonly string[];
}

/** [AC3] For open connections: what each session is worth, and which rooms its person may still show. */
export const watch =
  (needs: AccessNeeds) =>
  async (watched: readonly Watched[]): Promise<ReadonlyMap<string, Seen>> => {
    const states = await needs.identity.standings(watched.map(({ session }) => session));
    const people = [...new Set(watched.map(({ person }) => person))];
    const held = await needs.db.transaction({ role: "app", clients: [] }, (tx) => store.currentOfMany(tx, people, needs.world.now()));
    const seen = new Map<string, Seen>();
    for (const { session, person } of watched) {
      const rooms = roomsOf(held.filter((one) => one.person === person).map(({ role }) => role)) ?? [];
      seen.set(session, { state: rooms.length === 0 ? "ended" : (states.get(session) ?? "ended"), rooms });
    }
    return seen;
  };
