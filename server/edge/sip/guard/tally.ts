import type { SipNeeds } from "../settings.ts";
import type { Instant } from "../../../foundation/time.ts";

const LOG_EVERY_MILLISECONDS = 60_000;

interface Count {
  total: number;
  unlogged: number;
  loggedAt: Instant | undefined;
}

/** Counts what was dropped or refused, by a fixed word. One log line a minute for each word: a flood must not fill the disk. */
export class Tally {
  readonly #needs: SipNeeds;
  readonly #counts = new Map<string, Count>();

  constructor(needs: SipNeeds) {
    this.#needs = needs;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count.total, 0);
  }

  of(because: string): number {
    return this.#counts.get(because)?.total ?? 0;
  }

  add(because: string): void {
    const count = this.#counts.get(because) ?? { total: 0, unlogged: 0, loggedAt: undefined };
    this.#counts.set(because, count);
    count.total += 1;
    count.unlogged += 1;
    const at = this.#needs.world.now();
    if (count.loggedAt !== undefined && at - count.loggedAt < LOG_EVERY_MILLISECONDS) return;
    this.#needs.log("sip.dropped", { because, count: count.unlogged });
    count.unlogged = 0;
    count.loggedAt = at;
  }
}
