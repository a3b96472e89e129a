import type { Duty, OnDuty, Oncall } from "../../server/care/oncall/index.ts";
import type { Scope } from "../../server/foundation/actor.ts";
import type { Db } from "../../server/foundation/db/db.ts";
import { sql } from "../../server/foundation/db/sql.ts";
import type { AccountId, ClientId } from "../../server/foundation/ids.ts";
import { plus, toIso, type Instant } from "../../server/foundation/time.ts";
import { Refused } from "./reach.ts";

/** A page further back than this says nothing about the instant. */
const DECISION_HOURS_MAX = 24;

export interface House {
  readonly db: Db;
  readonly oncall: Pick<Oncall, "dutyKnownAt">;
}

interface Found {
  readonly id: AccountId;
  readonly scope: Scope;
}

/** Every client's accounts are looked through: who runs this command runs the machine. */
async function accountOf({ db }: House, name: string): Promise<Found> {
  const bare: Scope = { role: "app", clients: [] };
  const clients = await db.transaction(bare, (tx) => tx.rows<{ client: ClientId }>(sql`select client_id as client from clients.roll`));
  const every: Scope = { role: "app", clients: clients.map(({ client }) => client) };
  const row = await db.transaction(every, (tx) => tx.maybe<{ id: AccountId; client: ClientId }>(sql`
    select id, client_id as client from directory.account where id::text = ${name} or slug = ${name}`));
  if (!row) throw new Refused("There is no such account.");
  return { id: row.id, scope: { role: "app", clients: [row.client] } };
}

interface Decision {
  readonly why: string;
  readonly at: Instant;
  readonly version: number | null;
}

/** The last page of this account that a step of its ladder decided at or before the instant. */
const decisionBefore = ({ db }: House, { id, scope }: Found, at: Instant): Promise<Decision | undefined> =>
  db.transaction(scope, (tx) => tx.maybe<Decision>(sql`
    select d.why, d.decided_at as at, d.schedule_version as version
      from dispatch.decision d join dispatch.dispatch w on w.client_id = d.client_id and w.id = d.dispatch_id
     where w.account_id = ${id} and d.schedule_version is not null and d.decided_at <= ${toIso(at)} and d.decided_at > ${toIso(plus(at, { hours: -DECISION_HOURS_MAX }))}
     order by d.decided_at desc, d.number desc
     limit 1`));

export interface Replayed {
  readonly lines: readonly string[];
  /** False: the last page was decided by a rule that would not decide it now. */
  readonly same: boolean;
}

/** [O35] Who was on duty at a past instant, by what was known then; and the last page before it, decided once more. */
export async function replay(house: House, { account, at }: { account: string; at: Instant }): Promise<Replayed> {
  const found = await accountOf(house, account);
  const dutyThen = async (when: Instant): Promise<Duty> => (await house.db.transaction(found.scope, (tx) => house.oncall.dutyKnownAt(tx, found.id, when)))!;
  const duty = await dutyThen(at);
  const lines = [`at            ${toIso(at)}`, ...linesOf(duty), `tz database   ${duty.tzVersion}`, `schedule      version ${duty.scheduleVersion}`];
  const stored = await decisionBefore(house, found, at);
  if (!stored) return { lines, same: true };
  const compared = compare(stored, await dutyThen(stored.at));
  return { lines: [...lines, "", ...compared.lines], same: compared.same };
}

function linesOf(duty: Duty): string[] {
  const further = duty.backups.filter((one) => one !== duty.backup).map((one): Seat => ["further", one]);
  const roles = Object.entries(duty.roles).map(([role, who]): Seat => [role, who[0] ?? null]);
  const seats: Seat[] = [["first", duty.first], ["backup", duty.backup], ...further, ...roles];
  const empty = Object.entries(duty.roles).flatMap(([role, who]) => (who.length > 0 ? [] : [`why nobody    ${duty.roleWhy[role] ?? duty.why}`]));
  return [...seats.flatMap(seatLines), ...(duty.first ? [] : [`why nobody    ${duty.why}`]), ...empty];
}

type Seat = readonly [name: string, who: OnDuty | null];
const NAME_WIDTH = 13;
const seatLines = ([name, who]: Seat): string[] => {
  if (!who) return [`${name.padEnd(NAME_WIDTH)} nobody`];
  return [`${name.padEnd(NAME_WIDTH)} ${who.name}, until ${toIso(who.until)}, then ${who.next?.name ?? "nobody"}`, `${"".padEnd(NAME_WIDTH)} ${who.why}`];
};

/** The sentence of a decision names rule, version, zone and time zone database: the same sentence is the same decision. */
export function compare(stored: Decision, now: Duty): Replayed {
  const sentences = [now.first, ...now.backups, ...Object.values(now.roles).flat()].flatMap((one) => one?.why ?? []).concat(now.why, Object.values(now.roleWhy));
  const tz = /tz database ([^)]+)\)/.exec(stored.why)?.[1];
  const asNow = (text: string): string => text.replaceAll(/tz database [^)]+\)/g, `tz database ${now.tzVersion})`);
  const same = sentences.some((one) => asNow(stored.why).includes(one) || one.includes(asNow(stored.why)));
  const lines = [`last page     ${toIso(stored.at)}, schedule version ${stored.version}`, `decided by    ${stored.why}`];
  if (tz !== undefined && tz !== now.tzVersion) lines.push(`tz database   the page was decided with ${tz}, this machine has ${now.tzVersion}: the rules of a zone may differ`);
  lines.push(same ? "replayed      the same rule, at that instant" : "REPLAYED      another rule than was stored, at that instant");
  return { lines, same };
}
