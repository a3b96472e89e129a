import type { Tx } from "../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { voiceChannel } from "./channel.ts";
import { ringAgain } from "./commands/ring-again.ts";
import { allowPerson, listPeople } from "./commands/allow-person.ts";
import { createProving, readOwn } from "./commands/prove-number.ts";
import { createRings } from "./live/rings.ts";
import type { Needs } from "./needs.ts";
import { rungAmong } from "./standing.ts";

export type { Needs as VoiceNeeds } from "./needs.ts";
export { voiceEndpoints } from "./routes.ts";
export { VOICE, VOICE_GUARD } from "./channel.ts";

/** Messages read over the telephone: a clinician is rung, proves who they are, hears, and takes or passes on. */
export function createVoice(needs: Needs) {
  const rings = createRings(needs);
  const proving = createProving(needs);
  needs.facts.listen("dispatch.changed", ({ subject }) => rings.moved(subject as MessageId));
  return {
    channel: voiceChannel(needs, rings),
    people: listPeople(needs),
    allow: allowPerson(needs),
    own: readOwn(needs),
    /** Of these people, those whose telephone a step rings: for whoever proves that everybody is reached. */
    rungAmong: (tx: Tx, people: readonly PersonId[]) => rungAmong(needs, tx, people),
    testCall: proving.testCall,
    prove: proving.prove,
    /** Whom a process that died was ringing. */
    ringAgain: ringAgain(needs, rings),
    /** Every call that is up is over. */
    settled: async () => {
      await Promise.all([rings.settled(), proving.settled()]);
    },
  };
}
export type Voice = ReturnType<typeof createVoice>;
