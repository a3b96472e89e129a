import { inspect } from "node:util";

let reveal: <T>(phi: Phi<T>) => T;

/**
 * Protected health information (45 CFR 160.103). It will not print, log, or serialise: text forms say "[PHI]", JSON throws.
 * The value comes out by `dangerouslyReveal` alone, which is easy to find and to count.
 */
export class Phi<T> {
  readonly #value: T;
  static {
    reveal = (phi) => phi.#value;
  }
  constructor(value: T) {
    this.#value = value;
  }
  map<U>(change: (value: T) => U): Phi<U> {
    return new Phi(change(this.#value));
  }
  toString(): string {
    return "[PHI]";
  }
  toJSON(): never {
    throw new TypeError("PHI does not serialise. Seal it, or reveal it where it may be seen.");
  }
  [Symbol.toPrimitive](): string {
    return "[PHI]";
  }
  [inspect.custom](): string {
    return "[PHI]";
  }
}

export const phi = <T>(value: T): Phi<T> => new Phi(value);

/**
 * Takes the value out. Whoever calls this has recorded the touch in the audit log, in the same transaction, or hands the value on sealed.
 * The files that may are listed with their reason in tools/tidy/reveals.ts.
 */
export const dangerouslyReveal = <T>(value: Phi<T>): T => reveal(value);
