import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Needs } from "./needs.ts";
import type { Standing } from "./rules/telephone.ts";
import * as store from "./store.ts";

const NOTHING = { allowed: false, proved: null, closedUntil: null } as const;

/** The number on file is identity's; whether a test call proved it is ours. */
export async function standingOf(needs: Pick<Needs, "identity">, tx: Tx, person: PersonId): Promise<Standing> {
  const { onFile, hasPin } = needs.identity.telephone;
  const [row = NOTHING, held, pin] = await Promise.all([store.telephone(tx, person), onFile(tx, person), hasPin(tx, person)]);
  return { allowed: row.allowed, onFile: held?.number ?? null, proved: row.proved, hasPin: pin, closedUntil: row.closedUntil };
}
