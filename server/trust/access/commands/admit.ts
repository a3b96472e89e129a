import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { isVisitor, type Admission, type Knock, type Permit } from "../../../foundation/endpoint.ts";
import type { ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Refusal } from "../../../foundation/refusal.ts";
import { refusals as identityRefusals, type PersonActor } from "../../identity/index.ts";
import type { AccessNeeds } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { allows } from "../rules/acts.ts";
import * as store from "../store.ts";

const UNSCOPED = { role: "app", clients: [] } as const;

/** [AC1] Every request that is not open passes here: the session, what the person holds now, and the permit of the route. */
export const admit =
  (needs: AccessNeeds) =>
  async (knock: Knock): Promise<Admission> => {
    // Without a token there is nothing to ask the database: a flood of strangers costs it nothing.
    if (knock.sessionToken === undefined) return refuse(identityRefusals.signIn);
    return needs.db.transaction(UNSCOPED, async (tx) => {
      const admitted = await needs.identity.admit(tx, knock.sessionToken);
      if (admitted.kind === "nobody") return refuse(identityRefusals.signIn);
      const [held, every] = await Promise.all([store.current(tx, admitted.person, needs.world.now()), needs.clients.everyId(tx)]);
      const as = actorWith(every, { person: admitted.person, session: admitted.session, held });
      const locked = admitted.state === "locked";
      const no = refusalFor(knock.permit, { held, locked });
      if (no === refusals.notAllowed) await recordRefusal(needs, tx, { as, knock });
      return no ? refuse(no) : done({ as, locked, ...(admitted.renew && { renew: admitted.renew }) });
    });
  };

async function recordRefusal(needs: AccessNeeds, tx: Tx, { as, knock }: { as: PersonActor; knock: Knock }): Promise<void> {
  const act = knock.permit.kind === "may" ? knock.permit.act : "none";
  await needs.audit.record(tx, as, "access.refuse", { type: "person", id: as.person }, "no", { act });
}

function refusalFor(permit: Permit, { held, locked }: { held: readonly store.MembershipRow[]; locked: boolean }): Refusal | undefined {
  if (held.length === 0) return refusals.noRole;
  if (permit.kind === "open") return undefined;
  if (locked && !permit.evenLocked) return identityRefusals.locked;
  return permit.kind === "may" && !allows(held, permit.act) ? refusals.notAllowed : undefined;
}

/** [AC2] The staff's scope is every client; anybody else's is where they hold a role now. */
export const actorOf = async (needs: AccessNeeds, tx: Tx, of: Who): Promise<PersonActor> => actorWith(await needs.clients.everyId(tx), of);

interface Who {
  readonly person: PersonId;
  readonly session?: string;
  readonly held: readonly store.MembershipRow[];
}

function actorWith(every: readonly ClientId[], of: Who): PersonActor {
  const everywhere = of.held.some(({ client }) => client === null);
  const own = of.held.flatMap(({ client }) => (client === null ? [] : [client]));
  const clients = everywhere ? every : [...new Set(own)];
  return { kind: "person", person: of.person, ...(of.session !== undefined && { session: of.session }), scope: { role: "app", clients, person: of.person } };
}

/** For commands: asked with the row's own client, in the command's transaction. A job of the house was permitted by whoever scheduled it. */
export const may =
  (needs: AccessNeeds) =>
  async (tx: Tx, ask: { as: Actor; act: string; client?: string | undefined }): Promise<boolean> => {
    if (ask.as.kind === "system") return !isVisitor(ask.as);
    return allows(await store.current(tx, ask.as.person, needs.world.now()), ask.act, ask.client);
  };
