import type { PageReason } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { AttemptId, DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { PRIORITY, type Errand } from "../../delivery/index.ts";
import { errandOf, whenAnswered } from "../errand.ts";
import { loadOne } from "../load.ts";
import { answerOf } from "../rules/answer-of.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { changed, messageOf, PAGE } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { claim } from "./page-role.ts";
import { worker } from "./work-step.ts";

export interface NamedAsk {
  readonly message: MessageId;
  readonly person: PersonId;
  /** Why the operator overrides the resolver. */
  readonly reason: PageReason;
}

/** [D10] The desk pages a person by name, with a reason, beside the ladder: whatever the ladder would do, it still does. */
export const pageNamed = (needs: Needs) => async (tx: Tx, as: Actor, ask: NamedAsk): Promise<Outcome<undefined>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row) return refuse(refusals.notFound);
  const refusal = await whyNot(needs, tx, { as, row, person: ask.person });
  await needs.audit.record(tx, as, "dispatch.pageNamed", messageOf(row), refusal ? "no" : "yes", { person: ask.person });
  if (refusal) return refuse(refusal);
  const at = needs.world.now();
  const attempt = await claim(needs, tx, { row, person: ask.person });
  const number = (await loadOne(needs, tx, row)).decisions.length + 1;
  decisions.add(tx, {
    client: row.client, id: needs.world.id(), dispatch: row.id, message: row.message, number, step: null, repeat: null, role: "named", person: ask.person,
    why: "Paged by name from the desk.", scheduleVersion: null, reason: ask.reason, attempt: attempt.id, decidedAt: at, passedAt: null, heldUntil: null,
  });
  await needs.due.at(tx, { kind: PAGE, subject: row.id, client: row.client, at, priority: PRIORITY[row.urgency], payload: { attempt: attempt.id } });
  changed(needs, tx, row);
  return done();
};

async function whyNot(needs: Needs, tx: Tx, { as, row, person }: { as: Actor; row: dispatches.DispatchRow; person: PersonId }): Promise<Refusal | undefined> {
  if (!(await needs.access.may(tx, as, "page.send", row.client))) return refusals.mayNot;
  if (row.state === "taken") return refusals.alreadyTaken;
  return (await needs.mayBePaged(tx, row.account, person)) ? undefined : refusals.mayNotBePaged;
}

/** [D5] Performs what was claimed. On a second try of this job nobody knows whether the first one paged, so it is a repeat. */
export const performNamed = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const at = { client: job.client!, dispatch: job.subject as DispatchId };
  const id = job.payload["attempt"] as AttemptId;
  const answered = whenAnswered(needs, { ...at, finish, also: async () => undefined }, async () => undefined);
  const errand = await needs.db.transaction(worker(at.client).scope, async (tx): Promise<Errand | undefined> => {
    const row = await dispatches.lock(tx, at.client, at.dispatch);
    const loaded = row && (await loadOne(needs, tx, row));
    if (!loaded || answerOf(id, loaded.receipts).outcome !== "claimed") return void (await finish(tx));
    const attempt = job.tries > 1 ? await needs.delivery.claimAgain(tx, { client: at.client, attempt: id }) : loaded.attempts.find((one) => one.id === id)!;
    return errandOf(loaded.row, attempt, answered);
  });
  if (errand) await needs.delivery.perform(errand);
};
