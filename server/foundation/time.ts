/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. Wall time lives only in on-call and directory. */
export type Instant = number & { readonly __instant: true };

export const instant = (epochMilliseconds: number): Instant => Math.trunc(epochMilliseconds) as Instant;

export interface Duration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

export const milliseconds = (d: Duration): number =>
  (d.days ?? 0) * 86_400_000 +
  (d.hours ?? 0) * 3_600_000 +
  (d.minutes ?? 0) * 60_000 +
  (d.seconds ?? 0) * 1000 +
  (d.milliseconds ?? 0);

export const plus = (at: Instant, d: Duration): Instant => instant(at + milliseconds(d));

/** RFC 3339 in UTC, for the wire and for SQL parameters. */
export const toIso = (at: Instant): string => new Date(at).toISOString();

/** Throws RangeError when the text is no RFC 3339 time. */
export function fromIso(text: string): Instant {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError("not an RFC 3339 time");
  return instant(at);
}
