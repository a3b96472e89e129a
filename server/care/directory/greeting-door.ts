import { dropGreeting, greetingSounds, hearGreeting, readGreetings, saveGreeting, tryGreeting } from "./commands/keep-greeting.ts";
import type { Needs } from "./needs.ts";

/** A practice's own words to its callers, after our emergency sentence. */
export const greetingDoor = (needs: Needs) => ({
  read: readGreetings(needs),
  try: tryGreeting(needs),
  save: saveGreeting(needs),
  drop: dropGreeting(needs),
  hear: hearGreeting(needs),
  /** What a caller of the account hears, opened. */
  sounds: greetingSounds(needs),
});
