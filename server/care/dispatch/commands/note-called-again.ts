import type { Tx } from "../../../foundation/db/db.ts";
import type { Job } from "../../../foundation/due/index.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { AccountId, ClientId, MessageId } from "../../../foundation/ids.ts";
import { caseOf, loadOne, onLadder, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { step, type Effect } from "../rules/core.ts";
import { changed, messageOf, schedule } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { worker } from "./work-step.ts";

/** A correction is no second ring, and who rings again about something routine hurries nobody. */
export const mayBeCalledAgain = (ids: Job["payload"]): boolean => ids["urgency"] !== "routine" && ids["revision"] === 1;

/**
 * [D23] A caller who rings again about something urgent that nobody has taken does not wait out the patience of a step: the ladder goes on
 * now, a supervisor is told, and both messages say so. Told twice after a crash, it counts once: all of it is one transaction.
 */
export const noteCalledAgain = (needs: Needs): Subscriber => async (job, finish) => {
  const client = job.client as ClientId;
  await needs.db.transaction(worker(client).scope, async (tx) => {
    const asked = mayBeCalledAgain(job.payload) ? needs.earlierFrom(tx, { client, account: job.payload.account as AccountId, message: job.subject as MessageId }) : [];
    const [earlier] = await Promise.all([asked, finish(tx)]); // Both are kept with what follows, or neither.
    for (const message of earlier) await hurry(needs, tx, { message, again: job.subject as MessageId });
  });
};

async function hurry(needs: Needs, tx: Tx, { message, again }: { message: MessageId; again: MessageId }): Promise<void> {
  const row = await dispatches.lockNewest(tx, message);
  if (row?.state !== "working" && row?.state !== "alarm") return;
  const loaded = await loadOne(needs, tx, row);
  const at = needs.world.now();
  const { effects } = step(caseOf(loaded), { kind: "called-again" }, at);
  const isHurried = await carryOut(needs, tx, { loaded, effects });
  const say = isHurried ? "The same caller rang again about something urgent. The next step begins now." : "The same caller rang again about something urgent.";
  await needs.messages.addEvent(tx, { client: row.client, message, revision: row.revision, at, kind: "called-again", say });
  await needs.messages.addEvent(tx, { client: row.client, message: again, revision: 1, at, kind: "called-again", say: "The same caller has an earlier message that nobody has taken." });
  await needs.audit.record(tx, worker(row.client), "dispatch.called-again", messageOf(row), isHurried ? "hurried" : "noted", { again });
  await needs.facts.record(tx, { name: "dispatch.called-again", subject: message, client: row.client, at, ids: { account: row.account, again } });
  changed(needs, tx, row);
}

/** [D28] Of what was held the ladder is another from here on. False: there is nothing left to hurry. */
async function carryOut(needs: Needs, tx: Tx, { loaded, effects }: { loaded: Loaded; effects: readonly Effect[] }): Promise<boolean> {
  const { row } = loaded;
  const timer = effects.find((effect) => effect.kind === "timer");
  for (const effect of effects) if (effect.kind === "ladder") dispatches.setSteps(tx, row, effect.steps);
  if (!timer) return false;
  await decisions.setHurried(tx, { client: row.client, id: onLadder(loaded.decisions).at(-1)!.id, hurriedAt: needs.world.now() });
  await schedule(needs, tx, { row, dueAt: timer.at });
  return true;
}
