import { LiveFrame, type LiveCall } from "../../contract/index.ts";
import { serverClock } from "../api/index.ts";
import { createTouch, type LiveState } from "./touch.ts";

export type LiveRoom = "desk" | "office" | "clinician" | "practice";
export interface LiveSocket { close(): void; /** Try now, without waiting for the next turn. */ again(): void }
interface Wants { readonly room: LiveRoom; readonly onFrame: (frame: LiveFrame) => void; readonly onState: (state: LiveState) => void }

const BEAT_MS = 1000;
/** Two and a half of the server's beats. */
const SILENCE_MS_MAX = 5000;
const WAITS_MS = [250, 500, 1000, 2000, 4000, 5000] as const;

const liveAddress = () => `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/api/live`;

function read(data: unknown): LiveFrame | undefined {
  try {
    const frame = LiveFrame.safeParse(JSON.parse(String(data)));
    return frame.success ? frame.data : undefined;
  } catch {
    return undefined;
  }
}

function noteTime(frame: LiveFrame): void {
  if (frame.type === "beat") serverClock.note(frame.at);
  if (frame.type === "desk") serverClock.note(frame.desk.at);
}

/** One line to the server: beats both ways, and after a loss tries again within five seconds, for as long as the room is open. */
export function connectLive(wants: Wants): LiveSocket {
  let socket: WebSocket | undefined;
  let tries = 0;
  let closed = false;
  let heard = performance.now();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const touch = createTouch(wants.onState);

  const say = (call: LiveCall) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(call)); };
  const retry = () => {
    touch.silent();
    clearTimeout(waiting);
    if (closed) return;
    waiting = setTimeout(open, WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
    tries += 1;
  };
  const take = (event: MessageEvent) => {
    const frame = read(event.data);
    heard = performance.now();
    // The line is kept: an operator whose line is dropped for seconds loses the call.
    if (!frame) return touch.misread();
    tries = 0;
    touch.understood(frame.type === "beat");
    noteTime(frame);
    // Answering each beat keeps a hidden tab alive: its timers are slowed, its messages are not.
    if (frame.type === "beat") say({ type: "beat" });
    wants.onFrame(frame);
  };
  function open(): void {
    drop();
    const mine = new WebSocket(liveAddress());
    socket = mine;
    touch.fresh();
    heard = performance.now();
    mine.addEventListener("open", () => { say({ type: "room", room: wants.room }); say({ type: "beat" }); });
    mine.addEventListener("message", take);
    mine.addEventListener("close", () => { if (socket === mine) retry(); });
  }
  function drop(): void {
    const old = socket;
    socket = undefined;
    old?.close();
  }
  const beat = setInterval(() => {
    say({ type: "beat" });
    if (socket && performance.now() - heard > SILENCE_MS_MAX) { drop(); retry(); }
  }, BEAT_MS);

  open();
  return {
    close() { closed = true; clearInterval(beat); clearTimeout(waiting); touch.stop(); drop(); },
    again() { tries = 0; clearTimeout(waiting); open(); },
  };
}
