import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { ClientId, DispatchId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Errand } from "../../delivery/index.ts";
import { errandOf, whenAnswered } from "../errand.ts";
import { known, loadOne, workOf } from "../load.ts";
import type { Needs } from "../needs.ts";
import { nextMove, type Move } from "../rules/next-move.ts";
import { dueOf, messageOf, setTimer } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { pageRole } from "./page-role.ts";
import { raiseAlarm } from "./raise-alarm.ts";

/** More rungs than any ladder has: 10 steps of 6 tries. */
const RUNGS_MAX = 60;
/** A step that failed this often is not tried again: about four seconds after it fell due. */
const TRIES_MAX = 3;

export const worker = (client: ClientId): Actor => system("dispatch", { clients: [client] });

/**
 * [D3] [D5] One look at a dispatch that fell due. First transaction: decide, and claim whoever is paged. Then page, with no transaction
 * open. Where the answer is kept: when to look again. A crash between them leaves the job, and the next look finds the claim without an answer.
 */
export const workStep = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const as = worker(job.client!);
  const isStuck = job.tries > TRIES_MAX && job.failedWith !== null;
  const errand = await needs.db.transaction(as.scope, async (tx) => {
    const row = await dispatches.lock(tx, job.client!, job.subject as DispatchId);
    if (row?.state === "working" && isStuck) return giveUp(needs, tx, { as, row, finish });
    return row ? decide(needs, tx, { as, row, finish, waitedFor: job.payload["until"] }) : finish(tx);
  });
  if (errand) await needs.delivery.perform(errand);
};

/** [D19] Whatever keeps this step from being decided, a person can do without it: they are told now, not when it is repaired. */
async function giveUp(needs: Needs, tx: Tx, { as, row, finish }: Pick<Look, "as" | "row" | "finish">): Promise<void> {
  await finish(tx);
  await raiseAlarm(needs, tx, { as, row, why: "The next step could not be decided. The desk has an alarm." });
}

interface Look {
  readonly as: Actor;
  readonly row: dispatches.DispatchRow;
  readonly finish: Finish;
  /** The instant this timer was set to. */
  readonly waitedFor: Job["payload"][string] | undefined;
}

/** Climbs until somebody is to be paged, or there is nothing to do now. */
async function decide(needs: Needs, tx: Tx, look: Look): Promise<Errand | void> {
  const { as, row, finish } = look;
  const answered = lookAgain(needs, look);
  for (let climbed = 0; climbed < RUNGS_MAX; climbed++) {
    const loaded = await loadOne(needs, tx, row);
    const move = nextMove(workOf(loaded), rang(needs.world.now(), look));
    if (move.kind !== "notify") return settle(needs, tx, { ...look, move });
    const attempt = await pageRole(needs, tx, { as, loaded, move });
    if (attempt) return errandOf(row, attempt, answered);
  }
  await finish(tx);
  await raiseAlarm(needs, tx, { as, row }); // No ladder is this long; if one is, a person is told.
}

/** The timer rang: what this row waits for is over, also by a clock that was set back meanwhile. A timer of an earlier wait says nothing. */
const rang = (at: Instant, { row, waitedFor }: Look): Instant => (row.nextAt !== null && row.nextAt === waitedFor && row.nextAt > at ? row.nextAt : at);

async function settle(needs: Needs, tx: Tx, look: Look & { move: Exclude<Move, { kind: "notify" }> }): Promise<Errand | void> {
  const { as, row, finish, move } = look;
  if (move.kind === "again") {
    const attempt = await needs.delivery.claimAgain(tx, { client: row.client, attempt: move.attempt });
    await needs.audit.record(tx, as, "dispatch.repeat", messageOf(row), undefined, { attempt: attempt.id, repeats: attempt.repeats });
    return errandOf(row, attempt, lookAgain(needs, look));
  }
  await finish(tx);
  if (move.kind === "alarm") return raiseAlarm(needs, tx, { as, row });
  await setTimer(needs, tx, { row, dueAt: dueOf(move, needs.world.now()) });
}

/** When the answer is kept: everything is asked again, because a person may have taken the message or passed it on while it was paged. */
const lookAgain = (needs: Needs, { row: { client, id: dispatch, message }, finish }: Look): Errand["answered"] =>
  whenAnswered(needs, { client, dispatch, finish, also: (tx) => Promise.all([decisions.ofOne(tx, { client, dispatch }), needs.delivery.answersFor(tx, { client, message })]) }, async (tx, { row, held, also }) => {
    const at = needs.world.now();
    if (held && row.state === "working") await setTimer(needs, tx, { row, dueAt: dueOf(nextMove(workOf(known(row, also)), at), at) });
  });
