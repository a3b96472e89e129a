import { within, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import type { AccountRow } from "../../directory/index.ts";
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
  const clinics = placesOf(await needs.oncall.coveredBy(as));
  return needs.db.transaction(as.scope, async (tx) => {
    const known = await needs.identity.people.byId(tx, person);
    return { person, name: known?.name ?? "", clinics, offices: await officesOf(needs, tx, person) };
  });
}

const placesOf = (accounts: readonly AccountRow[]): Place[] => accounts.slice(0, PLACES_MAX).map(({ id, name }) => ({ account: id, name }));

async function officesOf(needs: Needs, tx: Tx, person: PersonId): Promise<Place[]> {
  const held = await needs.access.membershipsOf(tx, person);
  return placesOf((await needs.directory.accounts(tx)).filter(({ client }) => held.some((one) => one.role === "client-manager" && one.client === client)));
}

/** At one practice, with the scope in which it is read: its own client's, also for somebody who covers it from another client by its call group. */
export interface AtPractice {
  readonly as: Actor;
  readonly account: AccountRow;
  readonly scope: Actor["scope"];
}

/** [CI2] Undefined: it is not theirs any more. */
export async function atPractice(needs: Needs, person: PersonId, id: AccountId): Promise<AtPractice | undefined> {
  const as = await actorOf(needs, person);
  const own = await needs.db.transaction(as.scope, (tx) => needs.directory.account(tx, id));
  if (own) return { as, account: own, scope: as.scope };
  const covered = (await needs.oncall.coveredBy(as)).find((one) => one.id === id);
  return covered && { as, account: covered, scope: within(as, covered.client).scope };
}
