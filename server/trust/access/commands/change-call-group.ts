import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, CallGroupId, ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { AccessNeeds } from "../ports.ts";
import * as store from "../store.ts";
import { tellEnd } from "./tell-end.ts";

/** In the caller's transaction; whether it is allowed is asked there. */
export const callGroups = (needs: AccessNeeds) => ({
  add: async (tx: Tx, as: Actor, group: { name: string; members: readonly PersonId[] }): Promise<CallGroupId> => {
    const id = needs.world.id() as CallGroupId;
    await store.insertGroup(tx, { id, name: group.name });
    await store.setMembers(tx, { group: id, people: group.members, at: needs.world.now() });
    await needs.audit.record(tx, as, "access.add-call-group", { type: "call-group", id }, "yes", { members: [...group.members] });
    return id;
  },
  rename: async (tx: Tx, as: Actor, of: { group: CallGroupId; name: string }): Promise<void> => {
    await store.renameGroup(tx, { id: of.group, name: of.name });
    await needs.audit.record(tx, as, "access.rename-call-group", { type: "call-group", id: of.group }, "yes");
  },
  /** [AC10] Whoever is no member any more covers its accounts no longer. */
  setMembers: async (tx: Tx, as: Actor, of: { group: CallGroupId; members: readonly PersonId[] }): Promise<void> => {
    const left = await store.setMembers(tx, { group: of.group, people: of.members, at: needs.world.now() });
    await needs.audit.record(tx, as, "access.change-call-group", { type: "call-group", id: of.group }, "yes", { members: [...of.members] });
    await tellLeft(needs, tx, left);
  },
  /** An account joins a group, or leaves its group with null: those who covered it from there may cover it no longer. */
  putAccount: async (tx: Tx, as: Actor, of: { account: AccountId; client: ClientId; group: CallGroupId | null }): Promise<void> => {
    const at = needs.world.now();
    const before = await store.groupOfAccount(tx, { account: of.account, at });
    await store.putAccount(tx, { ...of, at });
    await needs.audit.record(tx, as, "access.put-account", { type: "account", id: of.account, client: of.client }, "yes", of.group === null ? {} : { group: of.group });
    if (before && before.group !== of.group) await tellLeft(needs, tx, before.members);
  },
  exists: async (tx: Tx, group: CallGroupId): Promise<boolean> => (await store.lockGroup(tx, group)) !== undefined,
  /** The practices, of any client, whose call group this person is in now; whether they may be on duty there is on-call's to say. */
  coveredBy: (tx: Tx, person: PersonId) => store.coveredBy(tx, person),
  /** [AC17] As it is now, or as it was at an instant. */
  ofAccount: (tx: Tx, account: AccountId, at?: Instant) => store.groupOfAccount(tx, { account, at: at ?? needs.world.now() }),
});

async function tellLeft(needs: AccessNeeds, tx: Tx, people: readonly PersonId[]): Promise<void> {
  for (const person of people) await tellEnd(needs, tx, { person, at: needs.world.now() });
}
