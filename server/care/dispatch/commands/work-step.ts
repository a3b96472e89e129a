import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { ClientId, DispatchId } from "../../../foundation/ids.ts";
import type { Errand } from "../../delivery/index.ts";
import { load, workOf, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { nextMove, type Move } from "../rules/next-move.ts";
import { changed, dueOf, messageOf, schedule } from "../schedule.ts";
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
 * open. Second transaction: when to look again. A crash between them leaves the job, and the next look finds the claim without an answer.
 */
export const workStep = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const as = worker(job.client!);
  const isStuck = job.tries > TRIES_MAX && job.failedWith !== null;
  const errand = await needs.db.transaction(as.scope, async (tx) => {
    const row = await dispatches.lock(tx, job.client!, job.subject as DispatchId);
    if (row?.state === "working" && isStuck) return giveUp(needs, tx, { as, row, finish });
    return row ? decide(needs, tx, { as, row, finish }) : finish(tx);
  });
  if (!errand) return;
  await needs.delivery.perform(errand);
  await needs.db.transaction(as.scope, async (tx) => {
    const row = (await dispatches.lock(tx, job.client!, job.subject as DispatchId))!;
    await finish(tx);
    await lookAgain(needs, tx, row);
  });
};

/** [D19] Whatever keeps this step from being decided, a person can do without it: they are told now, not when it is repaired. */
async function giveUp(needs: Needs, tx: Tx, { as, row, finish }: Look): Promise<void> {
  await finish(tx);
  await raiseAlarm(needs, tx, { as, row, why: "The next step could not be decided. The desk has an alarm." });
}

interface Look {
  readonly as: Actor;
  readonly row: dispatches.DispatchRow;
  readonly finish: Finish;
}

/** Climbs until somebody is to be paged, or there is nothing to do now. */
async function decide(needs: Needs, tx: Tx, look: Look): Promise<Errand | void> {
  const { as, row, finish } = look;
  for (let climbed = 0; climbed < RUNGS_MAX; climbed++) {
    const loaded = await loadOne(needs, tx, row);
    const move = nextMove(workOf(loaded), needs.world.now());
    if (move.kind === "notify") {
      const errand = await pageRole(needs, tx, { as, loaded, move });
      if (errand) return errand;
    } else return settle(needs, tx, { ...look, move });
  }
  await finish(tx);
  await raiseAlarm(needs, tx, { as, row }); // No ladder is this long; if one is, a person is told.
}

async function settle(needs: Needs, tx: Tx, { as, row, finish, move }: Look & { move: Exclude<Move, { kind: "notify" }> }): Promise<Errand | void> {
  if (move.kind === "again") {
    const attempt = await needs.delivery.claimAgain(tx, { client: row.client, attempt: move.attempt });
    await needs.audit.record(tx, as, "dispatch.repeat", messageOf(row), undefined, { attempt: attempt.id, repeats: attempt.repeats });
    return errandOf(row, attempt);
  }
  await finish(tx);
  if (move.kind === "alarm") return raiseAlarm(needs, tx, { as, row });
  await schedule(needs, tx, { row, dueAt: dueOf(move, needs.world.now()) });
}

async function lookAgain(needs: Needs, tx: Tx, row: dispatches.DispatchRow): Promise<void> {
  const at = needs.world.now();
  const move = nextMove(workOf(await loadOne(needs, tx, row)), at);
  if (row.state === "working") await schedule(needs, tx, { row, dueAt: dueOf(move, at) });
  await changed(needs, tx, { row, at });
}

export const loadOne = async (needs: Needs, tx: Tx, row: dispatches.DispatchRow): Promise<Loaded> => (await load(needs, tx, [row]))[0]!;

/** [D6] Asked by the channel at its last moment: once somebody took the message, nobody else is paged. */
export const errandOf = (row: dispatches.DispatchRow, attempt: Omit<Errand, "urgency" | "wanted">): Errand => ({
  ...attempt,
  urgency: row.urgency,
  wanted: (tx) => dispatches.isOpen(tx, row.client, row.id),
});
