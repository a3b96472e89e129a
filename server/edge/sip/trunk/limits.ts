import type { DialLimit, DialPurpose } from "../../../care/calls/ports.ts";
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

/** Whoever has a telephone can cause these: a caller sent on to an office or a partner. */
const FOR_CALLERS: ReadonlySet<string> = new Set<DialPurpose>(["forward", "overflow"]);
/** [S94] They may fill each cap to this part of it; what is above is there for pages, alarms and ring-backs alone. */
const CALLERS_SHARE = 0.5;

export const isForCallers = (purpose: string | undefined): boolean => purpose !== undefined && FOR_CALLERS.has(purpose);

const shareOf = (caps: DialCaps, purpose: string): DialCaps => {
  if (!isForCallers(purpose)) return caps;
  const part = (cap: number): number => Math.floor(cap * CALLERS_SHARE);
  return {
    concurrentMax: part(caps.concurrentMax), callsPerMinuteMax: part(caps.callsPerMinuteMax), callsPerHourMax: part(caps.callsPerHourMax), callsPerDayMax: part(caps.callsPerDayMax),
    unitsPerHourMax: part(caps.unitsPerHourMax), unitsPerDayMax: part(caps.unitsPerDayMax),
  };
};

interface Spent {
  readonly charges: readonly Charge[];
  readonly at: Instant;
  /** What the call, or its next minute, costs at once. */
  readonly units: number;
  readonly purpose: string;
}
const sumOf = (what: "calls" | "units", { charges, at: now }: Spent, milliseconds: number): number =>
  charges.reduce((sum, charge) => (charge.at > now - milliseconds ? sum + charge[what] : sum), 0);

/** The cap that the next call would break, with what it costs at once. Pure. */
export function brokenCap(whole: DialCaps, used: Spent & { readonly concurrent: number }): DialLimit | undefined {
  const caps = shareOf(whole, used.purpose);
  const calls = (milliseconds: number): number => sumOf("calls", used, milliseconds);
  const checks: readonly (readonly [DialLimit, () => boolean])[] = [
    ["concurrent", () => used.concurrent >= caps.concurrentMax],
    ["minute", () => calls(MINUTE) >= caps.callsPerMinuteMax],
    ["hour", () => calls(HOUR) >= caps.callsPerHourMax],
    ["day", () => calls(DAY) >= caps.callsPerDayMax],
    ["spend-hour", () => sumOf("units", used, HOUR) + used.units > caps.unitsPerHourMax],
    ["spend-day", () => sumOf("units", used, DAY) + used.units > caps.unitsPerDayMax],
  ];
  return checks.find(([, broken]) => broken())?.[0];
}

/** [S94] No talk is cut. A further minute of a caller's is counted while their share has room, so that none of theirs is taken from the pages' part. Pure. */
export function countsMinute(whole: DialCaps, used: Spent): boolean {
  if (!isForCallers(used.purpose)) return true;
  const caps = shareOf(whole, used.purpose);
  return sumOf("units", used, HOUR) + used.units <= caps.unitsPerHourMax && sumOf("units", used, DAY) + used.units <= caps.unitsPerDayMax;
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
