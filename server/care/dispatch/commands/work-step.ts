import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { AttemptId, ClientId, DispatchId, MessageId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Attempt, Errand } from "../../delivery/index.ts";
import { errandOf, whenAnswered } from "../errand.ts";
import { caseOf, known, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { step, type Effect } from "../rules/core.ts";
import { isQuiet } from "../rules/ladder.ts";
import { changed, messageOf, setTimer } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { keepRung, reachable, type Reached } from "./page-role.ts";
import { raiseAlarm } from "./raise-alarm.ts";

/** A step that failed this often is not tried again: about four seconds after it fell due. */
const TRIES_MAX = 3;

export const worker = (client: ClientId): Actor => system("dispatch", { clients: [client] });

/**
 * [D3] [D5] One look at a dispatch that fell due. One transaction: decide, claim whoever is paged, and place the page where the way is
 * our own inbox. By any other way the page leaves afterwards, with no transaction open, and when to look again is kept with its answer:
 * a crash between them leaves the job, and the next look finds the claim without an answer.
 */
export const workStep = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const as = worker(job.client!);
  const isStuck = job.tries > TRIES_MAX && job.failedWith !== null;
  const errand = await needs.db.transaction(as.scope, async (tx) => {
    const loaded = await lockAndLoad(needs, tx, job);
    if (!loaded) return finish(tx);
    if (loaded.row.state === "working" && isStuck) return giveUp(needs, tx, { as, row: loaded.row, finish });
    return decide(needs, tx, { loaded, look: { as, row: loaded.row, finish, waitedFor: job.payload["until"] } });
  });
  if (errand) await needs.delivery.perform(errand);
};

/** The lock, and behind it in the same breath all that is known: what is read after a lock is newer than the lock. */
async function lockAndLoad(needs: Needs, tx: Tx, { client, subject, payload }: Job): Promise<Loaded | undefined> {
  const at = { client: client!, dispatch: subject as DispatchId };
  const message = payload["message"] as MessageId | undefined;
  const [row, chosen, answered] = await Promise.all([dispatches.lock(tx, at.client, at.dispatch), decisions.ofOne(tx, at), message && needs.delivery.answersFor(tx, { client: at.client, message })]);
  return row && known(row, [chosen, answered ?? (await needs.delivery.answersFor(tx, row))]); // A timer of an earlier version names no message.
}

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

/** Asks the core, and again with the resolver's answer when it needs to know who is on duty; then carries out what it says. */
async function decide(needs: Needs, tx: Tx, { look, loaded }: { look: Look; loaded: Loaded }): Promise<Errand | void> {
  const { row, finish, waitedFor } = look;
  const before = caseOf(loaded);
  const due = { kind: "due", waitedFor: (waitedFor as Instant | undefined) ?? null, fresh: null } as const;
  let { effects } = step(before, { ...due, duty: null }, needs.world.now());
  if (effects.some(({ kind }) => kind === "ask-duty")) ({ effects } = step(before, { ...due, duty: await reachable(needs, tx, row) }, needs.world.now()));
  const errand = await carryOut(needs, tx, { look, loaded, effects });
  if (!errand) return finish(tx);
  return (await needs.delivery.place(tx, errand)) ? undefined : errand;
}

/** In the order of the core. A page or a repeat is the last: what follows from it is asked when its answer is kept. */
async function carryOut(needs: Needs, tx: Tx, { look, loaded, effects }: { look: Look; loaded: Loaded; effects: readonly Effect[] }): Promise<Errand | undefined> {
  let number = loaded.decisions.length;
  for (const effect of effects) {
    if (effect.kind === "again") return repeat(needs, tx, { look, attempt: effect.attempt });
    if (isRung(effect)) {
      const attempt = await keepRung(needs, tx, { as: look.as, loaded, effect, number: ++number });
      if (attempt) return pageOf(needs, look, attempt);
      // [D22] Every desk sees what is to be done; whoever does it says how it went.
      if (effect.kind === "ask-desk" || effect.kind === "hold") changed(needs, tx, look.row);
    } else await settle(needs, tx, { look, effect });
  }
  return undefined;
}

const isRung = (effect: Effect): effect is Reached => effect.kind === "nobody" || effect.kind === "page" || effect.kind === "ask-desk" || effect.kind === "hold";

async function settle(needs: Needs, tx: Tx, { look: { as, row }, effect }: { look: Look; effect: Effect }): Promise<void> {
  if (effect.kind === "alarm") await raiseAlarm(needs, tx, { as, row });
  if (effect.kind === "timer") await setTimer(needs, tx, { row, dueAt: effect.at });
}

async function repeat(needs: Needs, tx: Tx, { look, attempt: id }: { look: Look; attempt: AttemptId }): Promise<Errand> {
  const { as, row } = look;
  const attempt = await needs.delivery.claimAgain(tx, { client: row.client, attempt: id });
  await needs.audit.record(tx, as, "dispatch.repeat", messageOf(row), undefined, { attempt: attempt.id, repeats: attempt.repeats });
  return pageOf(needs, look, attempt);
}

/** [D25] A quiet rule is asked when the page leaves; a page that the desk sends by hand it does not touch. */
const pageOf = (needs: Needs, look: Look, attempt: Attempt): Errand => ({ ...errandOf(look.row, attempt, lookAgain(needs, look)), silent: isQuiet(look.row.quiet, { ...look.row, at: needs.world.now() }) });

/** When the answer is kept: everything is asked again, because a person may have taken the message or passed it on while it was paged. */
const lookAgain = (needs: Needs, { row: { client, id: dispatch, message }, finish }: Look): Errand["answered"] =>
  whenAnswered(needs, { client, dispatch, finish, also: (tx) => Promise.all([decisions.ofOne(tx, { client, dispatch }), needs.delivery.answersFor(tx, { client, message })]) }, async (tx, { row, held, also }) => {
    for (const effect of step(caseOf(known(row, also)), { kind: "answered", held }, needs.world.now()).effects) if (effect.kind === "timer") await setTimer(needs, tx, { row, dueAt: effect.at });
  });
