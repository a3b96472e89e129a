import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { isAssigned } from "../assigned.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { PASS_WORDS, type PassReason } from "../rules/say.ts";
import { changed, messageOf, schedule } from "../schedule.ts";
import { caseOf, loadOne } from "../load.ts";
import { step as decide } from "../rules/core.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";

export interface PassAsk {
  readonly message: MessageId;
  /** "pass" to the backup, or why it is not this person. */
  readonly reason: PassReason;
}

/** [D9] "Not me", or "pass to the backup": when it is this person's turn the ladder moves on at once; they are not paged about it again. */
export const passOn = (needs: Needs) => async (tx: Tx, as: Actor, ask: PassAsk): Promise<Outcome<undefined>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const assigned = await isAssigned(needs, tx, { row, person: as.person });
  const refusal = !assigned ? refusals.notAssigned : row.state === "taken" ? refusals.alreadyTaken : undefined;
  await needs.audit.record(tx, as, "message.pass", messageOf(row), refusal ? "no" : "yes", { reason: ask.reason });
  if (refusal) return refuse(refusal);
  await step(needs, tx, { row, person: as.person, reason: ask.reason });
  return done();
};

async function step(needs: Needs, tx: Tx, { row, person, reason }: { row: dispatches.DispatchRow; person: PersonId; reason: PassReason }): Promise<void> {
  const at = needs.world.now();
  const event = { client: row.client, message: row.message, revision: row.revision, at, who: person } as const;
  await needs.messages.addEvent(tx, reason === "pass" ? { ...event, kind: "passed", say: "Passed to the backup." } : { ...event, kind: "not-me", say: `“Not me”: ${PASS_WORDS[reason]}.` });
  await stepAside(needs, tx, { row, person });
}

/** [D9] This person is not paged about it any more; when it is their turn the next step begins at once. */
export async function stepAside(needs: Needs, tx: Tx, { row, person }: { row: dispatches.DispatchRow; person: PersonId }): Promise<void> {
  const at = needs.world.now();
  const { effects } = decide(caseOf(await loadOne(needs, tx, row)), { kind: "pass", me: person }, at);
  await decisions.markPassed(tx, { client: row.client, dispatch: row.id, person, passedAt: at });
  for (const effect of effects) if (effect.kind === "timer") await schedule(needs, tx, { row, dueAt: effect.at });
  changed(needs, tx, row);
}
