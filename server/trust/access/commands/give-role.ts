import type { Role } from "../../../../contract/common.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { isVisitor } from "../../../foundation/endpoint.ts";
import type { ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { leavesNobody } from "../administrators.ts";
import type { AccessNeeds } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { allows, fits, mayGive } from "../rules/acts.ts";
import * as store from "../store.ts";
import { tellEnd } from "./tell-end.ts";

interface Gift {
  readonly client: ClientId | null;
  readonly role: Role;
  readonly until: Instant | null;
}

/** The house itself sets up what it needs; a person gives what their own roles let them. */
async function mayGiveNow(needs: AccessNeeds, tx: Tx, of: { as: Actor; gift: Pick<Gift, "role" | "client">; act: string }): Promise<Refusal | undefined> {
  const { as, gift } = of;
  if (!fits(gift.role, gift.client)) return refusals.roleNeedsClient;
  if (as.kind === "system") return isVisitor(as) ? refusals.notAllowed : undefined;
  const held = await store.current(tx, as.person, needs.world.now());
  return allows(held, of.act, gift.client ?? undefined) && mayGive(held, gift.role, gift.client) ? undefined : refusals.notAllowed;
}

async function save(needs: AccessNeeds, tx: Tx, of: { as: Actor; person: PersonId; gift: Gift }): Promise<void> {
  const { as, person, gift } = of;
  const id = needs.world.id();
  await store.insertMembership(tx, { id, person, ...gift, from: needs.world.now(), givenBy: as.kind === "person" ? as.person : null });
  await needs.audit.record(tx, as, "access.give-role", subjectOf(person, gift.client), "yes", { role: gift.role });
  if (gift.until !== null) await tellEnd(needs, tx, { person, client: gift.client, at: gift.until, subject: id });
}

const subjectOf = (person: PersonId, client: ClientId | null) => ({ type: "person", id: person, ...(client !== null && { client }) });

/** [AC4] A person and their first role, in one transaction; the link is in the answer and nowhere else. */
export const invitePerson =
  (needs: AccessNeeds) =>
  (as: Actor, ask: { name: string; email: string; zone: string } & Pick<Gift, "client" | "role">): Promise<Outcome<{ person: PersonId; invitation: string }>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await mayGiveNow(needs, tx, { as, gift: ask, act: "people.invite" });
      if (no) return refuseGift(needs, tx, { as, no });
      const invited = await needs.identity.invite(tx, as, ask);
      if (!invited.ok) return invited;
      const { person, token } = invited.value;
      const held = await store.current(tx, person, needs.world.now());
      const known = held.some(({ role, client }) => role === ask.role && client === ask.client);
      if (!known) await save(needs, tx, { as, person, gift: { client: ask.client, role: ask.role, until: null } });
      // In the fragment: a browser sends it to no server, so no log and no proxy sees it.
      return done({ person, invitation: `${needs.site().origin}/invitation#${token}` });
    });

export const giveRole =
  (needs: AccessNeeds) =>
  (as: Actor, ask: { person: PersonId } & Gift): Promise<Outcome<undefined>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await mayGiveNow(needs, tx, { as, gift: ask, act: "membership.change" });
      if (no) return refuseGift(needs, tx, { as, no });
      if (ask.until !== null && ask.until <= needs.world.now()) return refuse(refusals.endsBeforeItBegins);
      if (!(await needs.identity.people.byId(tx, ask.person))) return refuse(refusals.noSuchPerson);
      await save(needs, tx, { as, person: ask.person, gift: { client: ask.client, role: ask.role, until: ask.until } });
      return done();
    });

/** [AC3] Ends a role now. The next request of that person finds it gone. */
export const endRole =
  (needs: AccessNeeds) =>
  (as: Actor, ask: { person: PersonId; membership: string }): Promise<Outcome<undefined>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const at = needs.world.now();
      const last = await leavesNobody(needs, tx, ({ id }) => id === ask.membership);
      const row = await store.lockMembership(tx, { id: ask.membership, person: ask.person }, at);
      if (!row) return refuse(refusals.noSuchMembership);
      const no = await mayGiveNow(needs, tx, { as, gift: row, act: "membership.change" });
      if (no) return refuseGift(needs, tx, { as, no });
      if (last) return refuse(refusals.lastAdministrator);
      await store.endMembership(tx, row.id, at);
      await needs.audit.record(tx, as, "access.end-role", subjectOf(row.person, row.client), "yes", { role: row.role });
      await tellEnd(needs, tx, { person: row.person, client: row.client, at });
      return done();
    });

async function refuseGift(needs: AccessNeeds, tx: Tx, of: { as: Actor; no: Refusal }): Promise<{ ok: false; refusal: Refusal }> {
  const who = of.as.kind === "person" ? of.as.person : "00000000-0000-0000-0000-000000000000";
  await needs.audit.record(tx, of.as, "access.give-role", { type: "person", id: who }, "no");
  return refuse(of.no);
}
