import type { WebSocket } from "ws";
import { LiveCall, type LiveFrame } from "../../../contract/desk.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { MESSAGES_PER_SECOND_MAX, WAITING_BYTES_MAX } from "./settings.ts";

export type Room = Extract<LiveCall, { type: "room" }>["room"];
export type SessionState = "open" | "locked" | "ended";
export type Frame = LiveFrame | (() => LiveFrame);

/** Frames that hold the whole of something: only the newest matters. */
const SNAPSHOTS: readonly LiveFrame["type"][] = ["desk", "floor"];
/** What a browser may see whose session is not open: that it is so, and counts without names. */
const SEEN_WHEN: Readonly<Record<SessionState, readonly LiveFrame["type"][] | "all">> = {
  open: "all",
  locked: ["session", "beat", "paged", "inbox", "access-ended"],
  ended: ["session", "beat"],
};

/** One browser window. */
export interface Connection {
  readonly person: PersonId;
  readonly session: string;
  state: SessionState;
  rooms: readonly string[];
  room: Room | undefined;
  heardAt: number;
  send(frame: Frame, type: LiveFrame["type"]): void;
  close(code: number): void;
}

export interface ConnectionNeeds {
  readonly socket: WebSocket;
  readonly who: { readonly person: PersonId; readonly session: string; readonly state: SessionState; readonly rooms: readonly string[] };
  readonly snapshotMilliseconds: number;
  readonly onCall: (connection: Connection, call: LiveCall) => void;
  readonly onClose: (connection: Connection) => void;
}

export function openConnection({ socket, who, snapshotMilliseconds, onCall, onClose }: ConnectionNeeds): Connection {
  const snapshots = createSnapshots(snapshotMilliseconds, (frame) => write(frame));
  const messages = createMeter();
  const connection: Connection = {
    ...who,
    room: undefined,
    heardAt: performance.now(),
    send: (frame, type) => {
      if (socket.readyState !== socket.OPEN || !sees(connection.state, type)) return;
      if (SNAPSHOTS.includes(type)) snapshots.put(type, frame);
      else write(frame);
    },
    close: (code) => {
      snapshots.drop();
      if (code === 1006) socket.terminate();
      else socket.close(code);
    },
  };
  function write(frame: Frame): void {
    const made = typeof frame === "function" ? frame() : frame;
    // The state is asked again: a snapshot may have waited while the session ended.
    if (socket.readyState !== socket.OPEN || !sees(connection.state, made.type)) return;
    if (socket.bufferedAmount > WAITING_BYTES_MAX) return connection.close(1006);
    socket.send(JSON.stringify(made));
  }
  socket.on("message", (data, binary) => {
    connection.heardAt = performance.now();
    const call = binary || !messages.passes() ? undefined : readCall(data);
    if (call) onCall(connection, call);
    else connection.close(1008);
  });
  socket.on("error", () => socket.terminate()); // Too long, not UTF-8, a broken frame: ws has the close code, we need the end.
  socket.once("close", () => {
    snapshots.drop();
    onClose(connection);
  });
  return connection;
}

const sees = (state: SessionState, type: LiveFrame["type"]): boolean => {
  const seen = SEEN_WHEN[state];
  return seen === "all" || seen.includes(type);
};

function readCall(data: unknown): LiveCall | undefined {
  try {
    return LiveCall.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined; // Not JSON: the caller closes the connection.
  }
}

function createMeter(): { passes(): boolean } {
  let second = 0;
  let count = 0;
  return {
    passes: () => {
      const now = Math.floor(performance.now() / 1000);
      count = now === second ? count + 1 : 1;
      second = now;
      return count <= MESSAGES_PER_SECOND_MAX;
    },
  };
}

/** [L5] The first goes at once; what follows within the pause replaces what waits, and the newest goes when the pause is over. */
function createSnapshots(pauseMilliseconds: number, write: (frame: Frame) => void) {
  const waiting = new Map<LiveFrame["type"], Frame>();
  const pauses = new Map<LiveFrame["type"], NodeJS.Timeout>();
  const pause = (type: LiveFrame["type"]): void => {
    pauses.set(type, setTimeout(() => over(type), pauseMilliseconds));
  };
  const over = (type: LiveFrame["type"]): void => {
    pauses.delete(type);
    const frame = waiting.get(type);
    if (frame === undefined) return;
    waiting.delete(type);
    pause(type);
    write(frame);
  };
  return {
    put: (type: LiveFrame["type"], frame: Frame): void => {
      if (pauses.has(type)) return void waiting.set(type, frame);
      pause(type);
      write(frame);
    },
    drop: (): void => {
      for (const timer of pauses.values()) clearTimeout(timer);
      pauses.clear();
      waiting.clear();
    },
  };
}
