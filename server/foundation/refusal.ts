/** An expected "no": a code, the HTTP status it has at the edge, and one fixed sentence. It never carries data. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly say: string;
  /** The field that is at fault, by its name in the contract. */
  readonly field?: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function done(): Outcome<undefined>;
export function done<T>(value: T): Outcome<T>;
export function done<T>(value?: T): Outcome<T | undefined> {
  return { ok: true, value };
}

export const refuse = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });

/** What the audit log keeps of an outcome: "yes", or the code of the refusal. */
export const verdictOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "yes" : outcome.refusal.code);

/** Names a slice's refusals: `refusalsOf("dispatch", { notOnDuty: { status: 403, say: "…" } })` has code "dispatch.notOnDuty". */
export function refusalsOf<K extends string>(
  slice: string,
  table: Record<K, { status: number; say: string; field?: string }>,
): Record<K, Refusal> {
  const named = Object.entries(table) as [K, { status: number; say: string; field?: string }][];
  return Object.fromEntries(named.map(([key, row]) => [key, { code: `${slice}.${key}`, ...row }])) as Record<K, Refusal>;
}
