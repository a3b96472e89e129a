import type { PersonId } from "../../foundation/ids.ts";
import { endLostTry } from "./commands/end-lost-try.ts";
import { endTriesOf } from "./commands/end-tries-of.ts";
import { ringBack } from "./commands/ring-back.ts";
import type { Needs } from "./needs.ts";
import { GUARD } from "./place-try.ts";

export type { Needs as RingbackNeeds } from "./needs.ts";
export { ringbackEndpoints } from "./routes.ts";
/** Whoever joins a clinician with a caller asks by the same rule whether that was a call-back. */
export { countsAs } from "./rules/words.ts";

/** A clinician rings a caller back through the service, and their own number stays their own. */
export function createRingback(needs: Needs) {
  const live = new Set<PersonId>();
  needs.due.on(GUARD, endLostTry(needs));
  return {
    ring: ringBack(needs, live),
    /** Tries of a process that died. */
    endTriesOf: endTriesOf(needs),
  };
}
export type Ringback = ReturnType<typeof createRingback>;
