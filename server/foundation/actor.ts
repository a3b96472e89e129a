import type { ClientId, PersonId } from "./ids.ts";

/**
 * What a transaction may see. Row-level security reads it: rows of `clients`, and rows addressed to `person`.
 * `role` chooses the database login; `service` tables need no client.
 */
export interface Scope {
  readonly role: "app" | "worker" | "sequencer";
  readonly clients: readonly ClientId[];
  readonly person?: PersonId;
}

/** Who acts. Always an argument, written into every audit entry. */
export type Actor =
  | { readonly kind: "person"; readonly person: PersonId; readonly session?: string; readonly scope: Scope }
  | { readonly kind: "system"; readonly name: string; readonly scope: Scope };

/** The same actor, narrowed to one client: what a command uses once it knows whose row it works on. */
export const within = (actor: Actor, client: ClientId): Actor => ({ ...actor, scope: { ...actor.scope, clients: [client] } });

/** Who is written beside a row: nobody when the house itself acts. */
export const personOf = (actor: Actor): PersonId | null => (actor.kind === "person" ? actor.person : null);

export const system = (name: string, scope: Partial<Scope> = {}): Actor => ({
  kind: "system",
  name,
  scope: { role: "worker", clients: [], ...scope },
});
