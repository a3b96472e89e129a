import { instant, type Instant } from "../../../foundation/time.ts";

/** How fast a way may be used: so many a minute, and so many at once when it has rested. */
export interface Limit {
  readonly perMinute: number;
  readonly atOnceMax: number;
}
/** A gateway bears only so much, and so does a person: ten calls in a minute reach nobody better than three. */
export interface Limits {
  readonly channel: Limit;
  readonly person: Limit;
}

const MINUTE_MS = 60_000;
const gapOf = ({ perMinute }: Limit): number => MINUTE_MS / perMinute;

/**
 * A token bucket in one instant, when it would be full again: GCRA, the virtual scheduling algorithm of ITU-T I.371 annex A. A clock
 * that was set back makes nobody wait longer than an empty bucket takes to fill.
 */
export type Bucket = Instant | null;
const fullAt = (bucket: Bucket, limit: Limit, at: Instant): number => Math.min(Math.max(bucket ?? at, at), at + limit.atOnceMax * gapOf(limit));

/** [R11] When the next may go, after so many others did, each as soon as it might. */
export const mayGoAt = (bucket: Bucket, limit: Limit, { at, others = 0 }: { readonly at: Instant; readonly others?: number }): Instant =>
  instant(Math.ceil(Math.max(at, fullAt(bucket, limit, at) + (others + 1 - limit.atOnceMax) * gapOf(limit))));

/** The bucket after one went at this instant. */
export const afterOne = (bucket: Bucket, limit: Limit, at: Instant): Instant => instant(Math.ceil(fullAt(bucket, limit, at) + gapOf(limit)));
