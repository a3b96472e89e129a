import { useEffect, useState } from "react";
import { serverClock } from "../api/index.ts";

const OUT_OF_TOUCH_MS = 5000;
const turns = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(turn: () => void): () => void {
  turns.add(turn);
  timer ??= setInterval(() => { for (const each of turns) each(); }, 250);
  return () => {
    turns.delete(turn);
    if (turns.size === 0) { clearInterval(timer); timer = undefined; }
  };
}

export interface Tick { /** Whole seconds since the epoch, by the server, as milliseconds. */ readonly now: number; readonly outOfTouch: boolean }

/** One timer for every clock of the page. A component renders again only when the shown second changes. */
export function useTick(): Tick {
  const read = () => ({ now: Math.floor(serverClock.now() / 1000) * 1000, outOfTouch: serverClock.silence() > OUT_OF_TOUCH_MS });
  const [tick, setTick] = useState(read);
  useEffect(() => subscribe(() => setTick((old) => {
    const fresh = read();
    return fresh.now === old.now && fresh.outOfTouch === old.outOfTouch ? old : fresh;
  })), []);
  return tick;
}

/** Today by the server, for ages and dates. */
export const serverToday = (): number => serverClock.now();
