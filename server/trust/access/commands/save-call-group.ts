import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { CallGroupId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { AccessNeeds } from "../ports.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";
import { may } from "./admit.ts";
import { callGroups } from "./change-call-group.ts";

export interface GroupAsk {
  readonly name: string;
  readonly members: readonly PersonId[];
}

/** [AC11] A new group. No account is in it yet, so nobody sees more than before. */
export const openCallGroup =
  (needs: AccessNeeds) =>
  (as: Actor, ask: GroupAsk): Promise<Outcome<store.CallGroupRow>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await whyNot(needs, tx, { as, members: ask.members });
      if (no) return refuseGroup(needs, tx, { as, id: NOBODY, no });
      return done(await store.groupById(tx, await callGroups(needs).add(tx, as, ask)));
    });

/** [AC11] The name, and who covers each other. Whoever is let go covers its practices no longer, at once. */
export const saveCallGroup =
  (needs: AccessNeeds) =>
  (as: Actor, id: CallGroupId, ask: GroupAsk): Promise<Outcome<store.CallGroupRow>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const before = await store.lockGroup(tx, id);
      const fresh = ask.members.filter((person) => !before?.members.includes(person));
      const no = before ? await whyNot(needs, tx, { as, members: fresh }) : refusals.noSuchCallGroup;
      if (no) return refuseGroup(needs, tx, { as, id, no });
      await callGroups(needs).rename(tx, as, { group: id, name: ask.name });
      await callGroups(needs).setMembers(tx, as, { group: id, members: ask.members });
      return done(await store.groupById(tx, id));
    });

/** Who is a member already may stay, also when their last role ended: only the new ones are asked about. */
async function whyNot(needs: AccessNeeds, tx: Tx, { as, members }: { as: Actor; members: readonly PersonId[] }): Promise<Refusal | undefined> {
  if (!(await may(needs)(tx, { as, act: "call-group.change" }))) return refusals.notAllowed;
  const clinicians = new Set((await store.cliniciansAmong(tx, members, needs.world.now())).map(({ person }) => person));
  return members.every((person) => clinicians.has(person)) ? undefined : refusals.notAClinician;
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

async function refuseGroup(needs: AccessNeeds, tx: Tx, { as, id, no }: { as: Actor; id: string; no: Refusal }): Promise<{ ok: false; refusal: Refusal }> {
  await needs.audit.record(tx, as, "access.change-call-group", { type: "call-group", id }, verdictOf(refuse(no)));
  return refuse(no);
}
