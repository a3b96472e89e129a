import type { DialLimit } from "../../../care/calls/ports.ts";
import { instant, type Instant } from "../../../foundation/time.ts";

/** Caps against toll fraud: whoever gets in must not be able to spend a house in a night. */
export interface DialCaps {
  readonly concurrentMax: number;
  readonly callsPerMinuteMax: number;
  readonly callsPerHourMax: number;
  readonly callsPerDayMax: number;
  readonly unitsPerHourMax: number;
  readonly unitsPerDayMax: number;
}

/** One call begun, or one more minute of it begun. It says nothing of who was called. */
export interface Charge {
  readonly at: Instant;
  readonly calls: 0 | 1;
  readonly units: number;
}

/** Where charges outlive the process. */
export interface DialRecords {
  /** At the start: what is known, oldest first. */
  read(): readonly Charge[];
  /** Throws where it cannot be kept; the caller goes on from memory. */
  add(charge: Charge): void;
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** The cap that the next call would break, with what it costs at once. Pure. */
export function brokenCap(caps: DialCaps, used: { readonly charges: readonly Charge[]; readonly concurrent: number; readonly at: Instant; readonly units: number }): DialLimit | undefined {
  const within = (milliseconds: number): readonly Charge[] => used.charges.filter(({ at }) => at > used.at - milliseconds);
  const calls = (milliseconds: number): number => within(milliseconds).reduce((sum, charge) => sum + charge.calls, 0);
  const units = (milliseconds: number): number => within(milliseconds).reduce((sum, charge) => sum + charge.units, 0);
  const checks: readonly (readonly [DialLimit, () => boolean])[] = [
    ["concurrent", () => used.concurrent >= caps.concurrentMax],
    ["minute", () => calls(MINUTE) >= caps.callsPerMinuteMax],
    ["hour", () => calls(HOUR) >= caps.callsPerHourMax],
    ["day", () => calls(DAY) >= caps.callsPerDayMax],
    ["spend-hour", () => units(HOUR) + used.units > caps.unitsPerHourMax],
    ["spend-day", () => units(DAY) + used.units > caps.unitsPerDayMax],
  ];
  return checks.find(([, broken]) => broken())?.[0];
}

/** What was spent in the last day, in memory and where it outlives us. */
export class Spending {
  readonly #records: DialRecords;
  readonly #away: () => void;
  #charges: Charge[];

  /** `away` is told when a charge could not be kept: the caps hold on from memory, since a page matters more than the book. */
  constructor(records: DialRecords, away: () => void) {
    this.#records = records;
    this.#away = away;
    this.#charges = [...records.read()];
  }

  charges(at: Instant): readonly Charge[] {
    const since = instant(at - DAY);
    if (this.#charges[0] && this.#charges[0].at <= since) this.#charges = this.#charges.filter((charge) => charge.at > since);
    return this.#charges;
  }

  add(charge: Charge): void {
    this.#charges.push(charge);
    try {
      this.#records.add(charge);
    } catch {
      this.#away();
    }
  }
}

/** For tests, and where no home is given: forgets with the process. */
export const recordsInMemory = (): DialRecords => {
  const charges: Charge[] = [];
  return { read: () => charges, add: (charge) => void charges.push(charge) };
};
