import type { Script } from "../../../contract/scripts.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { listScripts, shown, stampFor } from "./commands/read-scripts.ts";
import { retireScript, saveScript } from "./commands/save-script.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store.ts";

export type { Needs } from "./needs.ts";
export { endpoints } from "./routes.ts";
export type { SaveAsk } from "./commands/save-script.ts";

export type Scripts = ReturnType<typeof createScripts>;

/** What operators ask and say, by account, caller type and hours; versions are only added. */
export const createScripts = (needs: Needs) => ({
  save: saveScript(needs),
  retire: retireScript(needs),
  list: listScripts(needs),
  stampFor: stampFor(needs),
  /** A version as it was, retired or not. Undefined outside the scope. */
  byVersion: async (tx: Tx, id: string, version: number): Promise<Script | undefined> => {
    const row = await store.byVersion(tx, id, version);
    return row && shown(row);
  },
  /** Of the versions that were stamped on a call, the one for this caller type. Undefined outside the scope. */
  ofStamped: async (tx: Tx, stamped: readonly { id: string; version: number }[], callerType: Script["callerType"]): Promise<Script | undefined> => {
    const row = await store.ofStamped(tx, JSON.stringify(stamped), callerType);
    return row && shown(row);
  },
});
