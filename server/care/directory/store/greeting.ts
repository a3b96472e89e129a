import type { Language } from "../../../../contract/reception.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

export interface GreetingRow {
  readonly language: Language;
  readonly seconds: number;
  readonly savedAt: Instant;
}
export interface SealedGreeting {
  readonly client: ClientId;
  readonly id: string;
  readonly language: Language;
  readonly seconds: number;
  readonly sound: Buffer;
}

export const greetings = (tx: Tx, account: AccountId): Promise<GreetingRow[]> =>
  tx.rows<GreetingRow>(sql`select language, seconds, saved_at as "savedAt" from directory.account_greeting where account_id = ${account} order by language`);

export const sealedGreetings = (tx: Tx, account: AccountId): Promise<SealedGreeting[]> =>
  tx.rows<SealedGreeting>(sql`select client_id as client, id, language, seconds, sound from directory.account_greeting where account_id = ${account} order by language`);

export const insertGreeting = (tx: Tx, g: SealedGreeting & { readonly account: AccountId; readonly at: Instant; readonly by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    insert into directory.account_greeting (client_id, id, account_id, language, seconds, sound, saved_at, saved_by)
    values (${g.client}, ${g.id}, ${g.account}, ${g.language}, ${g.seconds}, ${g.sound}, ${toIso(g.at)}, ${g.by})`);

export const deleteGreeting = async (tx: Tx, account: AccountId, language: Language): Promise<boolean> =>
  (await tx.run(sql`delete from directory.account_greeting where account_id = ${account} and language = ${language}`)) === 1;
