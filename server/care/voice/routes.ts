import { voiceRoutes } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { done } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Voice } from "./index.ts";

const shown = async (voice: Voice, as: Actor) => {
  const own = await voice.own(as);
  return own.ok ? done({ ...own.value, closedUntil: own.value.closedUntil && toIso(own.value.closedUntil) }) : own;
};

export const voiceEndpoints = (voice: Voice): Endpoint[] => [
  endpoint(voiceRoutes.voiceTelephone, may("inbox.see"), ({ as }) => shown(voice, as)),
  endpoint(voiceRoutes.voiceTestCall, may("inbox.see"), async ({ as }) => {
    const asked = await voice.testCall(as);
    return asked.ok ? done({}) : asked;
  }),
  endpoint(voiceRoutes.voiceProve, may("inbox.see"), async ({ as, body }) => {
    const proved = await voice.prove(as, body.code);
    return proved.ok ? shown(voice, as) : proved;
  }),
  endpoint(voiceRoutes.voicePeople, may("voice.see"), async ({ as }) => {
    const people = await voice.people(as);
    return people.ok ? done({ people: people.value }) : people;
  }),
  endpoint(voiceRoutes.voiceAllow, may("voice.change"), async ({ as, params, body }) => {
    const allowed = await voice.allow(as, { person: params.people as PersonId, allowed: body.allowed });
    return allowed.ok ? done({}) : allowed;
  }),
];
