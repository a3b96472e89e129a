import { deskActs, keyFault, usualKeys, type DeskAct, type DeskKeys } from "../../../../contract/index.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

type Needed = Pick<Needs, "db" | "world" | "audit">;
interface Keys {
  readonly keys: DeskKeys;
}

/** An act that came into being after this person chose has its usual key, unless they gave that key to another. */
function complete(chosen: Partial<DeskKeys>): DeskKeys {
  const known = Object.fromEntries(Object.entries(chosen).filter(([act]) => act in deskActs)) as Partial<Record<DeskAct, string>>;
  const keys = { ...usualKeys, ...known };
  return keyFault(keys) === undefined ? keys : usualKeys;
}

/** [K10] The keys of whoever asks. */
export const keysOf = ({ db }: Pick<Needed, "db">) => (as: Operating): Promise<Outcome<Keys>> =>
  db.transaction(as.scope, async (tx) => done({ keys: complete((await store.chosenKeys(tx, as.person)) ?? {}) }));

/** [K10] One set of keys a person; a key that two acts would have, or that others need, is refused with its act. */
export const chooseKeys = (needs: Needed) => async (as: Operating, { keys }: Keys): Promise<Outcome<Keys>> => {
  const fault = keyFault(keys);
  return needs.db.transaction(as.scope, async (tx) => {
    await needs.audit.record(tx, as, "desk.choose-keys", { type: "person", id: as.person }, fault ? "no" : "yes");
    if (fault) return refuse({ ...refusals.keyNotFree, field: fault.act });
    await store.saveKeys(tx, { person: as.person, keys, at: needs.world.now() });
    return done({ keys });
  });
};
