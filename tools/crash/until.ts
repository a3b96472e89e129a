import { setTimeout as wait } from "node:timers/promises";

const LOOK_MS = 20;
const PATIENCE_MS = 60_000;

/** Looks again and again until there is something to see. Says what it waited for when that never comes. */
export async function until<T>(what: string, look: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<NonNullable<Exclude<T, false>>> {
  const last = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen as NonNullable<Exclude<T, false>>;
    if (performance.now() > last) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await wait(LOOK_MS);
  }
}
