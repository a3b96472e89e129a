import type { Script, ScriptBody } from "../../../../contract/scripts.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { faulty, refusals } from "../refusals.ts";
import { faultIn } from "../rules/fault.ts";
import { leavesPatientsOut } from "../rules/serving.ts";
import * as store from "../store.ts";
import { change } from "./on-account.ts";

/** `id` and `basedOn` name the version that the writer saw; without them it is a new script. */
export type SaveAsk = ScriptBody & { readonly id?: string; readonly basedOn?: number };

interface Saving {
  readonly as: Actor;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly body: ScriptBody;
}

/** [Q7] [Q8] Saves a new version. A live call keeps the one it was offered with. */
export const saveScript =
  (needs: Needs) =>
  (as: Actor, account: AccountId, { id, basedOn, ...body }: SaveAsk): Promise<Outcome<Script>> =>
    change(needs, { as, account, action: "script.save" }, async (tx, { client }) => {
      const fault = faultIn(body);
      if (fault) return refuse(faulty(fault));
      const saving = { as, client, account, body };
      return id === undefined ? saveNew(needs, tx, saving) : saveOver(needs, tx, { ...saving, id, basedOn: basedOn ?? 0 });
    });

async function saveNew(needs: Needs, tx: Tx, saving: Saving): Promise<Outcome<Script>> {
  const id = needs.world.id();
  if (!(await store.add(tx, { ...saving, id }))) return refuse(refusals.alreadyServed);
  return done(await keep(needs, tx, { ...saving, id, version: 1 }));
}

async function saveOver(needs: Needs, tx: Tx, saving: Saving & { id: string; basedOn: number }): Promise<Outcome<Script>> {
  const { id, account, client, body } = saving;
  const before = await store.lock(tx, id);
  if (!before || before.account !== account) return refuse(refusals.noSuchScript);
  if (before.retiredAt !== null) return refuse(refusals.retired);
  if (before.version !== saving.basedOn) return refuse(refusals.stale);
  if (await store.serves(tx, { account, except: id, body })) return refuse(refusals.alreadyServed);
  const live = (await store.live(tx, account)).map((row) => ({ id: row.id, ...row.body }));
  if (leavesPatientsOut(live, live.map((row) => (row.id === id ? { id, ...body } : row)))) return refuse(refusals.patientsLeftOut);
  await store.advance(tx, { client, id, version: before.version + 1, body });
  return done(await keep(needs, tx, { ...saving, id, version: before.version + 1 }));
}

/** Writes the version that the script row already names. */
export async function keep(needs: Needs, tx: Tx, { as, client, account, body, id, version }: Saving & { id: string; version: number }): Promise<Script> {
  const at = needs.world.now();
  await store.addVersion(tx, { client, id: needs.world.id(), script: id, version, body, at, by: personOf(as) });
  return { ...body, id, account, version, savedAt: toIso(at) };
}

/** [Q9] Retires a script: calls that have it keep it. */
export const retireScript =
  (needs: Needs) =>
  (as: Actor, account: AccountId, id: string): Promise<Outcome<undefined>> =>
    change(needs, { as, account, action: "script.retire" }, async (tx, { client }) => {
      const before = await store.lock(tx, id);
      if (!before || before.account !== account || before.retiredAt !== null) return refuse(refusals.noSuchScript);
      const live = (await store.live(tx, account)).map((row) => ({ id: row.id, ...row.body }));
      if (leavesPatientsOut(live, live.filter((row) => row.id !== id))) return refuse(refusals.patientsLeftOut);
      await store.retire(tx, { client, id, at: needs.world.now(), by: personOf(as) });
      return done();
    });
