import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { PRIORITY } from "../../delivery/index.ts";
import { isAssigned } from "../assigned.ts";
import type { Needs } from "../needs.ts";
import { askAt, isSettled, whomToAsk } from "../rules/call-back.ts";
import { changed } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import * as holds from "../store/holds.ts";
import { claimNotice } from "./send-notice.ts";
import { worker } from "./work-step.ts";

/** Its own kind, not the ladder's: an acknowledgement stops the ladder and begins this. */
export const CALL_BACK = "call-back.ask";

/** One wait for each dispatch: whatever was pending is forgotten. */
export async function awaitCallBack(needs: Needs, tx: Tx, { row, from, asked }: { row: dispatches.DispatchRow; from: Instant; asked: boolean }): Promise<void> {
  await needs.due.cancel(tx, { subject: row.id, kinds: [CALL_BACK] });
  await needs.due.at(tx, { kind: CALL_BACK, subject: row.id, client: row.client, at: askAt(row.urgency, from), priority: PRIORITY[row.urgency], payload: { asked } });
}

/** [D60] Somebody took a message: from then on the caller waits to be rung back. Told twice, nothing is asked twice. */
export const beginCallBack = (needs: Needs): Subscriber => async (job, finish) => {
  await needs.db.transaction(worker(job.client!).scope, async (tx) => {
    const row = await dispatches.lockNewest(tx, job.subject as MessageId);
    if (row?.takenAt && row.revision === job.payload["revision"] && (await isWaiting(needs, tx, row))) await awaitCallBack(needs, tx, { row, from: row.takenAt, asked: false });
    await finish(tx);
  });
};

/** [D30] The office rings its own patients back. */
async function isWaiting(needs: Needs, tx: Tx, row: dispatches.DispatchRow): Promise<boolean> {
  const hold = await holds.ofDispatch(tx, { client: row.client, dispatch: row.id });
  return !hold?.officeHad && !(await needs.messages.callBacks(tx, row)).some((one) => isSettled(one.outcome));
}

/** [D60] The wait is over: whoever took it is asked by a page, and when that wait is over too, the desk has a cue. */
export const askForCallBack = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const as = worker(job.client!);
  await needs.db.transaction(as.scope, async (tx) => {
    const row = await dispatches.lock(tx, job.client!, job.subject as DispatchId);
    const person = row?.takenBy;
    await finish(tx);
    // Corrected since: the newer text is worked anew, and its own taking begins its own wait.
    if (!row || !person || !(await dispatches.isNewest(tx, row))) return;
    const outcomes = (await needs.messages.callBacks(tx, row)).map((one) => one.outcome);
    const ask = whomToAsk({ outcomes, asked: job.payload["asked"] === true, reachable: await isAssigned(needs, tx, { row, person }) });
    if (ask === "clinician") await askClinician(needs, tx, { as, row, person });
    if (ask === "desk") await askDesk(needs, tx, row);
  });
};

async function askClinician(needs: Needs, tx: Tx, { as, row, person }: { as: Actor; row: dispatches.DispatchRow; person: PersonId }): Promise<void> {
  const at = needs.world.now();
  const attempt = await claimNotice(needs, tx, { as, row, person, kind: "reminder" });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "call-back-asked", attempt, who: person, say: "Asked whether the caller was rung back." });
  await awaitCallBack(needs, tx, { row, from: at, asked: true });
}

async function askDesk(needs: Needs, tx: Tx, row: dispatches.DispatchRow): Promise<void> {
  const at = needs.world.now();
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "call-back-missing", say: "Nobody has written down a call-back. The desk has a cue." });
  await needs.facts.record(tx, { name: "message.call-back-missing", subject: row.message, client: row.client, at, ids: { account: row.account } });
  changed(needs, tx, row);
}
