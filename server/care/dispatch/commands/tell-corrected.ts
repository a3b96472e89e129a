import type { Tx } from "../../../foundation/db/db.ts";
import type { Job } from "../../../foundation/due/index.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { whoMayHave } from "../rules/told-corrected.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { claimNotice } from "./send-notice.ts";
import { worker } from "./work-step.ts";

/** Most messages are never corrected: their saving is no work here. */
export const isCorrection = (ids: Job["payload"]): boolean => ids["revision"] !== 1;

/**
 * [D62] A revision on top of another was saved: everyone who may have received an older one is told that it was corrected, whoever is on
 * duty now and whatever the ladder does, as long as the message is still theirs to see.
 */
export const tellCorrected = (needs: Needs): Subscriber => async (job, finish) => {
  const as = worker(job.client!);
  await needs.db.transaction(as.scope, async (tx) => {
    const row = isCorrection(job.payload) ? await dispatches.lockNewest(tx, job.subject as MessageId) : undefined;
    // Corrected once more meanwhile: that newer text has its own telling.
    if (row && row.revision === job.payload["revision"]) {
      for (const person of await whoKnowsOlder(needs, tx, row)) {
        const attempt = await claimNotice(needs, tx, { as, row, person, kind: "corrected" });
        await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at: needs.world.now(), kind: "corrected", attempt, who: person, say: "Told that the text they had received was corrected." });
      }
    }
    await finish(tx);
  });
};

async function whoKnowsOlder(needs: Needs, tx: Tx, row: dispatches.DispatchRow): Promise<PersonId[]> {
  const older = (await needs.delivery.attemptsOf(tx, [row.message])).filter((one) => one.revision < row.revision);
  const receipts = await needs.delivery.receiptsOf(tx, older.map((one) => one.id));
  const paged = new Set(whoMayHave(older, receipts));
  const told: PersonId[] = [];
  for (const person of paged) if ((await decisions.isAssigned(tx, { ...row, person })) && (await needs.covers(tx, row, person))) told.push(person);
  // A clinician who read it by their role alone is paged now for the first time, so from here on it is theirs to answer as well.
  for (const person of await needs.messages.readersBefore(tx, row)) {
    if (paged.has(person) || !(await needs.mayBePaged(tx, row.account, person))) continue;
    decisions.assign(tx, { client: row.client, id: needs.world.id(), message: row.message, person, at: needs.world.now() });
    told.push(person);
  }
  return told;
}
