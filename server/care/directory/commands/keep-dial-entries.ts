import { DIAL_ENTRIES_MAX, type DialEntry, type DialKind } from "../../../../contract/dial.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { normalise } from "../rules/number.ts";
import * as store from "../store.ts";
import { onAccount } from "./on-account.ts";

interface Entries {
  readonly entries: DialEntry[];
}
const shown = async (tx: Tx, account: AccountId): Promise<Outcome<Entries>> => done({ entries: await store.dialEntries(tx, account) });

export const dialEntries =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<Entries>> =>
    onAccount(needs, { as, account: id, act: "dial-entry.see", action: "dial-entry.list" }, (tx) => shown(tx, id));

export interface DialEntryAsk {
  readonly id: string;
  readonly kind: DialKind;
  readonly label: string;
  readonly number: string;
}

/** [DR14] [DR15] Writes an entry, or changes it. An emergency centre's own line has ten digits; 911 is no number of the plan. */
export const saveDialEntry =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: DialEntryAsk): Promise<Outcome<Entries>> =>
    onAccount(needs, { as, account: id, act: "dial-entry.change", action: "dial-entry.save" }, async (tx, { client }) => {
      const number = normalise(ask.number);
      if (number === undefined) return refuse(refusals.notANumber);
      const held = await store.holder(tx, number);
      if (held && held.restsUntil === null) return refuse(refusals.entryRingsHere);
      const before = await store.dialEntries(tx, id);
      if (before.length >= DIAL_ENTRIES_MAX && !before.some((entry) => entry.id === ask.id)) return refuse(refusals.tooManyEntries);
      const saved = await store.saveDialEntry(tx, { ...ask, number, client, account: id, at: needs.world.now(), by: personOf(as) });
      return saved ? shown(tx, id) : refuse(refusals.entryElsewhere);
    });

/** [DR15] Calls that rang it keep its id in their log. */
export const removeDialEntry =
  (needs: Needs) =>
  (as: Actor, id: AccountId, entry: string): Promise<Outcome<Entries>> =>
    onAccount(needs, { as, account: id, act: "dial-entry.change", action: "dial-entry.remove" }, async (tx) =>
      (await store.removeDialEntry(tx, { id: entry, account: id, at: needs.world.now() })) ? shown(tx, id) : refuse(refusals.noSuchEntry));
