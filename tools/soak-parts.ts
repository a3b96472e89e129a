/** One of several equal parts of a long run. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

const PARTS_MAX = 1_000;

/** "2/10", or undefined when it is no part. */
export function partOf(text: string): Part | undefined {
  const [, number, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  return number !== undefined && of !== undefined && number >= 1 && number <= of && of <= PARTS_MAX ? { number, of } : undefined;
}

export interface Batch {
  /** Counted from 0 over the whole run. */
  readonly first: number;
  readonly size: number;
}

/** The batches of a part. Together the parts have every batch of the whole, once, in order. */
export function batchesOf(count: number, size: number, { number, of }: Part): Batch[] {
  const all = Array.from({ length: Math.ceil(count / size) }, (_, i) => ({ first: i * size, size: Math.min(size, count - i * size) }));
  const share = (n: number): number => Math.round((all.length * n) / of);
  return all.slice(share(number - 1), share(number));
}
