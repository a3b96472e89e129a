/** A window in a process of its own: opens the live line, says its beat, and reports each frame with the moment it was read. */
import { fork } from "node:child_process";
import { WebSocket } from "ws";
import { nowMs } from "./figure.ts";
import { until } from "./pace.ts";

interface Ask { readonly origin: string; readonly cookie: string; readonly room: "desk" | "clinician"; readonly type: "offer" | "paged" }
export interface Heard { readonly atMs: number; readonly attempts: readonly string[]; readonly call: string }
export interface Listener { readonly heard: readonly Heard[]; close(): void }

const OPEN_SECONDS_MAX = 10;
const BEAT_MS = 1000;

export async function openListener(ask: Ask): Promise<Listener> {
  const child = fork(new URL(import.meta.url), [JSON.stringify(ask)], { execArgv: [], env: {} });
  const heard: Heard[] = [];
  let isOpen = false;
  child.on("message", (told: Heard | "open") => (told === "open" ? (isOpen = true) : heard.push(told)));
  await until("the live line is open", OPEN_SECONDS_MAX, () => isOpen || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error("the live line was refused");
  return { heard, close: () => void child.kill() };
}

function listen({ origin, cookie, room, type }: Ask): void {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/api/live`, { origin, headers: { cookie } });
  const say = (call: object): void => socket.send(JSON.stringify(call));
  socket.on("message", (data) => {
    const atMs = nowMs();
    const said = String(data);
    if (!said.startsWith(`{"type":"${type}"`)) return; // Of what is not counted the reading is not paid for.
    const frame = JSON.parse(said) as { attempt?: string; call?: string };
    process.send!({ atMs, attempts: frame.attempt === undefined ? [] : [frame.attempt], call: frame.call?.trim() ?? "" });
  });
  socket.once("open", () => {
    say({ type: "room", room });
    setInterval(() => say({ type: "beat" }), BEAT_MS);
    process.send!("open");
  });
  socket.on("error", () => process.exit(1));
  socket.on("close", () => process.exit(1));
  process.on("disconnect", () => process.exit(0));
}

if (import.meta.main) listen(JSON.parse(process.argv[2]!) as Ask);
