import { createSpokenLine, inRealTime } from "./care/calls/index.ts";
import { createRingback, type Ringback } from "./care/ringback/index.ts";
import type { House } from "./compose.ts";
import type { Parts } from "./parts.ts";

/** How clinicians ring callers back through the service, fitted to its neighbours. */
export function composeRingback(parts: Parts, { audit, identity, clients, directory, messages, dispatch }: Pick<House, "audit" | "identity" | "clients" | "directory" | "messages" | "dispatch">): Ringback {
  const { db, world, log, nodes, due, facts, telephony, media, speech, after } = parts;
  return createRingback({
    db, world, log, nodes, clients, due, audit, messages, dispatch, telephone: identity.telephone,
    line: createSpokenLine({ telephony, media, speech, ...(after && { after }) }),
    after: after ?? inRealTime,
    numberOf: async (tx, account) => (await directory.numbersOf(tx, [account]))[0]?.number,
    changed: (tx, { message, client }) => facts.announce(tx, { name: "dispatch.changed", subject: message, client }),
  });
}
