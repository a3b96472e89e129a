import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { Me, Place } from "../rules/script.ts";
import { TELEPHONE } from "./attempts.ts";

/** As many as nine keys can choose from. */
const PLACES_MAX = 9;

/** They were disabled while they were on the line. A session would have ended with it; a telephone has none. */
export class CutOff extends Error {
  override readonly name = "CutOff";
}

/** The actor that somebody proved on the telephone is now: with the roles of this moment, and without a session. */
export const actorOf = (needs: Needs, person: PersonId): Promise<Actor> =>
  needs.db.transaction(TELEPHONE.scope, async (tx) => {
    const known = await needs.identity.people.byId(tx, person);
    if (known?.disabledAt !== null) throw new CutOff();
    return needs.access.actorFor(tx, person);
  });

/** [CI2] Where this person may do what, looked up when it is needed: a role that ended during the call opens nothing more. */
export async function meOf(needs: Needs, person: PersonId): Promise<Me> {
  const as = await actorOf(needs, person);
  return needs.db.transaction(as.scope, async (tx) => {
    const known = await needs.identity.people.byId(tx, person);
    return { person, name: known?.name ?? "", ...(await placesOf(needs, tx, person)) };
  });
}

async function placesOf(needs: Needs, tx: Tx, person: PersonId): Promise<Pick<Me, "clinics" | "offices">> {
  const held = await needs.access.membershipsOf(tx, person);
  const accounts = await needs.directory.accounts(tx);
  const of = (role: string): Place[] =>
    accounts.filter(({ client }) => held.some((one) => one.role === role && one.client === client)).slice(0, PLACES_MAX).map(({ id, name }) => ({ account: id, name }));
  return { clinics: of("clinician"), offices: of("client-manager") };
}
