import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** The North American plan: area code and exchange begin with 2 to 9 (ATIS-0300051). */
const NORTH_AMERICAN = /^\+1[2-9]\d{2}[2-9]\d{6}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
/** Longer than any typed number with its signs; a limit on work, not on the plan. */
const TYPED_LENGTH_MAX = 64;

/**
 * [DR1] E.164 of a number as people type it or trunks send it: +1 212 555 0142, 12125550142, (212) 555-0142. Without a country
 * code it is read as a North American one. Undefined when it cannot be a number of its country, or carries an extension.
 */
export function normalise(text: string): string | undefined {
  if (text.length > TYPED_LENGTH_MAX) return undefined;
  const found = parsePhoneNumberFromString(text, { defaultCountry: "US", extract: false });
  if (!found || found.ext !== undefined || !found.isPossible() || !E164.test(found.number)) return undefined;
  return found.number.startsWith("+1") && !NORTH_AMERICAN.test(found.number) ? undefined : found.number;
}

/** Stricter: the range is in use. For numbers that we ring or that callers should ring. */
export const isInNumberingPlan = (e164: string): boolean => parsePhoneNumberFromString(e164)?.isValid() === true;

/** A typed number that we may ring, or nothing. */
export function readNumber(typed: string): string | undefined {
  const number = normalise(typed);
  return number !== undefined && isInNumberingPlan(number) ? number : undefined;
}
