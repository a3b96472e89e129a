import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { AccessNeeds } from "./ports.ts";
import * as store from "./store.ts";

interface Administrator {
  readonly id: string;
  readonly person: PersonId;
}

/**
 * Whether nobody who can sign in would administer the house once these are gone. Locks them first, so that two administrators cannot
 * end, or cut off, each other at once; one who is disabled administers nothing.
 */
export async function leavesNobody(needs: AccessNeeds, tx: Tx, goes: (one: Administrator) => boolean): Promise<boolean> {
  const at = needs.world.now();
  const administrators = await store.lockAdministrators(tx, at);
  if (!administrators.some(goes)) return false;
  const rest = administrators.filter((one) => !goes(one)).map(({ person }) => person);
  return (await needs.identity.people.byIds(tx, rest, at)).every(({ disabledAt }) => disabledAt !== null);
}
