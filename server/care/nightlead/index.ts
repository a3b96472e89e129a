import { createWatchers, WATCH } from "./commands/hear-watchers.ts";
import { alarmRaised, createRinging, LOOK } from "./commands/ring-out.ts";
import { askSound, proveSound } from "./commands/prove-sound.ts";
import { readStanding, savePeople } from "./commands/save-people.ts";
import type { Needs } from "./needs.ts";

export type { Needs as NightleadNeeds } from "./needs.ts";
export { knownLines, type Lines } from "./live/lines.ts";
export { nightleadEndpoints } from "./routes.ts";
export { proofOf, watcherSecret, type WatcherProof } from "./commands/hear-watchers.ts";

/** Alarms that nobody at the desk answers leave the building; and whoever watches the building from outside is watched. */
export function createNightlead(needs: Needs) {
  const ringing = createRinging(needs);
  const watchers = createWatchers(needs);
  needs.due.on(LOOK, ringing.look);
  needs.due.on(WATCH, watchers.look);
  needs.facts.subscribe("dispatch.alarm", "nightlead", alarmRaised(needs));
  return {
    save: savePeople(needs),
    standing: readStanding(needs),
    askSound: askSound(needs),
    proveSound: proveSound(needs),
    /** Calls that are being placed are over. */
    settled: ringing.settled,
    /** Once, at start. */
    begin: watchers.begin,
    heard: watchers.heard,
    /** Names of watchers that were not heard for a minute. */
    silentWatchers: watchers.silent,
    hasTrunk: () => needs.line.hasTrunk(),
  };
}
export type Nightlead = ReturnType<typeof createNightlead>;
