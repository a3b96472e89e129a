import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { phi, type Phi } from "../../../foundation/phi.ts";
import { NO_CLIENT } from "../../../trust/vault/index.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** Nobody has signed in; the telephone acts until somebody is proved. */
export const TELEPHONE: Actor = system("telephone", { role: "app" });

/** One call on which somebody says who they are. */
export interface Attempt {
  readonly id: string;
  readonly via: store.Via;
  /** The number at the other end, as the trunk says it, or which we rang. */
  readonly number: string | undefined;
}

export const callerPlace = (id: string) => ({ client: NO_CLIENT, ...sealedColumn("checkin.attempt", "caller"), row: id, revision: 0 });

interface Begun {
  readonly via: store.Via;
  readonly number: string | undefined;
  readonly person: PersonId | null;
}

/** [CI6] Written before the first question, with the calling number sealed. */
export const beginAttempt = async (needs: Needs, of: Begun): Promise<Attempt> => (await beginAttemptIf(needs, of, async () => true))!;

/** The same when this holds in the transaction that writes it. */
export async function beginAttemptIf(needs: Needs, of: Begun, holds: (tx: Tx) => Promise<boolean>): Promise<Attempt | undefined> {
  const [id, at] = [needs.world.id(), needs.world.now()];
  const caller = of.number === undefined ? null : await needs.vault.sealText({ ...callerPlace(id), at, kind: "identity" }, phi(of.number));
  return needs.db.transaction(TELEPHONE.scope, async (tx) => {
    if (!(await holds(tx))) return undefined;
    await store.addAttempt(tx, { id, at, via: of.via, person: of.person, caller });
    await needs.audit.record(tx, TELEPHONE, "checkin.begin", { type: "check-in", id }, undefined, { via: of.via, number: of.number === undefined ? "withheld" : "shown" });
    return { id, via: of.via, number: of.number };
  });
}

interface Settled {
  readonly state: "proved" | "failed" | "left";
  /** Who was proved, or whom the last try claimed to be. */
  readonly person: PersonId | null;
  readonly failures: number;
}

/** [CI4] A call that ended in three wrong tries is told to a supervisor; the fact names the check-in, and the number stays sealed there. */
export const settleAttempt = (needs: Needs, { id }: Attempt, { state, person, failures }: Settled): Promise<void> =>
  needs.db.transaction(TELEPHONE.scope, async (tx) => {
    const at = needs.world.now();
    if ((await store.settleAttempt(tx, { id, at, state, person, failures })) === 0) return;
    await needs.audit.record(tx, TELEPHONE, "checkin.settle", { type: "check-in", id }, state, { failures, ...(person !== null && { person }) });
    if (state === "failed") await needs.facts.record(tx, { name: "checkin.failed", subject: person ?? NO_CLIENT, at, ids: { attempt: id } });
  });

export type Shown = Phi<string> | null;
