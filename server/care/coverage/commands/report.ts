import type { CoverageReport } from "../../../../contract/coverage.ts";
import { FINDINGS_MAX } from "../../../../contract/coverage.ts";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import { dayOfWall, wallAt, type AccountRow } from "../../directory/index.ts";
import { seatsOf } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { findingsOf, opensNew, type Finding } from "../rules/findings.ts";
import { sayFinding } from "../rules/words.ts";
import * as handOvers from "../store/hand-overs.ts";
import * as reports from "../store/reports.ts";
import { lookAt } from "./on-account.ts";
import { planAccount } from "./plan-hand-overs.ts";
import { prove, type Within } from "./prove.ts";

export const ROUND = "coverage.round";
export const CLIENT = "coverage.report";
/** The one timer's own subject. */
const TIMER = "00000000-0000-0000-0000-000000000275";
const EVERY = { days: 1 };
const KEPT = { days: -400 };
const REPORTS_SHOWN_MAX = 100;
const DAY_MS = 86_400_000;

/** Once at each start: one timer for the whole database, however often and on however many machines it starts. */
export const beginRounds = (needs: Needs) => (): Promise<void> =>
  needs.db.transaction(system("coverage").scope, async (tx) => {
    await needs.due.cancel(tx, { subject: TIMER });
    await needs.due.at(tx, { kind: ROUND, subject: TIMER, at: needs.world.now(), priority: 8, single: true });
  });

/** Asks for a report of each client, in its own scope, and to be woken a day later: all or nothing. */
export const goRound = (needs: Needs): DueHandler => (_job, finish) =>
  needs.db.transaction(system("coverage").scope, async (tx) => {
    const at = needs.world.now();
    for (const client of await needs.everyClient(tx)) await needs.due.at(tx, { kind: CLIENT, subject: client, client, at, priority: 8 });
    await finish(tx);
    await needs.due.at(tx, { kind: ROUND, subject: TIMER, at: plus(at, EVERY), priority: 8, single: true });
  });

/** [CV4] A row for each account of one client. A second time on one day replaces the first. */
export const reportClient = (needs: Needs): DueHandler => async (job, finish) => {
  const client = job.client as ClientId;
  const house = system("coverage", { clients: [client] });
  await needs.db.transaction(house.scope, async (tx) => {
    const at = needs.world.now();
    for (const account of await needs.directory.accounts(tx)) await reportAccount(needs, tx, account);
    await reports.forgetReports(tx, plus(at, KEPT));
    await handOvers.forget(tx, plus(at, KEPT));
    await needs.audit.record(tx, house, "coverage.report", { type: "client", id: client, client }, "yes");
    await finish(tx);
  });
};

async function reportAccount(needs: Needs, tx: Tx, account: AccountRow): Promise<void> {
  const at = needs.world.now();
  const proven = await prove(needs, tx, { account: account.id });
  if (!proven.ok) return;
  const { cover, window, holes, left } = proven.value;
  const findings = findingsOf({ at, window, cover: cover.ranks, seats: seatsOf(cover), overrides: cover.overrides, holes, savedAt: cover.savedAt, left });
  const day = toIso((dayOfWall(wallAt(at, account.zone)) * DAY_MS) as Instant).slice(0, 10);
  const before = (await reports.newestReport(tx, account.id))?.findings ?? [];
  await reports.saveReport(tx, { client: account.client, id: needs.world.id(), account: account.id, day, madeAt: at, findings: findings.slice(0, FINDINGS_MAX), found: findings.length });
  if (findings.length > 0) await needs.facts.record(tx, { name: "coverage.found", subject: account.id, client: account.client, at, ids: { findings: findings.length, holes: holes.length } });
  if (opensNew(before, findings)) await wakeManagers(needs, tx, account.client);
  await planAccount(needs, tx, account);
}

/** [CV26] They have a day's work before the gap does. What it is about stands in their room. */
async function wakeManagers({ managersOf, wake }: Needs, tx: Tx, client: ClientId): Promise<void> {
  for (const manager of await managersOf(tx, client)) await wake(tx, manager);
}

const peopleIn = (found: Finding): readonly PersonId[] => ("people" in found ? found.people : "person" in found && found.person ? [found.person] : []);

async function shown({ needs, tx }: Within, row: reports.ReportRow, account: Pick<AccountRow, "name" | "zone">): Promise<CoverageReport> {
  const names = await needs.namesOf(tx, [...new Set(row.findings.flatMap(peopleIn))]);
  const findings = row.findings.map((found) => ({ kind: found.kind, say: sayFinding(found, names), from: "from" in found ? toIso(found.from) : null, until: "until" in found ? toIso(found.until) : null }));
  return { account: row.account, accountName: account.name, zone: account.zone, day: row.day, madeAt: toIso(row.madeAt), findings, more: row.found - row.findings.length };
}

/** [CV5] For the practice. */
export const readReport =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<{ report: CoverageReport | null }>> =>
    lookAt(needs, { as, account: id, act: "oncall.see" }, async (tx, account) => {
      const row = await reports.newestReport(tx, id);
      return done({ report: row ? await shown({ needs, tx }, row, account) : null });
    });

/** [CV5] For the office: every account in scope whose newest report found something. */
export const readReports = (needs: Needs) => (as: Actor): Promise<Outcome<{ reports: CoverageReport[]; more: number }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const rows = await reports.reportsWithFindings(tx, REPORTS_SHOWN_MAX + 1);
    const accounts = new Map((await needs.directory.accounts(tx)).map((account) => [account.id, account]));
    const found: CoverageReport[] = [];
    for (const row of rows.slice(0, REPORTS_SHOWN_MAX)) {
      const account = accounts.get(row.account);
      if (account) found.push(await shown({ needs, tx }, row, account));
    }
    return done({ reports: found, more: rows.length - Math.min(rows.length, REPORTS_SHOWN_MAX) });
  });
