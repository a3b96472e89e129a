import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { NotYet, type Finish, type Job } from "../../../foundation/due/index.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { monthAt } from "../rules/month.ts";
import { ACKNOWLEDGED_MINUTES_MAX, missedInARow, SCORED } from "../rules/score.ts";
import * as store from "../store.ts";
import { keepPlan, LAST } from "./plan-drill.ts";

export const PAGE = "drills.page";
export const CLOSE = "drills.close";
const LOOK_AGAIN_MINUTES = 15;
const WAITS_DAYS_MAX = 3;

/** The house, where it must see what waits for this person whoever the client is. */
const as = (job: Job, person?: PersonId): Actor => system("drills", { clients: [job.client!], ...(person !== undefined && { person }) });
const subjectOf = (row: store.DrillRow) => ({ type: "drill", id: row.id, client: row.client });

/** [FD1] The hour has come: a drill for each clinician who had none this month, and the next month's hour. */
export const beginDrills = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const [client, account] = [job.client!, job.subject as AccountId];
  await needs.db.transaction(as(job).scope, async (tx) => {
    await finish(tx);
    const [plan, place] = [await store.lockPlan(tx, { client, account }), await needs.directory.account(tx, account)];
    if (!plan || !place) return;
    const at = needs.world.now();
    for (const person of await needs.clinicians(tx, client)) {
      const row = { id: needs.world.id(), client, account, person, month: monthAt(job.dueAt, place.zone), begunAt: at };
      if (await store.begin(tx, row)) await needs.due.at(tx, { kind: PAGE, subject: row.id, client, at, priority: LAST, payload: { person } });
    }
    await needs.audit.record(tx, as(job), "drill.begin", { type: "account", id: account, client });
    await keepPlan(needs, tx, { plan, client, account, zone: place.zone });
  });
};

/** [FD2] The test page, when nothing real waits for this person. Their phones are woken with the words of every page. */
export const placeDrill = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const person = job.payload["person"] as PersonId;
  const later = await needs.db.transaction(as(job, person).scope, async (tx): Promise<Instant | null> => {
    const row = await store.lockDrill(tx, job.subject);
    const at = needs.world.now();
    const isBusy = row?.state === "waiting" && (await needs.delivery.untaken(tx, person)) > 0;
    if (isBusy && at < plus(row.begunAt, { days: WAITS_DAYS_MAX })) return plus(at, { minutes: LOOK_AGAIN_MINUTES });
    await finish(tx);
    if (row?.state !== "waiting") return null;
    await (isBusy ? close(needs, tx, { job, row, state: "excused" }) : place(needs, tx, { job, row, at }));
    return null;
  });
  if (later !== null) throw new NotYet(later);
};

async function place(needs: Needs, tx: Tx, { job, row, at }: { job: Job; row: store.DrillRow; at: Instant }): Promise<void> {
  const { client, person, id } = row;
  await store.place(tx, row, at);
  await needs.audit.record(tx, as(job), "drill.place", subjectOf(row));
  await needs.delivery.wake(tx, person);
  await needs.due.at(tx, { kind: CLOSE, subject: id, client, at: plus(at, { minutes: ACKNOWLEDGED_MINUTES_MAX, milliseconds: 1 }), priority: LAST, payload: { person } });
  tx.afterCommit(() => needs.tell(person));
}

/** [FD3] [FD4] The ten minutes are over. */
export const closeDrill = (needs: Needs) => async (job: Job, finish: Finish): Promise<void> => {
  const person = job.payload["person"] as PersonId;
  await needs.db.transaction(as(job, person).scope, async (tx) => {
    await finish(tx);
    const row = await store.lockDrill(tx, job.subject);
    if (row?.state !== "placed") return;
    const hadRealPage = (await needs.delivery.pages(tx, person)).some((page) => page.closedAt === null || page.placedAt >= row.placedAt!);
    await close(needs, tx, { job, row, state: hadRealPage ? "excused" : "missed" });
    tx.afterCommit(() => needs.tell(person));
  });
};

/** [FD6] */
async function close(needs: Needs, tx: Tx, { job, row, state }: { job: Job; row: store.DrillRow; state: "missed" | "excused" }): Promise<void> {
  await store.end(tx, row, state);
  await needs.audit.record(tx, as(job), "drill.close", subjectOf(row), state);
  if (state === "missed" && missedInARow(await store.ofPerson(tx, row, SCORED))) {
    await needs.facts.record(tx, { name: "drills.missed-in-a-row", subject: row.person, client: row.client, at: needs.world.now(), ids: { account: row.account } });
  }
}
