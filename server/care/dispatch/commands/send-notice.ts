import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { AttemptId, PersonId } from "../../../foundation/ids.ts";
import { PRIORITY, type Errand, type PageKind } from "../../delivery/index.ts";
import { errandOf, whenAnswered } from "../errand.ts";
import { loadOne } from "../load.ts";
import { answerOf } from "../rules/answer-of.ts";
import type { Needs } from "../needs.ts";
import { changed, messageOf } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import { worker } from "./work-step.ts";

/** A page beside the ladder that asks nobody to take the message: it moves no rung, and an acknowledgement does not stop it. */
export const NOTICE = "notice.page";

interface Ask {
  readonly as: Actor;
  readonly row: dispatches.DispatchRow;
  readonly person: PersonId;
  readonly kind: Exclude<PageKind, "page">;
}

/** Claimed now, under the lock of its dispatch, and sent by a job of its own. Gives its number in the timeline. */
export async function claimNotice(needs: Needs, tx: Tx, { as, row, person, kind }: Ask): Promise<number> {
  const attempt = await needs.delivery.claim(tx, { client: row.client, message: row.message, revision: row.revision, person, kind });
  await needs.due.at(tx, { kind: NOTICE, subject: row.id, client: row.client, at: needs.world.now(), priority: PRIORITY[row.urgency], payload: { attempt: attempt.id } });
  await needs.audit.record(tx, as, "dispatch.notice", messageOf(row), kind, { person });
  changed(needs, tx, row);
  return attempt.number;
}

/** [D5] [D62] Sends what was claimed. On a second try nobody knows whether the first one arrived, so it is a repeat. */
export const sendNotice = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const at = { client: job.client!, dispatch: job.subject as dispatches.DispatchRow["id"] };
  const id = job.payload["attempt"] as AttemptId;
  const answered = whenAnswered(needs, { ...at, finish, also: async () => undefined }, async () => undefined);
  const errand = await needs.db.transaction(worker(at.client).scope, async (tx): Promise<Errand | undefined> => {
    const row = await dispatches.lock(tx, at.client, at.dispatch);
    const loaded = row && (await loadOne(needs, tx, row));
    if (!loaded || answerOf(id, loaded.receipts).outcome !== "claimed") return void (await finish(tx));
    const attempt = job.tries > 1 ? await needs.delivery.claimAgain(tx, { client: at.client, attempt: id }) : loaded.attempts.find((one) => one.id === id)!;
    return { ...errandOf(loaded.row, attempt, answered), wanted: (asked) => dispatches.isNewest(asked, loaded.row) };
  });
  if (errand) await needs.delivery.perform(errand);
};
