import type { HoldReason } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { tableOf } from "../rules/chosen-ladder.ts";
import { officeOpens } from "../rules/office-opens.ts";
import type { DispatchRow } from "../store/dispatches.ts";
import * as holds from "../store/holds.ts";

export const REVIEW = "hold.review";
/** From the opening on: a hold that nobody has reviewed by then is a notice in the office. */
const REVIEW_WITHIN = { hours: 24 };

export async function openingOf(needs: Pick<Needs, "accountOf">, tx: Tx, { account, at }: { account: AccountId; at: Instant }): Promise<Instant | undefined> {
  const found = await needs.accountOf(tx, account);
  return found && officeOpens(tableOf(found), at);
}

interface Holding {
  readonly row: Pick<DispatchRow, "client" | "id" | "message" | "revision" | "account">;
  readonly until: Instant;
  /** Null: the practice's own ladder. */
  readonly by: { readonly person: PersonId; readonly reason: HoldReason } | null;
}

/** [D28] [D29] Once for each dispatch: who held it and why, and the day on which somebody else must have looked at it. */
export async function keepHold(needs: Needs, tx: Tx, { row, until, by }: Holding): Promise<void> {
  const id = needs.world.id();
  const added = await holds.add(tx, { client: row.client, id, dispatch: row.id, message: row.message, revision: row.revision, account: row.account, heldAt: needs.world.now(), until, by: by?.person ?? null, reason: by?.reason ?? null });
  if (added) await needs.due.at(tx, { kind: REVIEW, subject: id, client: row.client, at: plus(until, REVIEW_WITHIN), priority: 8 });
}
