import type { Script } from "../../../../contract/scripts.ts";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { plainScripts } from "../rules/plain-scripts.ts";
import { fitting } from "../rules/serving.ts";
import * as store from "../store.ts";
import { keep } from "./save-script.ts";

export const shown = ({ body, id, account, version, savedAt }: store.ScriptRow): Script => ({ ...body, id, account, version, savedAt: toIso(savedAt) });

/** [Q10] The account's live scripts. One that never had any is given the plain ones here, so that its first call has something to be read. */
async function liveScripts(needs: Needs, tx: Tx, account: AccountRow): Promise<store.ScriptRow[]> {
  const found = await store.live(tx, account.id);
  if (found.length > 0 || (await store.anyEver(tx, account.id))) return found;
  for (const body of plainScripts) {
    const id = needs.world.id();
    const saving = { as: system("scripts"), client: account.client, account: account.id, body };
    if (await store.add(tx, { ...saving, id })) await keep(needs, tx, { ...saving, id, version: 1 });
  }
  await needs.audit.record(tx, system("scripts"), "script.begin-plain", { type: "account", id: account.id, client: account.client });
  return store.live(tx, account.id);
}

/** For the editor. */
export const listScripts =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<{ scripts: Script[] }>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const account = await needs.directory.account(tx, id);
      if (!account) return refuse(refusals.noSuchAccount);
      if (!(await needs.access.may(tx, as, "script.see", account.client))) return refuse(refusals.notAllowed);
      return done({ scripts: (await liveScripts(needs, tx, account)).map(shown) });
    });

/** [Q6] [Q8] What is stamped on a call when it is offered: one script for each caller type, as it stands at that instant. */
export const stampFor =
  (needs: Needs) =>
  async (tx: Tx, id: AccountId, at: Instant): Promise<{ id: string; version: number }[]> => {
    const account = await needs.directory.account(tx, id);
    if (!account) throw new Error("an account is not in scope");
    const rows = (await liveScripts(needs, tx, account)).map((row) => ({ ...row.body, stamp: { id: row.id, version: row.version } }));
    return fitting(rows, needs.directory.isOpen(account, at)).map((row) => row.stamp);
  };
