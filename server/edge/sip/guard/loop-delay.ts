import { monitorEventLoopDelay } from "node:perf_hooks";

const SAMPLE_MILLISECONDS = 10;
const WINDOW_MILLISECONDS = 10_000;

/** How late this process's event loop runs, over the last ten seconds or so: what a caller would feel. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: SAMPLE_MILLISECONDS });
  readonly #window: NodeJS.Timeout;
  #before = 0;

  constructor() {
    this.#histogram.enable();
    this.#window = setInterval(() => {
      this.#before = this.#now();
      this.#histogram.reset();
    }, WINDOW_MILLISECONDS);
    this.#window.unref();
  }

  /** The worse of the last whole window and the one that runs. */
  get p99Milliseconds(): number {
    return Math.max(this.#before, this.#now());
  }

  stop(): void {
    clearInterval(this.#window);
    this.#histogram.disable();
  }

  /** The histogram counts the time between samples; the sample's own interval is no delay. */
  #now(): number {
    return Math.max(0, this.#histogram.percentile(99) / 1_000_000 - SAMPLE_MILLISECONDS);
  }
}
