import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Place } from "../ports.ts";

/** Where a desk stands, and the number under which the carrier knows it. */
export interface DeskPlace {
  readonly name: string;
  readonly place: Place;
  readonly callback: string;
}

export interface KnownDesk {
  readonly workstation: string;
  readonly desk: DeskPlace | null;
  readonly seenAt: Instant;
  readonly seenBy: PersonId;
  readonly savedAt: Instant | null;
}

interface DeskRow {
  readonly workstation: string;
  readonly name: string | null;
  readonly place: Place | null;
  readonly callback: string | null;
  readonly seenAt: Instant;
  readonly seenBy: PersonId;
  readonly savedAt: Instant | null;
}

const toKnown = ({ workstation, name, place, callback, seenAt, seenBy, savedAt }: DeskRow): KnownDesk => ({
  workstation, desk: name !== null && place !== null && callback !== null ? { name, place, callback } : null, seenAt, seenBy, savedAt,
});

/** A house has tens of desks; what is beyond was not seen for longest. */
const DESKS_MAX = 500;

export const knownDesks = async (tx: Tx): Promise<KnownDesk[]> =>
  (await tx.rows<DeskRow>(sql`
    select workstation_id as workstation, name, place, callback, seen_at as "seenAt", seen_by as "seenBy", saved_at as "savedAt"
      from calls.desk_place order by seen_at desc limit ${DESKS_MAX}`)).map(toKnown);

export const deskAt = async (tx: Tx, workstation: string): Promise<KnownDesk | undefined> =>
  (await tx.rows<DeskRow>(sql`
    select workstation_id as workstation, name, place, callback, seen_at as "seenAt", seen_by as "seenBy", saved_at as "savedAt"
      from calls.desk_place where workstation_id = ${workstation}`)).map(toKnown)[0];

export const seeDesk = (tx: Tx, desk: { workstation: string; person: PersonId; at: Instant }): Promise<number> =>
  tx.run(sql`
    insert into calls.desk_place (workstation_id, seen_at, seen_by) values (${desk.workstation}, ${toIso(desk.at)}, ${desk.person})
    on conflict (workstation_id) do update set seen_at = excluded.seen_at, seen_by = excluded.seen_by`);

/** False: no such desk was seen. */
export const saveDesk = async (tx: Tx, desk: DeskPlace & { workstation: string; person: PersonId; at: Instant }): Promise<boolean> =>
  (await tx.run(sql`
    update calls.desk_place
       set name = ${desk.name}, place = ${JSON.stringify(desk.place)}, callback = ${desk.callback}, saved_at = ${toIso(desk.at)}, saved_by = ${desk.person}
     where workstation_id = ${desk.workstation}`)) === 1;

interface EmergencyRow {
  readonly id: string;
  readonly at: Instant;
  readonly number: "911" | "933";
  readonly person: PersonId;
  readonly workstation: string | null;
  readonly call: CallId | null;
  readonly desk: DeskPlace | null;
}

export const addEmergency = (tx: Tx, row: EmergencyRow): Promise<number> =>
  tx.run(sql`
    insert into calls.emergency_call (id, at, number, person, workstation_id, call_id, desk, place, callback)
    values (${row.id}, ${toIso(row.at)}, ${row.number}, ${row.person}, ${row.workstation}, ${row.call}, ${row.desk?.name ?? null},
            ${row.desk ? JSON.stringify(row.desk.place) : null}, ${row.desk?.callback ?? null})
    on conflict (id) do nothing`);

export const endEmergency = (tx: Tx, row: { id: string; answeredAt: Instant | null; endedAt: Instant; outcome: string }): Promise<number> =>
  tx.run(sql`
    update calls.emergency_call set answered_at = coalesce(answered_at, ${row.answeredAt === null ? null : toIso(row.answeredAt)}::timestamptz), ended_at = ${toIso(row.endedAt)}, outcome = ${row.outcome}
     where id = ${row.id} and ended_at is null`);
