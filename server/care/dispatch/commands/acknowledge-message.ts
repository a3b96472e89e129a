import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { isAssigned } from "../assigned.ts";
import type { Needs } from "../needs.ts";
import { refusals, takenBy } from "../refusals.ts";
import { clockTime } from "../rules/say.ts";
import { mayAcknowledge, type Verdict } from "../rules/may-acknowledge.ts";
import { changed, messageOf, PAGE, SOUND, STEP } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";

export interface AcknowledgeAsk {
  readonly message: MessageId;
  readonly revision: number;
}

/** [D6] [D7] A person takes this revision. Everything that was pending is forgotten in the same transaction, under the lock a timer takes too. */
export const acknowledgeMessage = (needs: Needs) => async (tx: Tx, as: Actor, ask: AcknowledgeAsk): Promise<Outcome<{ at: Instant }>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const assigned = await isAssigned(needs, tx, { row, person: as.person });
  const verdict = mayAcknowledge(row, { me: as.person, assigned, revision: ask.revision });
  await needs.audit.record(tx, as, "message.acknowledge", messageOf(row), verdict.kind, { revision: ask.revision });
  if (verdict.kind === "already") return done({ at: verdict.at });
  if (verdict.kind !== "yes") return refuse(await whyNot(needs, tx, { row, person: as.person, verdict }));
  const at = needs.world.now();
  await take(needs, tx, { row, person: as.person, at });
  return done({ at });
};

export async function take(needs: Needs, tx: Tx, { row, person, at }: { row: dispatches.DispatchRow; person: PersonId; at: Instant }): Promise<void> {
  await dispatches.setTaken(tx, row, { person, at });
  await needs.due.cancel(tx, { subject: row.id, kinds: [STEP, PAGE, SOUND] });
  const attempt = await needs.delivery.acknowledged(tx, { ...row, person });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "acknowledged", attempt: attempt?.number, who: person, say: "A person has it. The ladder stopped." });
  await needs.facts.record(tx, { name: "message.acknowledged", subject: row.message, client: row.client, at, ids: { revision: row.revision, person, account: row.account } });
  changed(needs, tx, row);
}

interface Refused {
  readonly row: dispatches.DispatchRow;
  readonly person: PersonId;
  readonly verdict: Exclude<Verdict, { kind: "yes" | "already" }>;
}
/** [D7] Of two who take it at once, the second one is told who has it, and so is whoever reads the timeline. */
export async function whyNot(needs: Needs, tx: Tx, { row, person, verdict }: Refused): Promise<Refusal> {
  if (verdict.kind !== "taken") return refusals[verdict.kind];
  const name = (await needs.namesOf(tx, [verdict.by])).get(verdict.by);
  const say = `Acknowledged it as well; ${name ?? "somebody else"} has it since ${clockTime(verdict.at, row.zone)}.`;
  await needs.messages.noteReader(tx, { client: row.client, message: row.message, revision: row.revision, at: needs.world.now(), kind: "too-late", who: person, say });
  return takenBy(name, verdict.at, row.zone);
}
