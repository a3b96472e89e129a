import type { Reception, TypedReception } from "../../../../contract/reception.ts";
import { PLAIN_RECEPTION } from "../../../../contract/reception.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { readReception } from "../rules/reception.ts";
import * as store from "../store.ts";
import * as receptions from "../store/reception.ts";
import { onAccount } from "./on-account.ts";

export interface Received {
  /** 0: the account never chose. */
  readonly version: number;
  readonly reception: Reception;
}

export async function receptionOf(tx: Tx, account: AccountId): Promise<Received> {
  const row = await receptions.newestReception(tx, account);
  return row ? { version: row.version, reception: whole(row.body) } : { version: 0, reception: PLAIN_RECEPTION };
}

/** A version from before an office was rung by us, before there were partners, and before anybody was asked for a key, means what it meant then. */
function whole(body: Reception): Reception {
  const { whenOpen, overflow } = body;
  const partner = overflow.partner ? { ...overflow.partner, keyToTake: overflow.partner.keyToTake ?? false } : null;
  return { ...body, whenOpen: { ...whenOpen, ringSeconds: whenOpen.ringSeconds ?? null, keyToTake: whenOpen.keyToTake ?? false }, overflow: { ...overflow, partner } };
}

export const readReceptionOf =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<Received>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const [row] = await store.accounts(tx, id);
      if (!row) return refuse(refusals.noSuchAccount);
      return (await needs.access.may(tx, as, "reception.see", row.client)) ? done(await receptionOf(tx, id)) : refuse(refusals.notAllowed);
    });

/** A number that rings here would send callers in a circle. */
async function circle(tx: Tx, { whenOpen, overflow }: Reception): Promise<Refusal | undefined> {
  if (await ringsHere(tx, whenOpen.forwardTo)) return refusals.forwardRingsHere;
  return (await ringsHere(tx, overflow.partner?.number ?? null)) ? refusals.partnerRingsHere : undefined;
}
async function ringsHere(tx: Tx, number: string | null): Promise<boolean> {
  const held = number === null ? undefined : await store.holder(tx, number);
  return held !== undefined && held.restsUntil === null;
}

/** [DR20] The next caller is received by it; those who wait go on as they were received. */
export const saveReception =
  (needs: Needs) =>
  (as: Actor, id: AccountId, typed: TypedReception): Promise<Outcome<Received>> => {
    const at = needs.world.now();
    return onAccount<Received>(needs, { as, account: id, act: "account.change", action: "account.save-reception" }, async (tx, { client }) => {
      const read = readReception(typed, at);
      if (!read.ok) return read;
      const fault = await circle(tx, read.value);
      if (fault) return refuse(fault);
      const before = await receptionOf(tx, id);
      const after = { version: before.version + 1, reception: read.value };
      await receptions.insertReception(tx, { client, id: needs.world.id(), account: id, version: after.version, body: after.reception, at, by: personOf(as) });
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return done(after);
    });
  };
