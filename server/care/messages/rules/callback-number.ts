import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Callers give numbers as their own country writes them. */
const HOME_COUNTRY = "US";

/** E.164 when the numbering plan has such a number, undefined otherwise. */
export function callbackNumber(typed: string): string | undefined {
  const found = parsePhoneNumberFromString(typed, HOME_COUNTRY);
  return found?.isValid() ? found.number : undefined;
}

/** True when the caller asked to be rung somewhere else than where the call came from. A withheld number differs from nothing. */
export function differsFromCallerId(callback: string | undefined, callerNumber: string | null): boolean {
  if (callback === undefined || callerNumber === null) return false;
  return callback !== (callbackNumber(callerNumber) ?? callerNumber);
}
