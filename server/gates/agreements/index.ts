import type { Tx } from "../../foundation/db/db.ts";
import type { ClientId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import { changeAgreement } from "./commands/change-agreement.ts";
import { listAgreements, openFile } from "./commands/read-agreements.ts";
import { recordAgreement } from "./commands/record-agreement.ts";
import type { Needs } from "./needs.ts";
import { standing, type Standing } from "./rules/standing.ts";
import * as store from "./store.ts";

export type { Needs } from "./needs.ts";
export type { Standing } from "./rules/standing.ts";
export { endpoints } from "./routes.ts";

export type Agreements = ReturnType<typeof createAgreements>;

export const createAgreements = (needs: Needs) => ({
  record: recordAgreement(needs),
  change: changeAgreement(needs),
  list: listAgreements(needs),
  openFile: openFile(needs),

  /** The gate. The transaction has the client in scope; without it there is no record to see and the answer is "none". */
  standing: async (tx: Tx, client: ClientId, at: Instant): Promise<Standing> => standing(await store.agreements(tx, client), at),

  /** The standing of every client in scope that has a record: one question for a whole list. */
  standings: async (tx: Tx, at: Instant): Promise<ReadonlyMap<ClientId, Standing>> => {
    const byClient = Map.groupBy(await store.agreements(tx, null), (row) => row.client);
    return new Map([...byClient].map(([client, rows]) => [client, standing(rows, at)]));
  },
});
