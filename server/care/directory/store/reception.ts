import type { Reception, Skills } from "../../../../contract/reception.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sql } from "../../../foundation/db/sql.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";

interface ReceptionRow {
  readonly version: number;
  readonly body: Reception;
}

/** The newest version; none: the account never chose. */
export const newestReception = (tx: Tx, account: AccountId): Promise<ReceptionRow | undefined> =>
  tx.maybe<ReceptionRow>(sql`
    select version, body from directory.reception_version
     where account_id = ${account}
     order by version desc
     limit 1`);

interface NewReception extends ReceptionRow {
  readonly client: ClientId;
  readonly id: string;
  readonly account: AccountId;
  readonly at: Instant;
  readonly by: PersonId | null;
}

export const insertReception = (tx: Tx, r: NewReception): Promise<number> =>
  tx.run(sql`
    insert into directory.reception_version (client_id, id, account_id, version, body, saved_at, saved_by)
    values (${r.client}, ${r.id}, ${r.account}, ${r.version}, ${JSON.stringify(r.body)}, ${toIso(r.at)}, ${r.by})`);

interface SkillsRow extends Skills {
  readonly person: PersonId;
}
const OPERATORS_MAX = 1000;

/** Of these people, or of all. */
export const skills = (tx: Tx, people: readonly PersonId[] | null): Promise<SkillsRow[]> =>
  tx.rows<SkillsRow>(sql`
    select person, languages, accounts, urgent, reserve from directory.operator_skills
     where person = any (${people}::uuid[]) or ${people}::uuid[] is null
     order by person
     limit ${OPERATORS_MAX}`);

export const saveSkills = (tx: Tx, s: SkillsRow & { readonly at: Instant; readonly by: PersonId | null }): Promise<number> =>
  tx.run(sql`
    insert into directory.operator_skills (person, languages, accounts, urgent, reserve, saved_at, saved_by)
    values (${s.person}, ${s.languages}::text[], ${s.accounts}::uuid[], ${s.urgent}, ${s.reserve}, ${toIso(s.at)}, ${s.by})
    on conflict (person) do update
       set languages = excluded.languages, accounts = excluded.accounts, urgent = excluded.urgent, reserve = excluded.reserve, saved_at = excluded.saved_at, saved_by = excluded.saved_by`);
