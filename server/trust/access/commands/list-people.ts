import type { z } from "zod";
import type { PersonRow } from "../../../../contract/office.ts";
import type { Me } from "../../../../contract/identity.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { AccessNeeds } from "../ports.ts";
import { allows } from "../rules/acts.ts";
import { roomsOf } from "../rules/rooms.ts";
import * as store from "../store.ts";
import { actorOf } from "./admit.ts";

const PEOPLE_MAX = 1000;

type Listed = z.infer<typeof PersonRow>;

export const listPeople =
  (needs: AccessNeeds) =>
  (as: Actor): Promise<Listed[]> =>
    needs.db.transaction(as.scope, (tx) => peopleSeenBy(needs)(tx, as));

/** [AC6] The people of the clients this person may see, with the roles there; other roles of the same people are not told. */
export const peopleSeenBy =
  (needs: AccessNeeds) =>
  async (tx: Tx, as: Actor): Promise<Listed[]> => {
    const at = needs.world.now();
    const held = as.kind === "person" ? await store.current(tx, as.person, at) : [];
    const clients = as.scope.clients.filter((client) => allows(held, "people.see", client));
    const service = held.some((one) => one.client === null && allows([one], "people.see"));
    const rows = await store.notEnded(tx, { clients, service }, at);
    const names = new Map((await needs.clients.inScope(tx)).map(({ id, name }) => [id, name]));
    const people = await needs.identity.people.byIds(tx, [...new Set(rows.map(({ person }) => person))], at);
    await needs.audit.record(tx, as, "access.list-people", { type: "person", id: as.kind === "person" ? as.person : "00000000-0000-0000-0000-000000000000" }, "yes", { count: people.length });
    return people.slice(0, PEOPLE_MAX).map(({ id, name, email, zone, signedIn, disabledAt }) => ({
      id,
      name,
      email,
      zone,
      signedIn,
      disabled: disabledAt !== null,
      memberships: rows.filter(({ person }) => person === id).map((row) => shown(row, names)),
    }));
  };

const shown = ({ id, client, role, from, until }: store.MembershipRow, names: ReadonlyMap<string, string>) => ({
  id,
  client,
  role,
  clientName: nameOf(names, client),
  from: toIso(from),
  until: until === null ? null : toIso(until),
});

const nameOf = (names: ReadonlyMap<string, string>, client: string | null): string | null => (client === null ? null : (names.get(client) ?? null));

/** Where a person works, for the first screen after signing in. Two transactions, because the first one finds the second one's scope. */
export const placesOf =
  (needs: AccessNeeds) =>
  async (person: PersonId, at: Instant): Promise<Pick<Me, "memberships" | "room" | "rooms">> => {
    const { held, as } = await needs.db.transaction({ role: "app", clients: [], person }, async (tx) => {
      const held = await store.current(tx, person, at);
      return { held, as: await actorOf(needs, tx, { person, held }) };
    });
    const clients = await needs.db.transaction(as.scope, (tx) => needs.clients.inScope(tx));
    const names = new Map(clients.map(({ id, name }) => [id, name]));
    const rooms = roomsOf(held.map(({ role }) => role));
    if (!rooms) throw new Error("a session of a person without a role");
    return { room: rooms[0], rooms: [...rooms], memberships: held.map(({ id, client, role }) => ({ id, client, clientName: nameOf(names, client), role })) };
  };
