import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { DispatchId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import { PRIORITY } from "../../delivery/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { changed, messageOf, SOUND } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import { worker } from "./work-step.ts";

const QUIET = { seconds: 60 };

/** [D8] Quiet for a minute, then the alarm sounds again: only an acknowledgement ends it. */
export const quietAlarm = (needs: Needs) => async (tx: Tx, as: Actor, message: MessageId): Promise<Outcome<undefined>> => {
  const found = await alarmOf(needs, tx, { as, message });
  if (!found.ok) return found;
  const row = found.value;
  const at = needs.world.now();
  const until = plus(at, QUIET);
  await dispatches.setQuiet(tx, row, until);
  await needs.due.cancel(tx, { subject: row.id, kinds: [SOUND] });
  await needs.due.at(tx, { kind: SOUND, subject: row.id, client: row.client, at: until, priority: PRIORITY.emergency });
  await noteOnAlarm(needs, tx, { as, row, say: "The alarm is quiet for 60 seconds.", action: "alarm.quiet" });
  return done();
};

export const soundAgain = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  await needs.db.transaction(worker(job.client!).scope, async (tx) => {
    const row = await dispatches.lock(tx, job.client!, job.subject as DispatchId);
    await finish(tx);
    if (row?.state !== "alarm") return;
    await dispatches.setQuiet(tx, row, null);
    await needs.audit.record(tx, worker(row.client), "alarm.sound", messageOf(row));
    changed(needs, tx, row);
  });
};

/** [D8] Hands the alarm to an operator who is free. It sounds on. */
export const giveAlarm = (needs: Needs) => async (tx: Tx, as: Actor, message: MessageId): Promise<Outcome<{ to: PersonId }>> => {
  const found = await alarmOf(needs, tx, { as, message });
  if (!found.ok) return found;
  const row = found.value;
  const to = await needs.freeOperator(tx, as);
  if (!to) return refuse(refusals.nobodyFree);
  await dispatches.setGiven(tx, row, to);
  const name = (await needs.namesOf(tx, [to])).get(to) ?? "another operator";
  await noteOnAlarm(needs, tx, { as, row, say: `The alarm was given to ${name}.`, action: "alarm.give" });
  return done({ to });
};

async function alarmOf(needs: Needs, tx: Tx, { as, message }: { as: Actor; message: MessageId }): Promise<Outcome<dispatches.DispatchRow>> {
  const row = await dispatches.lockNewest(tx, message);
  if (!row) return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "alarm.handle", row.client))) return refuse(refusals.mayNot);
  return row.state === "alarm" ? done(row) : refuse(refusals.noAlarm);
}

interface Note {
  readonly as: Actor;
  readonly row: dispatches.DispatchRow;
  readonly say: string;
  readonly action: string;
}
async function noteOnAlarm(needs: Needs, tx: Tx, { as, row, say, action }: Note): Promise<void> {
  const at = needs.world.now();
  const who = as.kind === "person" ? as.person : null;
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: action === "alarm.quiet" ? "alarm-quiet" : "alarm", who, say });
  await needs.audit.record(tx, as, action, messageOf(row));
  changed(needs, tx, row);
}
