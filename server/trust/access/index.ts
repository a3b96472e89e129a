import type { Role } from "../../../contract/common.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, CallGroupId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import type { Places } from "../identity/index.ts";
import { actorOf, admit, may as mayNow } from "./commands/admit.ts";
import { callGroups } from "./commands/change-call-group.ts";
import { cutOff } from "./commands/cut-off.ts";
import { openCallGroup, saveCallGroup } from "./commands/save-call-group.ts";
import { endRole, giveRole, invitePerson } from "./commands/give-role.ts";
import { listPeople, peopleSeenBy, placesOf } from "./commands/list-people.ts";
import { announceEnd } from "./commands/tell-end.ts";
import { watch } from "./commands/watch.ts";
import type { AccessNeeds } from "./ports.ts";
import { mayGiveAll, type ActName } from "./rules/acts.ts";
import { kindOf } from "./rules/rooms.ts";
import * as store from "./store.ts";

export type { AccessNeeds } from "./ports.ts";
export { may } from "./permit.ts";
export { refusals } from "./refusals.ts";
export { accessRoutes } from "./routes.ts";
export { ENDED } from "./commands/tell-end.ts";
export { ACTS, type ActName } from "./rules/acts.ts";
export type { MembershipRow } from "./store.ts";

export type Access = ReturnType<typeof createAccess>;

export function createAccess(needs: AccessNeeds) {
  const rolesOf = async (tx: Tx, person: string, at: Instant): Promise<Role[]> => (await store.current(tx, person, at)).map(({ role }) => role);
  const asStaff = (as: Actor): Promise<boolean> =>
    as.kind === "system" ? Promise.resolve(true) : needs.db.transaction(as.scope, async (tx) => (await store.current(tx, as.person, needs.world.now())).some(({ client }) => client === null));
  /** What identity asks of a place it cannot see. */
  const places: Places = {
    kindOf: async (tx, person, at) => kindOf(await rolesOf(tx, person, at)),
    roomsOf: placesOf(needs),
    mayBringIn: async (tx, { giver, person }, at) => giver === null || mayGiveAll(await store.current(tx, giver, at), await store.notEndedOf(tx, person, at)),
    appointAdministrator: (tx, person, at) =>
      store.insertMembership(tx, { id: needs.world.id(), person, client: null, role: "administrator", from: at, until: null, givenBy: null }),
  };
  needs.facts.subscribe("access.role-ended", "access", announceEnd(needs));
  return {
    places,
    /** The door of every request: fits `admit` of edge/http and edge/realtime. */
    admit: admit(needs),
    cutOff: cutOff(needs),
    /** For commands, with the row's own client. */
    may: (tx: Tx, as: Actor, ...[act, client]: readonly [act: ActName, client?: string]): Promise<boolean> => mayNow(needs)(tx, { as, act, client }),
    /** The actor a person is now, for jobs and tests that act in somebody's name. */
    actorFor: async (tx: Tx, person: PersonId, session?: string): Promise<Actor> =>
      actorOf(needs, tx, { person, ...(session !== undefined && { session }), held: await store.current(tx, person, needs.world.now()) }),
    watch: watch(needs),
    invitePerson: invitePerson(needs),
    giveRole: giveRole(needs),
    endRole: endRole(needs),
    listPeople: listPeople(needs),
    /** The same list for whoever has a transaction open. */
    peopleSeenBy: peopleSeenBy(needs),
    membershipsOf: (tx: Tx, person: string) => store.current(tx, person, needs.world.now()),
    holders: async (tx: Tx, role: Role, client: ClientId | null): Promise<PersonId[]> => (await store.holders(tx, { role, client }, needs.world.now())).map(({ person }) => person),
    /** What was held at another instant: for whoever answers as it was then. */
    heldAt: (at: Instant) => ({
      membershipsOf: (tx: Tx, person: string) => store.current(tx, person, at),
      holders: async (tx: Tx, role: Role, client: ClientId | null): Promise<PersonId[]> => (await store.holders(tx, { role, client }, at)).map(({ person }) => person),
    }),
    /** The call group of each of these accounts; an account without one is left out. */
    callGroupsOf: async (tx: Tx, accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, CallGroupId>> =>
      new Map((await store.groupsOfAccounts(tx, accounts)).map(({ account, group }) => [account, group])),
    listCallGroups: async (as: Actor): Promise<store.CallGroupRow[]> => {
      const every = await asStaff(as);
      return needs.db.transaction(as.scope, (tx) => store.groupsTouching(tx, { clients: as.scope.clients, every }));
    },
    callGroups: callGroups(needs),
    openCallGroup: openCallGroup(needs),
    saveCallGroup: saveCallGroup(needs),
  };
}
