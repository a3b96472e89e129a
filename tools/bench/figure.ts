/** One measured thing, beside what the same machine could do at most in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What bounds the value, measured in the same run; null where nothing can be measured. In the same unit. */
  readonly limit: number | null;
  /** value / limit */
  readonly ratio: number | null;
  readonly target: number | null;
  readonly ok: boolean;
}

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number | undefined;
  readonly target?: number | undefined;
}

const PRECISION = 4;
const rounded = (value: number): number => Number(value.toPrecision(PRECISION));

/** Less is better: good at or below the target. */
export const atMost = (measured: Measured): Figure => figure(measured, measured.target === undefined || measured.value <= measured.target);
/** More is better: good at or above the target. */
export const atLeast = (measured: Measured): Figure => figure(measured, measured.target === undefined || measured.value >= measured.target);

function figure({ name, value, unit, limit, target }: Measured, ok: boolean): Figure {
  if (!Number.isFinite(value)) throw new Error(`${name}: nothing was measured`);
  const ratio = limit === undefined || limit === 0 ? null : rounded(value / limit);
  return { name, value: rounded(value), unit, limit: limit === undefined ? null : rounded(limit), ratio, target: target ?? null, ok };
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Infinity;
}

/** The clock that all processes of one machine share, in milliseconds. */
export const nowMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((f) => [f.ok ? "ok" : "MISSED", f.name, `${f.value} ${f.unit}`, f.target === null ? "-" : String(f.target), f.limit === null ? "-" : String(f.limit), f.ratio === null ? "-" : String(f.ratio)]);
  const all = [["", "what", "measured", "target", "limit", "ratio"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()).join("\n");
}
