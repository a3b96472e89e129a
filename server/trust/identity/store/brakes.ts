import { sql } from "../../../foundation/db/sql.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Pressure } from "../rules/throttle.ts";
import { WORKSTATION_FAILURES_MAX, WORKSTATION_UNUSED_DAYS_MAX } from "../settings.ts";

/** Locked, so that tries for one subject stand in line: a row is made first, or there is nothing to lock. */
export async function lockPressure(tx: Tx, subject: Buffer, at: Instant): Promise<Pressure> {
  await tx.run(sql`insert into identity.throttle (subject, pressure, at) values (${subject}, 0, ${toIso(at)}) on conflict (subject) do nothing`);
  return tx.one<Pressure>(sql`select pressure, at from identity.throttle where subject = ${subject} for update`);
}

export async function savePressure(tx: Tx, subject: Buffer, now: Pressure): Promise<void> {
  await tx.run(sql`update identity.throttle set pressure = ${now.pressure}, at = ${toIso(now.at)} where subject = ${subject}`);
}

export async function isEnrolled(tx: Tx, of: { workstation: string; person: string }, at: Instant): Promise<boolean> {
  const oldest = toIso(plus(at, { days: -WORKSTATION_UNUSED_DAYS_MAX }));
  const found = await tx.maybe(sql`
    select 1 as yes from identity.workstation where workstation_id = ${of.workstation} and person_id = ${of.person} and used_at > ${oldest}
       and failures < ${WORKSTATION_FAILURES_MAX}`);
  return found !== undefined;
}

export async function enrolWorkstation(tx: Tx, of: { workstation: string; person: string }, at: Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.workstation (workstation_id, person_id, enrolled_at, used_at)
    values (${of.workstation}, ${of.person}, ${toIso(at)}, ${toIso(at)})
    on conflict (workstation_id, person_id) do update set used_at = excluded.used_at, failures = 0`);
}

/** [I18] How many have failed there since this person last signed in. */
export const countFailure = (tx: Tx, of: { workstation: string; person: string }): Promise<{ failures: number } | undefined> =>
  tx.maybe(sql`
    update identity.workstation set failures = failures + 1
     where workstation_id = ${of.workstation} and person_id = ${of.person}
    returning failures`);

/** How many of each were forgotten. */
export type Swept = Readonly<Record<"challenges" | "counts" | "links" | "sessions" | "workstations" | "news", number>>;

/** What nobody needs any more: old challenges, counts that have leaked away, links a month past, sessions and news a year past, enrolments nobody used. */
export const sweep = async (tx: Tx, at: Instant): Promise<Swept> => ({
  challenges: await tx.run(sql`delete from identity.challenge where expires_at < ${toIso(at)}`),
  counts: await tx.run(sql`delete from identity.throttle where at < ${toIso(plus(at, { days: -2 }))}`),
  links: await tx.run(sql`delete from identity.invitation where expires_at < ${toIso(plus(at, { days: -30 }))}`),
  sessions: await tx.run(sql`delete from identity.session where ends_at < ${toIso(plus(at, { days: -365 }))}`),
  workstations: await tx.run(sql`delete from identity.workstation where used_at < ${toIso(plus(at, { days: -WORKSTATION_UNUSED_DAYS_MAX }))}`),
  news: await tx.run(sql`delete from identity.news where at < ${toIso(plus(at, { days: -365 }))}`),
});
