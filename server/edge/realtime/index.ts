import type { LiveFrame } from "../../../contract/desk.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import { toIso } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import { openConnection, type Connection, type Frame, type Room } from "./connection.ts";
import type { At } from "./presence.ts";
import { createRoster } from "./roster.ts";
import { CONNECTIONS_MAX, CONNECTIONS_PER_PERSON_MAX, LIVE, type LiveSettings } from "./settings.ts";
import { takeUpgrades, type UpgradeNeeds } from "./upgrade.ts";

export type { Room } from "./connection.ts";
export type { At } from "./presence.ts";

export type To = { readonly person: PersonId; readonly room?: Room } | { readonly room: Room };

/** What slices use. A node has its own browsers here; what is told to a person crosses to the others in server/nodes.ts. */
export interface Live {
  /** `frame` may be a function, called only when the frame really leaves: snapshots that are overtaken cost nothing. */
  publish(to: To, type: LiveFrame["type"], frame: Frame): void;
  /** A person now shows a room, and did not before. */
  onRoom(tell: (at: At) => void): void;
  /** No window of this person has shown the room for 3.5 s. */
  onLost(tell: (at: At) => void): void;
  /** The session behind a screen ended: offer nothing new to this person there. What is under way goes on until `onLost`. */
  onEnded(tell: (at: At) => void): void;
  /** Any window of this person that connects. */
  onConnect(tell: (person: PersonId) => void): void;
  present(): At[];
}
export interface Realtime extends Live {
  /** These sessions ended this moment; without being told it would be noticed within 5 s. */
  ended(sessions: readonly string[]): void;
  connections(): number;
  close(): void;
}
export interface RealtimeNeeds extends Omit<UpgradeNeeds, "hasRoomFor" | "onSocket"> {
  readonly world: Pick<World, "now">;
  readonly log: Log;
  readonly settings?: Partial<LiveSettings>;
}

export function createRealtime(needs: RealtimeNeeds): Realtime {
  const settings = { ...LIVE, ...needs.settings };
  const roster = createRoster(needs, settings);
  const { open, told } = roster;
  const upgrades = takeUpgrades({
    ...needs,
    hasRoomFor: (person) => open.size < CONNECTIONS_MAX && [...open].filter((c) => c.person === person).length < CONNECTIONS_PER_PERSON_MAX,
    onSocket: (socket, who) => {
      open.add(openConnection({ socket, who, snapshotMilliseconds: settings.snapshotMilliseconds, onCall: roster.onCall, onClose: (closed) => open.delete(closed) }));
      if (who.state !== "open") socket.send(JSON.stringify({ type: "session", state: who.state } satisfies LiveFrame));
      told.connect.forEach((tell) => tell(who.person));
    },
  });
  const timers = startTimers(settings, {
    beat: () => open.forEach((connection) => connection.send({ type: "beat", at: toIso(needs.world.now()) }, "beat")),
    watch: () => void roster.look([...open]),
    sweep: roster.sweep,
    heldUp: roster.forgive,
  });
  return {
    publish: (to, type, frame) => {
      const meant = [...open].filter((connection) => isFor(connection, to));
      for (const connection of meant) connection.send(frame, type);
      // [L9] What they may still show is looked at now: a room that is theirs no longer gets no further frame.
      if (type === "access-ended") void roster.look(meant);
    },
    onRoom: (tell) => void told.room.push(tell),
    onLost: (tell) => void told.lost.push(tell),
    onEnded: (tell) => void told.ended.push(tell),
    onConnect: (tell) => void told.connect.push(tell),
    present: roster.present,
    ended: roster.ended,
    connections: () => open.size,
    close: () => {
      upgrades.close();
      timers.forEach((timer) => clearInterval(timer));
      for (const connection of open) connection.close(1001);
    },
  };
}

/** [L3] A room's frame reaches those who show it; showing it was permitted when they said so and is looked at again every few seconds. */
const isFor = (connection: Connection, to: To): boolean =>
  "person" in to ? connection.person === to.person && (to.room === undefined || connection.room === to.room) : connection.room === to.room;

interface Ticks {
  beat(): void;
  watch(): void;
  sweep(now: number): void;
  heldUp(now: number): void;
}
function startTimers(settings: LiveSettings, ticks: Ticks): NodeJS.Timeout[] {
  let last = performance.now();
  const sweep = (): void => {
    const now = performance.now();
    const late = now - last - settings.sweepMilliseconds;
    last = now;
    if (late > settings.lostSeconds * 250) ticks.heldUp(now);
    ticks.sweep(now);
  };
  return [setInterval(ticks.beat, settings.beatSeconds * 1000), setInterval(ticks.watch, settings.watchSeconds * 1000), setInterval(sweep, settings.sweepMilliseconds)];
}
