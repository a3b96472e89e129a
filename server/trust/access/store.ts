import type { Role } from "../../../contract/common.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { AccountId, CallGroupId, ClientId, PersonId } from "../../foundation/ids.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export interface MembershipRow {
  readonly id: string;
  readonly person: PersonId;
  readonly client: ClientId | null;
  readonly role: Role;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** What a person holds at this instant. Read at every request: an ended role is gone at once. */
export const current = (tx: Tx, person: string, at: Instant): Promise<MembershipRow[]> =>
  tx.rows<MembershipRow>(sql`
    select id, person_id as person, client_id as client, role, from_at as "from", until_at as until
      from access.membership
     where person_id = ${person} and from_at <= ${toIso(at)} and (until_at is null or until_at > ${toIso(at)})
     order by from_at, id`);

/** What a person holds, or will once it begins. */
export const notEndedOf = (tx: Tx, person: string, at: Instant): Promise<{ role: Role; client: ClientId | null }[]> =>
  tx.rows(sql`
    select role, client_id as client
      from access.membership
     where person_id = ${person} and (until_at is null or until_at > ${toIso(at)})`);

export const currentOfMany = (tx: Tx, people: readonly string[], at: Instant): Promise<{ person: PersonId; role: Role }[]> =>
  tx.rows(sql`
    select person_id as person, role
      from access.membership
     where person_id = any (${[...people]}::uuid[]) and from_at <= ${toIso(at)} and (until_at is null or until_at > ${toIso(at)})`);

/** Roles not ended yet, of these clients, and of the service when asked. */
export const notEnded = (tx: Tx, of: { clients: readonly string[]; service: boolean }, at: Instant): Promise<MembershipRow[]> =>
  tx.rows<MembershipRow>(sql`
    select id, person_id as person, client_id as client, role, from_at as "from", until_at as until
      from access.membership
     where (client_id = any (${[...of.clients]}::uuid[]) or (client_id is null and ${of.service}))
       and (until_at is null or until_at > ${toIso(at)})
     order by from_at, id
     limit 5000`);

export const holders = (tx: Tx, of: { role: Role; client: string | null }, at: Instant): Promise<{ person: PersonId }[]> =>
  tx.rows<{ person: PersonId }>(sql`
    select distinct person_id as person from access.membership
     where role = ${of.role} and client_id is not distinct from ${of.client}::uuid
       and from_at <= ${toIso(at)} and (until_at is null or until_at > ${toIso(at)})
     order by person`);

export async function insertMembership(tx: Tx, row: MembershipRow & { readonly givenBy: string | null }): Promise<void> {
  await tx.run(sql`
    insert into access.membership (id, person_id, client_id, role, from_at, until_at, given_by)
    values (${row.id}, ${row.person}, ${row.client}, ${row.role}, ${toIso(row.from)}, ${row.until === null ? null : toIso(row.until)}, ${row.givenBy})`);
}

/** Locked, so that two administrators cannot end each other. */
export const lockAdministrators = (tx: Tx, at: Instant): Promise<{ id: string; person: PersonId }[]> =>
  tx.rows<{ id: string; person: PersonId }>(sql`
    select id, person_id as person from access.membership
     where role = 'administrator' and from_at <= ${toIso(at)} and (until_at is null or until_at > ${toIso(at)})
     order by id for update`);

export const lockMembership = (tx: Tx, of: { id: string; person: string }, at: Instant): Promise<MembershipRow | undefined> =>
  tx.maybe<MembershipRow>(sql`
    select id, person_id as person, client_id as client, role, from_at as "from", until_at as until
      from access.membership
     where id = ${of.id} and person_id = ${of.person} and (until_at is null or until_at > ${toIso(at)})
     for update`);

/** A role that had not begun never does: it ends where it would have begun. */
export const endMembership = (tx: Tx, id: string, at: Instant): Promise<number> =>
  tx.run(sql`update access.membership set until_at = greatest(from_at, ${toIso(at)}::timestamptz) where id = ${id}`);

export interface CallGroupRow {
  readonly id: CallGroupId;
  readonly name: string;
  readonly members: PersonId[];
  readonly accounts: AccountId[];
}

export const groupsTouching = (tx: Tx, of: { clients: readonly string[]; every: boolean }): Promise<CallGroupRow[]> =>
  tx.rows<CallGroupRow>(sql`
    select g.id, g.name,
           coalesce((select array_agg(m.person_id::text order by m.person_id) from access.call_group_member m where m.group_id = g.id and m.until_at is null), '{}') as members,
           coalesce((select array_agg(a.account_id::text order by a.account_id) from access.call_group_account a
                      where a.group_id = g.id and a.until_at is null and (${of.every} or a.client_id = any (${[...of.clients]}::uuid[]))), '{}') as accounts
      from access.call_group g
     where ${of.every} or exists (select 1 from access.call_group_account a where a.group_id = g.id and a.until_at is null and a.client_id = any (${[...of.clients]}::uuid[]))
     order by g.name, g.id
     limit 200`);

/** The group of an account and its members as they were at an instant. */
export const groupOfAccount = (tx: Tx, { account, at }: { account: string; at: Instant }): Promise<{ group: CallGroupId; client: ClientId; members: PersonId[] } | undefined> =>
  tx.maybe(sql`
    select a.group_id as "group", a.client_id as client,
           coalesce((select array_agg(m.person_id::text order by m.person_id) from access.call_group_member m
                      where m.group_id = a.group_id and m.from_at <= ${toIso(at)} and (m.until_at is null or m.until_at > ${toIso(at)})), '{}') as members
      from access.call_group_account a
     where a.account_id = ${account} and a.from_at <= ${toIso(at)} and (a.until_at is null or a.until_at > ${toIso(at)})`);

/** The practices whose call group this person is in now. */
export const coveredBy = (tx: Tx, person: string): Promise<{ account: AccountId; client: ClientId }[]> =>
  tx.rows(sql`
    select a.account_id as account, a.client_id as client
      from access.call_group_member m
      join access.call_group_account a on a.group_id = m.group_id and a.until_at is null
     where m.person_id = ${person} and m.until_at is null
     order by a.account_id
     limit 200`);

export const groupsOfAccounts = (tx: Tx, accounts: readonly string[]): Promise<{ account: AccountId; group: CallGroupId }[]> =>
  tx.rows(sql`select account_id as account, group_id as "group" from access.call_group_account where account_id = any (${[...accounts]}::uuid[]) and until_at is null`);

export async function insertGroup(tx: Tx, group: { id: string; name: string }): Promise<void> {
  await tx.run(sql`insert into access.call_group (id, name) values (${group.id}, ${group.name})`);
}

export const renameGroup = (tx: Tx, group: { id: string; name: string }): Promise<number> =>
  tx.run(sql`update access.call_group set name = ${group.name} where id = ${group.id}`);

export const groupById = (tx: Tx, id: string): Promise<CallGroupRow> =>
  tx.one<CallGroupRow>(sql`
    select g.id, g.name,
           coalesce((select array_agg(m.person_id::text order by m.person_id) from access.call_group_member m where m.group_id = g.id and m.until_at is null), '{}') as members,
           coalesce((select array_agg(a.account_id::text order by a.account_id) from access.call_group_account a where a.group_id = g.id and a.until_at is null), '{}') as accounts
      from access.call_group g where g.id = ${id}`);

/** Held until the transaction ends: of two who change its members at once, the second sees what the first did. */
export const lockGroup = (tx: Tx, id: string): Promise<{ id: CallGroupId; members: PersonId[] } | undefined> =>
  tx.maybe(sql`
    select g.id, coalesce((select array_agg(m.person_id::text order by m.person_id) from access.call_group_member m where m.group_id = g.id and m.until_at is null), '{}') as members
      from access.call_group g where g.id = ${id} for update of g`);

export const cliniciansAmong = (tx: Tx, people: readonly string[], at: Instant): Promise<{ person: PersonId }[]> =>
  tx.rows<{ person: PersonId }>(sql`
    select distinct person_id as person from access.membership
     where person_id = any (${[...people]}::uuid[]) and role = 'clinician' and (until_at is null or until_at > ${toIso(at)})`);

/** Gives those who were members and are no longer. A row is ended, never removed. */
export async function setMembers(tx: Tx, { group, people, at }: { group: string; people: readonly string[]; at: Instant }): Promise<PersonId[]> {
  const left = await tx.rows<{ person: PersonId }>(sql`
    update access.call_group_member set until_at = greatest(from_at, ${toIso(at)}::timestamptz)
     where group_id = ${group} and until_at is null and person_id <> all (${[...people]}::uuid[])
    returning person_id as person`);
  await tx.run(sql`
    insert into access.call_group_member (group_id, person_id, from_at)
    select ${group}::uuid, person, ${toIso(at)} from unnest(${[...people]}::uuid[]) as person
     where not exists (select 1 from access.call_group_member m where m.group_id = ${group} and m.person_id = person and m.until_at is null)
    on conflict (group_id, person_id, from_at) do update set until_at = null`);
  return left.map(({ person }) => person);
}

export async function putAccount(tx: Tx, of: { account: string; client: string; group: string | null; at: Instant }): Promise<void> {
  await tx.run(sql`
    update access.call_group_account set until_at = greatest(from_at, ${toIso(of.at)}::timestamptz)
     where account_id = ${of.account} and until_at is null and group_id is distinct from ${of.group}::uuid`);
  if (of.group === null) return;
  await tx.run(sql`
    insert into access.call_group_account (account_id, group_id, client_id, from_at)
    select ${of.account}::uuid, ${of.group}::uuid, ${of.client}::uuid, ${toIso(of.at)}
     where not exists (select 1 from access.call_group_account a where a.account_id = ${of.account} and a.until_at is null)
    on conflict (account_id, group_id, from_at) do update set until_at = null`);
}
