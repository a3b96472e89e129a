import type { Instant } from "../../../foundation/time.ts";

interface Bucket {
  tokens: number;
  filledAt: Instant;
}

/** A token bucket for each address: a burst of one second's worth (at least 1), then a steady rate. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #addressesMax: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, addressesMax: number) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, perSecond);
    this.#addressesMax = addressesMax;
  }

  take(address: string, at: Instant): boolean {
    const bucket = this.#buckets.get(address) ?? { tokens: this.#burst, filledAt: at };
    // A clock that steps back gives nothing and takes nothing.
    const seconds = Math.max(0, at - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + seconds * this.#perSecond);
    bucket.filledAt = at;
    this.#remember(address, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** The address heard from longest ago is forgotten first: a flood from many addresses cannot free a busy one. */
  #remember(address: string, bucket: Bucket): void {
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size <= this.#addressesMax) return;
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }
}
