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
  /** Which other node it was that spent it. Undefined: this one. */
  readonly node?: string;
}

/** [S93] What the nodes of a house tell each other of what they spend, so that its caps are those of the house. */
export interface SharedSpending {
  /** What was spent here in the last day. */
  own(): readonly Charge[];
  /** Another node spent this, now. */
  learn(node: string, charge: Charge): void;
  /** What another node spent in the last day; of what is known already nothing is counted twice. */
  learnDay(node: string, charges: readonly Charge[]): void;
  /** How many calls it has up or rings. */
  learnLegs(node: string, legs: number): void;
  /** Told at each charge, and each time the number of calls here changes. */
  onSpent(tell: (charge: Charge) => void): void;
  onLegs(tell: (legs: number) => void): void;
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
  readonly #tellers: ((charge: Charge) => void)[] = [];
  #charges: Charge[];

  /** `away` is told when a charge could not be kept: the caps hold on from memory, since a page matters more than the book. */
  constructor(records: DialRecords, away: () => void) {
    this.#records = records;
    this.#away = away;
    this.#charges = [...records.read()];
  }

  charges(at: Instant): readonly Charge[] {
    const since = instant(at - DAY);
    if (this.#charges.some(({ at: spentAt }) => spentAt <= since)) this.#charges = this.#charges.filter((charge) => charge.at > since);
    return this.#charges;
  }

  add(charge: Charge): void {
    this.#keep(charge);
    for (const tell of this.#tellers) tell(charge);
  }

  onSpent(tell: (charge: Charge) => void): void {
    this.#tellers.push(tell);
  }

  learn(node: string, { at, calls, units }: Charge): void {
    this.#keep({ at, calls, units, node });
  }

  /** A node that comes back tells its whole day again: only what is more than it told before is new. */
  learnDay(node: string, told: readonly Charge[], at: Instant): void {
    const known = new Map<string, number>();
    for (const charge of this.charges(at)) if (charge.node === node) known.set(keyOf(charge), (known.get(keyOf(charge)) ?? 0) + 1);
    for (const charge of told) {
      const left = known.get(keyOf(charge)) ?? 0;
      if (left > 0) known.set(keyOf(charge), left - 1);
      else if (charge.at > at - DAY) this.learn(node, charge);
    }
  }

  #keep(charge: Charge): void {
    this.#charges.push(charge);
    try {
      this.#records.add(charge);
    } catch {
      this.#away();
    }
  }
}

const keyOf = ({ at, calls, units }: Charge): string => `${at} ${calls} ${units}`;

/** For tests, and where no home is given: forgets with the process. */
export const recordsInMemory = (): DialRecords => {
  const charges: Charge[] = [];
  return { read: () => charges, add: (charge) => void charges.push(charge) };
};
