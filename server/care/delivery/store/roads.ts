import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import { CLOSED, type Breaker } from "../rules/breaker.ts";
import type { Waiter } from "../rules/line.ts";

/** Stands for the channel itself where a person would stand. */
const NO_PERSON = "00000000-0000-0000-0000-000000000000";
/** Beyond so many the line is long enough to say "later". */
const LINE_MAX = 500;

/** The channel's bucket, held until the transaction ends: of many workers one at a time reckons whose turn it is. */
export const lockRoad = async (tx: Tx, channel: string, at: Instant): Promise<Instant> => {
  await tx.run(sql`insert into delivery.bucket (channel, person_id, full_at) values (${channel}, ${NO_PERSON}, ${toIso(at)}) on conflict do nothing`);
  return (await tx.one<{ fullAt: Instant }>(sql`select full_at as "fullAt" from delivery.bucket where channel = ${channel} and person_id = ${NO_PERSON} for update`)).fullAt;
};

export const bucketsOf = async (tx: Tx, channel: string, people: readonly string[]): Promise<ReadonlyMap<string, Instant>> =>
  new Map((await tx.rows<{ person: string; fullAt: Instant }>(sql`
    select person_id as person, full_at as "fullAt" from delivery.bucket where channel = ${channel} and person_id = any (${[...people]}::uuid[])`)).map(({ person, fullAt }) => [person, fullAt]));

export const fill = (tx: Tx, channel: string, at: { person: string | null; fullAt: Instant }): void =>
  tx.send(sql`
    insert into delivery.bucket (channel, person_id, full_at) values (${channel}, ${at.person ?? NO_PERSON}, ${toIso(at.fullAt)})
    on conflict (channel, person_id) do update set full_at = excluded.full_at`);

/** Whoever did not come when it was their turn is not waited for: their job was forgotten, or their worker died and comes again. */
export const line = (tx: Tx, channel: string, cameSince: Instant): Promise<Waiter[]> =>
  tx.rows<Waiter>(sql`
    select attempt_id as id, person_id as person, priority, since from delivery.turn
     where channel = ${channel} and turn_at >= ${toIso(cameSince)} order by priority, since, attempt_id limit ${LINE_MAX}`);

export const myTurn = (tx: Tx, attempt: AttemptId): Promise<{ since: Instant; channel: string } | undefined> =>
  tx.maybe<{ since: Instant; channel: string }>(sql`select since, channel from delivery.turn where attempt_id = ${attempt}`);

export interface TurnRow extends Omit<Waiter, "id" | "person"> {
  readonly id: AttemptId;
  readonly client: ClientId;
  readonly message: MessageId;
  readonly person: PersonId;
  readonly channel: string;
  readonly turnAt: Instant;
}
export const wait = (tx: Tx, row: TurnRow): void =>
  tx.send(sql`
    insert into delivery.turn (attempt_id, client_id, message_id, person_id, channel, priority, since, turn_at)
    values (${row.id}, ${row.client}, ${row.message}, ${row.person}, ${row.channel}, ${row.priority}, ${toIso(row.since)}, ${toIso(row.turnAt)})
    on conflict (attempt_id) do update set channel = excluded.channel, turn_at = excluded.turn_at`);

export const leaveLine = (tx: Tx, attempt: AttemptId): void => tx.send(sql`delete from delivery.turn where attempt_id = ${attempt}`);

/** Nobody waits for the turn of a message that was taken; of one person, where they may not read it any more. */
export const leaveLineOf = (tx: Tx, at: { client: ClientId; message: MessageId; person: PersonId | null }): void =>
  tx.send(sql`delete from delivery.turn where client_id = ${at.client} and message_id = ${at.message} and (${at.person}::uuid is null or person_id = ${at.person}::uuid)`);

export const waitingOn = (tx: Tx): Promise<{ channel: string; count: number }[]> =>
  tx.rows<{ channel: string; count: number }>(sql`select channel, count(*) as count from delivery.turn group by channel`);

/** Held until the transaction ends, so that one page alone tries a way that failed. */
export const lockBreaker = async (tx: Tx, channel: string): Promise<Breaker> =>
  (await tx.maybe<Breaker>(sql`
    select failures, opened_at as "openedAt", probe_at as "probeAt", pause_seconds as "pauseSeconds" from delivery.breaker where channel = ${channel} for update`)) ?? CLOSED;

export const breakers = (tx: Tx): Promise<(Breaker & { channel: string })[]> =>
  tx.rows<Breaker & { channel: string }>(sql`select channel, failures, opened_at as "openedAt", probe_at as "probeAt", pause_seconds as "pauseSeconds" from delivery.breaker`);

export const saveBreaker = (tx: Tx, channel: string, b: Breaker): void =>
  tx.send(sql`
    insert into delivery.breaker (channel, failures, opened_at, probe_at, pause_seconds)
    values (${channel}, ${b.failures}, ${b.openedAt === null ? null : toIso(b.openedAt)}, ${b.probeAt === null ? null : toIso(b.probeAt)}, ${b.pauseSeconds})
    on conflict (channel) do update set failures = excluded.failures, opened_at = excluded.opened_at, probe_at = excluded.probe_at, pause_seconds = excluded.pause_seconds`);
