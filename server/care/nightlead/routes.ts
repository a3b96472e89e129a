import { nightleadRoutes, type NightStanding } from "../../../contract/index.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { Actor } from "../../foundation/actor.ts";
import { done, type Outcome } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Operating } from "../calls/index.ts";
import type { SoundStanding } from "./commands/prove-sound.ts";
import type { Nightlead } from "./index.ts";

async function shown(nightlead: Nightlead, as: Actor): Promise<Outcome<NightStanding>> {
  const standing = await nightlead.standing(as);
  if (!standing.ok) return standing;
  const { people, line, watchers } = standing.value;
  return done({
    people: people.map(({ duty, name, number }) => ({ duty, name, number })), line,
    watchers: watchers.map(({ name, seenAt, silentSince }) => ({ name, seenAt: toIso(seenAt), silentSince: silentSince && toIso(silentSince) })),
  });
}

/** Permits of these routes are held by persons only. */
const seated = (as: Actor): Operating => {
  if (as.kind !== "person") throw new Error("a desk without a person");
  return as;
};
const told = ({ tones, provedAt }: SoundStanding) => ({ tones, provedAt: provedAt && toIso(provedAt) });

export const nightleadEndpoints = (nightlead: Nightlead): Endpoint[] => [
  endpoint(nightleadRoutes.nightLeads, may("nightlead.see"), ({ as }) => shown(nightlead, as)),
  endpoint(nightleadRoutes.askSound, may("desk.work"), async ({ as }) => done(told(await nightlead.askSound(seated(as))))),
  endpoint(nightleadRoutes.proveSound, may("desk.work"), async ({ as, body }) => {
    const proved = await nightlead.proveSound(seated(as), body.heard);
    return proved.ok ? done(told(proved.value)) : proved;
  }),
  endpoint(nightleadRoutes.saveNightLeads, may("nightlead.change"), async ({ as, body }) => {
    const saved = await nightlead.save(as, body.people);
    return saved.ok ? shown(nightlead, as) : saved;
  }),
];
