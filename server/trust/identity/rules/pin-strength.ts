/**
 * A PIN is six digits or more, and six digits are found by whoever knows which come first: those that repeat, that stand in a row on the
 * keys, that are somebody's birthday, or that the caller's own telephone shows. NIST SP 800-63B 5.1.1.2 asks for exactly this list.
 */
const PIN_DIGITS_MIN = 6;
const PIN_DIGITS_MAX = 12;
/** As many digits of a row or of the person's number as still make a guess of the whole. */
const IN_A_ROW = 5;
const OF_A_NUMBER = 4;
const DISTINCT_MIN = 3;

export type PinStrength = "strong" | "not-digits" | "repeats" | "in-a-row" | "a-date" | "the-telephone";

interface KnownOf {
  /** Telephone numbers and codes that belong to the person, in whatever writing. */
  readonly digits: readonly string[];
}

/** [I25] Whether a person may choose this PIN. */
export function pinStrength(pin: string, person: KnownOf): PinStrength {
  if (!/^\d+$/.test(pin) || pin.length < PIN_DIGITS_MIN || pin.length > PIN_DIGITS_MAX) return "not-digits";
  if (repeats(pin)) return "repeats";
  if (inARow(pin)) return "in-a-row";
  if (isADate(pin)) return "a-date";
  return person.digits.some((known) => shows(pin, known.replaceAll(/\D/g, ""))) ? "the-telephone" : "strong";
}

/** Two digits only, or one piece said again and again: 121121, 123123, 454545. */
const repeats = (pin: string): boolean => new Set(pin).size < DISTINCT_MIN || /^(\d{1,6})\1+$/.test(pin);

/** 12345 somewhere in it, up or down, over the nine to the nought; or one step all through it, such as 135791. */
function inARow(pin: string): boolean {
  const steps = Array.from({ length: pin.length - 1 }, (_, i) => (Number(pin[i + 1]) - Number(pin[i]) + 10) % 10);
  if (new Set(steps).size === 1) return true;
  return steps.some((_, i) => {
    const some = steps.slice(i, i + IN_A_ROW - 1);
    return some.length === IN_A_ROW - 1 && (some.every((step) => step === 1) || some.every((step) => step === 9));
  });
}

const isYear = (four: string): boolean => Number(four) >= 1900 && Number(four) <= 2039;
const isDay = (month: string, day: string): boolean => Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;

/** A year at either end, or six digits that are a day as an American, a European or a computer writes it. */
function isADate(pin: string): boolean {
  if (isYear(pin.slice(0, 4)) || isYear(pin.slice(-4))) return true;
  if (pin.length !== 6) return false;
  const [a, b, c] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4)] as const;
  return isDay(a, b) || isDay(b, a) || isDay(b, c);
}

/** The number's last four in it, forwards or backwards, or the PIN itself in the number. */
function shows(pin: string, known: string): boolean {
  if (known.length < OF_A_NUMBER) return false;
  const last = known.slice(-OF_A_NUMBER);
  const back = [...pin].toReversed().join("");
  return [pin, back].some((way) => way.includes(last) || known.includes(way));
}
