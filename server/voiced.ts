import type { PersonId } from "./foundation/ids.ts";
import { createSpokenLine, inRealTime } from "./care/calls/index.ts";
import { inboxChannel, type Channel, type DeliveryNeeds } from "./care/delivery/index.ts";
import { createVoice, VOICE, VOICE_GUARD, type Voice } from "./care/voice/index.ts";
import type { House } from "./compose.ts";
import type { Parts } from "./parts.ts";

type Beside = Pick<House, "audit" | "access" | "identity" | "clients" | "directory" | "messages" | "delivery" | "dispatch" | "notices"> & { readonly inbox: DeliveryNeeds };

/** Delivery stands left of voice and pages by it: the way is fitted in here, before anybody can be paged. */
export const ways = (needs: DeliveryNeeds, voice: () => Voice): readonly Channel[] => [
  inboxChannel(needs),
  { name: VOICE, guard: VOICE_GUARD, send: (...ask) => voice().channel.send(...ask) },
];

/** Messages read over the telephone, put together. */
export function composeVoice(parts: Parts, { audit, access, identity, clients, directory, messages, delivery, dispatch, notices, inbox }: Beside): Voice {
  const { db, world, log, facts, derive, nodes, telephony, media, speech, after } = parts;
  return createVoice({
    db, world, log, facts, derive, nodes, audit, access, identity, clients, messages, delivery, dispatch, notices,
    inbox: inboxChannel(inbox),
    line: createSpokenLine({ telephony, media, speech, ...(after && { after }) }),
    after: after ?? inRealTime,
    normalise: directory.normalise,
    placeOf: async (tx, message) => {
      const found = await messages.find(tx, message);
      if (!found) return undefined;
      const [names, numbers] = await Promise.all([directory.namesOf(tx, [found.account]), directory.numbersOf(tx, [found.account])]);
      return { account: found.account, name: names.get(found.account) ?? "your practice", number: numbers[0]?.number };
    },
    clinicians: async (tx, as) =>
      (await access.peopleSeenBy(tx, as)).filter(({ memberships }) => memberships.some(({ role }) => role === "clinician")).map(({ id, name }) => ({ id: id as PersonId, name })),
  });
}
