import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface FeedRow {
  readonly id: string;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly person: PersonId;
  readonly shows: "mine" | "everyone";
  readonly madeAt: Instant;
}

/** Of one account; or of one person, wherever they cover: then it names no place. */
export type AnyFeedRow = FeedRow | (Omit<FeedRow, "client" | "account"> & { readonly client: null; readonly account: null });

export const insertFeed = (tx: Tx, f: AnyFeedRow & { hash: Buffer }): Promise<number> =>
  tx.run(sql`
    insert into coverage.feed (id, token_hash, client_id, account_id, person_id, shows, made_at)
    values (${f.id}, ${f.hash}, ${f.client}, ${f.account}, ${f.person}, ${f.shows}, ${toIso(f.madeAt)})`);

/** Before any client is known. What is looked up is a hash of 256 bits of chance, so how long the look takes says nothing of a token. */
export const feedByHash = (tx: Tx, hash: Buffer): Promise<(AnyFeedRow & { hash: Buffer }) | undefined> =>
  tx.maybe(sql`
    select id, client_id as client, account_id as account, person_id as person, shows, made_at as "madeAt", token_hash as hash
      from coverage.feed where token_hash = ${hash} and revoked_at is null`);

/** Of one person, or with null of everybody. */
export const feedsOf = (tx: Tx, account: AccountId, ask: { person: PersonId | null; limit: number }): Promise<FeedRow[]> =>
  tx.rows<FeedRow>(sql`
    select id, client_id as client, account_id as account, person_id as person, shows, made_at as "madeAt"
      from coverage.feed
     where account_id = ${account} and revoked_at is null and (${ask.person}::uuid is null or person_id = ${ask.person}::uuid)
     order by made_at desc, id limit ${ask.limit}`);

/** A person's own, over every practice that they cover. */
export const ownFeed = (tx: Tx, person: PersonId): Promise<{ id: string; madeAt: Instant } | undefined> =>
  tx.maybe<{ id: string; madeAt: Instant }>(sql`select id, made_at as "madeAt" from coverage.feed where person_id = ${person} and account_id is null and revoked_at is null order by made_at desc limit 1`);

export const revokeOwnFeeds = (tx: Tx, person: PersonId, at: Instant): Promise<number> =>
  tx.run(sql`update coverage.feed set revoked_at = ${toIso(at)} where person_id = ${person} and account_id is null and revoked_at is null`);

export const revokeFeed = (tx: Tx, of: { id: string; account: AccountId; at: Instant }): Promise<number> =>
  tx.run(sql`update coverage.feed set revoked_at = ${toIso(of.at)} where id = ${of.id} and account_id = ${of.account} and revoked_at is null`);

export interface Imported {
  readonly from: Instant;
  readonly until: Instant;
  readonly person: PersonId;
  readonly rank: string;
}

export interface ImportRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly shownTo: PersonId;
  readonly shownAt: Instant;
  readonly overrides: readonly Imported[];
  /** Of the calendar that was brought, and how many of its dates made no shift. */
  readonly events: number;
  readonly skipped: number;
  readonly savedAt: Instant | null;
}

export const insertImport = (tx: Tx, i: Omit<ImportRow, "savedAt">): Promise<number> =>
  tx.run(sql`
    insert into coverage.import (client_id, id, account_id, shown_to, shown_at, overrides, events, skipped)
    values (${i.client}, ${i.id}, ${i.account}, ${i.shownTo}, ${toIso(i.shownAt)}, ${JSON.stringify(i.overrides)}, ${i.events}, ${i.skipped})`);

/** Held until the transaction ends: of two who press at once, one saves. */
export const lockImport = (tx: Tx, of: { id: string; account: AccountId }): Promise<ImportRow | undefined> =>
  tx.maybe<ImportRow>(sql`
    select client_id as client, id, account_id as account, shown_to as "shownTo", shown_at as "shownAt", overrides, events, skipped, saved_at as "savedAt"
      from coverage.import where id = ${of.id} and account_id = ${of.account} for update`);

export const noteSaved = (tx: Tx, id: string, at: Instant): Promise<number> => tx.run(sql`update coverage.import set saved_at = ${toIso(at)} where id = ${id}`);
