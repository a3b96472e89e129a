import type { LiveCall } from "../../../contract/desk.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { Connection, Room, SessionState } from "./connection.ts";
import { createPresence, type At } from "./presence.ts";
import type { LiveSettings } from "./settings.ts";
import type { UpgradeNeeds } from "./upgrade.ts";

/** The open windows, the rooms they show, and what their sessions are worth. */
export function createRoster(needs: Pick<UpgradeNeeds, "watch"> & { log: Log }, settings: LiveSettings) {
  const open = new Set<Connection>();
  const presence = createPresence(settings.lostSeconds * 1000);
  const told = { room: [] as ((at: At) => void)[], lost: [] as ((at: At) => void)[], ended: [] as ((at: At) => void)[], connect: [] as ((person: PersonId) => void)[] };

  const hear = ({ person, room, heardAt }: Connection): void => {
    if (room && presence.hear({ person, room }, heardAt)) told.room.forEach((tell) => tell({ person, room }));
  };
  const show = (connection: Connection, room: Room): void => {
    // An ended session keeps the room it had: its person may still be on a call.
    if (connection.state === "ended") return;
    if (!connection.rooms.includes(room)) return connection.close(1008);
    connection.room = room;
  };
  const isShownElsewhere = ({ person, room }: Connection): boolean => [...open].some((other) => other.person === person && other.room === room && other.state === "open");
  const setState = (connection: Connection, state: SessionState): void => {
    if (connection.state === state) return;
    connection.state = state;
    if (state === "open") return;
    connection.send({ type: "session", state }, "session");
    const { person, room } = connection;
    if (state === "ended" && room && !isShownElsewhere(connection)) told.ended.forEach((tell) => tell({ person, room }));
  };
  const apply = (connection: Connection, now: { readonly state: SessionState; readonly rooms: readonly string[] } | undefined): void => {
    connection.rooms = now?.rooms ?? [];
    setState(connection, now?.state ?? "ended");
    const { room, state } = connection;
    if (room && state === "open" && !connection.rooms.includes(room)) connection.close(1008);
  };
  /** [L6] While the database is away nothing is known, and nothing changes. */
  const look = async (connections: readonly Connection[]): Promise<void> => {
    if (connections.length === 0) return;
    const seen = await needs.watch(connections).catch(() => undefined);
    if (!seen) return;
    for (const connection of connections) apply(connection, seen.get(connection.session));
  };
  return {
    open,
    told,
    look,
    present: presence.present,
    onCall: (connection: Connection, call: LiveCall): void => {
      if (call.type === "room") show(connection, call.room);
      hear(connection);
      if (call.type === "room") void look([connection]);
    },
    ended: (sessions: readonly string[]): void => {
      for (const connection of open) if (sessions.includes(connection.session)) setState(connection, "ended");
    },
    sweep: (now: number): void => {
      for (const connection of open) if (now - connection.heardAt > settings.lostSeconds * 1000) connection.close(1006);
      for (const at of presence.lose(now)) {
        needs.log.info("realtime.lost", { person: at.person, room: at.room });
        told.lost.forEach((tell) => tell(at));
      }
    },
    forgive: (now: number): void => {
      presence.forgive(now);
      for (const connection of open) connection.heardAt = now;
    },
  };
}
