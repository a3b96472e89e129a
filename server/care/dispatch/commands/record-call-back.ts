import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { CallBackOutcome } from "../../messages/index.ts";
import { isAssigned } from "../assigned.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { isSettled } from "../rules/call-back.ts";
import { changed, messageOf } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import { awaitCallBack, CALL_BACK } from "./ask-for-call-back.ts";

export interface CallBackAsk {
  readonly message: MessageId;
  readonly revision: number;
  readonly outcome: CallBackOutcome;
}

/** [D61] The caller was rung back, timed. Reached, or word left: nobody is asked about it any more. No answer: the wait begins again. */
export const recordCallBack = (needs: Needs) => async (tx: Tx, as: Actor, ask: CallBackAsk): Promise<Outcome<{ at: Instant }>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const refusal = whyNot(row, { revision: ask.revision, assigned: await isAssigned(needs, tx, { row, person: as.person }) });
  await needs.audit.record(tx, as, "message.call-back", messageOf(row), refusal ? "no" : "yes", { revision: ask.revision });
  if (refusal) return refuse(refusal);
  const at = needs.world.now();
  await needs.messages.noteCallBack(tx, { client: row.client, message: row.message, revision: row.revision, outcome: ask.outcome, at, by: as.person });
  await needs.delivery.closeNotice(tx, { client: row.client, message: row.message, person: row.takenBy!, kind: "reminder" });
  await needs.facts.record(tx, { name: "message.called-back", subject: row.message, client: row.client, at, ids: { account: row.account, person: as.person } });
  if (isSettled(ask.outcome)) await needs.due.cancel(tx, { subject: row.id, kinds: [CALL_BACK] });
  else await awaitCallBack(needs, tx, { row, from: at, asked: false });
  changed(needs, tx, row);
  return done({ at });
};

function whyNot(row: dispatches.DispatchRow, { revision, assigned }: { revision: number; assigned: boolean }): Refusal | undefined {
  if (!assigned) return refusals.notAssigned;
  if (revision !== row.revision) return refusals.newerRevision;
  return row.state === "taken" ? undefined : refusals.takeItFirst;
}
