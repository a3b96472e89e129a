import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import type { Needs } from "./needs.ts";

export interface Coverer {
  readonly id: PersonId;
  readonly name: string;
  readonly zone: string;
}

/**
 * [O12] Who may be on duty for an account: clinicians of its client, and clinicians of any client who are in its call group.
 * Asked when it is used, so that a role that ended yesterday is on no duty today; or as it was at an instant.
 */
export async function coverersOf(needs: Needs, tx: Tx, account: { id: AccountId; client: ClientId; asOf?: Instant | null }): Promise<ReadonlyMap<PersonId, Coverer>> {
  const at = account.asOf ?? needs.world.now();
  const held = needs.access.heldAt(at);
  const [own, group] = await Promise.all([held.holders(tx, "clinician", account.client), needs.access.callGroups.ofAccount(tx, account.id, at)]);
  const others = (group?.members ?? []).filter((member) => !own.includes(member));
  const [roles, people] = await Promise.all([Promise.all(others.map((member) => held.membershipsOf(tx, member))), needs.identity.people.byIds(tx, [...new Set([...own, ...others])], at)]);
  const candidates = new Set([...own, ...others.filter((_, at) => roles[at]!.some(({ role }) => role === "clinician"))]);
  return new Map(people.filter(({ id, disabledAt }) => candidates.has(id) && (disabledAt === null || disabledAt > at)).map(({ id, name, zone }) => [id, { id, name, zone }]));
}

/** [O12] The same of one person, at a place that need not be in scope. */
export async function isCoverer(needs: Needs, tx: Tx, { place, person }: { place: { account: AccountId; client: ClientId }; person: PersonId }): Promise<boolean> {
  const clinics = (await needs.access.membershipsOf(tx, person)).filter(({ role }) => role === "clinician");
  const covers = clinics.some(({ client }) => client === place.client) || (clinics.length > 0 && ((await needs.access.callGroups.ofAccount(tx, place.account))?.members ?? []).includes(person));
  if (!covers) return false;
  const [known] = await needs.identity.people.byIds(tx, [person], needs.world.now());
  return known !== undefined && known.disabledAt === null;
}
