import type { Tx } from "../../../foundation/db/db.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { messageOf } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import * as lists from "../store/lists.ts";
import { stepAside } from "./pass-on.ts";
import { worker } from "./work-step.ts";

/**
 * [D15] A role of this person ended. Wherever they cover no longer, their open pages are closed, a ladder that waits for them moves on
 * at once, and what they were paged about is theirs to see no longer.
 */
export const endAssignments = (needs: Needs): Subscriber => async (job, finish) => {
  const person = job.payload.person as PersonId;
  const places = await needs.db.transaction({ role: "worker", clients: [], person }, async (tx) => {
    const left: decisions.Place[] = [];
    for (const place of await decisions.placesOf(tx, person)) if (!(await needs.covers(tx, place, person))) left.push(place);
    return left;
  });
  for (const place of places) await needs.db.transaction(worker(place.client).scope, (tx) => endAt(needs, tx, { ...place, person }));
  await needs.db.transaction({ role: "worker", clients: [] }, finish);
};

async function endAt(needs: Needs, tx: Tx, at: decisions.Place & { person: PersonId }): Promise<void> {
  for (const { message } of await decisions.openMessagesOf(tx, at)) {
    const row = await dispatches.lockNewest(tx, message);
    if (row?.state === "working" || row?.state === "alarm") await endOne(needs, tx, { row, person: at.person });
  }
  await closeOthers(needs, tx, at);
  await decisions.endAssignments(tx, { ...at, endedAt: needs.world.now() });
}

/** Of messages that somebody took, a page may still say that they were corrected or ask for a call-back: it is not this person's any more either. */
async function closeOthers(needs: Needs, tx: Tx, { client, account, person }: decisions.Place & { person: PersonId }): Promise<void> {
  const rows = await lists.newestOf(tx, await needs.delivery.openFor(tx, { client, person }));
  for (const { message } of rows.filter((row) => row.account === account)) await needs.delivery.closeFor(tx, { client, message, person });
}

async function endOne(needs: Needs, tx: Tx, { row, person }: { row: dispatches.DispatchRow; person: PersonId }): Promise<void> {
  await needs.delivery.closeFor(tx, { client: row.client, message: row.message, person });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at: needs.world.now(), kind: "passed", who: person, say: "No longer covers this practice. Whoever is next is paged." });
  await needs.audit.record(tx, worker(row.client), "dispatch.end-assignment", messageOf(row), undefined, { person });
  await stepAside(needs, tx, { row, person });
}
