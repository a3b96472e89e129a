/** One 20 ms clock for every prompt of a process, corrected for drift. */
import { FRAME_MS } from "../g711.ts";

/** A process that was stalled for longer than this does not send the missed frames in a burst. */
const BEHIND_FRAMES_MAX = 5;

/** Called for each frame that is due; `skipped` frames of time were lost before it. */
export type OnFrame = (skipped: number) => void;

export class PlayClock {
  readonly #players = new Set<OnFrame>();
  #dueAt = 0;
  #running = false;

  start(player: OnFrame): void {
    this.#players.add(player);
    if (this.#running) return;
    this.#running = true;
    this.#dueAt = performance.now();
    this.#tick();
  }

  stop(player: OnFrame): void {
    this.#players.delete(player);
  }

  #tick(): void {
    const behind = Math.floor((performance.now() - this.#dueAt) / FRAME_MS);
    const skipped = behind > BEHIND_FRAMES_MAX ? behind : 0;
    this.#dueAt += skipped * FRAME_MS;
    for (let first = true; this.#dueAt <= performance.now(); first = false) {
      for (const player of this.#players) player(first ? skipped : 0);
      this.#dueAt += FRAME_MS;
    }
    this.#running = this.#players.size > 0;
    if (this.#running) setTimeout(() => this.#tick(), Math.max(1, this.#dueAt - performance.now()));
  }
}
