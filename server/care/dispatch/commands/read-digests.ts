import { DIGEST_MESSAGES_MAX, DIGESTS_SHOWN_MAX, type Digest, type DigestPlan, type WorkingRow } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import { minuteOf } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as digests from "../store/digests.ts";
import * as lists from "../store/lists.ts";
import { planNext, planOf } from "./make-digest.ts";
import { rowsOf } from "./read-lists.ts";

type Names = ReadonlyMap<PersonId, string>;

/** [D31] [D32] The last nights of a practice, and who of the office picked each up. */
export const listDigests = (needs: Needs) => async (tx: Tx, as: Actor, account: AccountId): Promise<Outcome<{ digests: Digest[]; plan: DigestPlan }>> => {
  const known = await needs.accountOf(tx, account);
  if (!known) return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "digest.see", known.client))) return refuse(refusals.mayNot);
  const place = { client: known.client, account };
  const rows = await digests.newest(tx, { ...place, limit: DIGESTS_SHOWN_MAX });
  const names = await needs.namesOf(tx, [...new Set(rows.flatMap((row) => row.pickedUpBy ?? []))]);
  return done({ digests: rows.map((row) => shown(row, names)), plan: await planOf(tx, place) });
};

const nameOf = (names: Names, person: PersonId | null): string | null => person && (names.get(person) ?? "A former colleague");

const shown = ({ counts, ...row }: digests.DigestRow, names: Names): Digest => ({
  id: row.id, account: row.account, from: toIso(row.from), until: toIso(row.until), madeAt: toIso(row.madeAt), ...counts,
  dueAt: row.dueAt && toIso(row.dueAt), pickedUpBy: nameOf(names, row.pickedUpBy), pickedUpAt: row.pickedUpAt && toIso(row.pickedUpAt),
});

export interface OpenedDigest {
  readonly digest: Digest;
  readonly messages: { row: WorkingRow; held: boolean; openedBy: string | null; openedAt: string | null }[];
  readonly more: boolean;
}

/** [D32] Opened by a person of the office, it is picked up: who and when, once. A supervisor may look, and proves nothing. */
export const openDigest = (needs: Needs) => async (tx: Tx, as: Actor, id: string): Promise<Outcome<OpenedDigest>> => {
  const row = await digests.lock(tx, id);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "digest.see", row.client))) return refuse(refusals.mayNot);
  const isOffice = await needs.access.may(tx, as, "digest.pick-up", row.client);
  const isNews = isOffice && row.pickedUpAt === null;
  const at = needs.world.now();
  await needs.audit.record(tx, as, "digest.open", { type: "account", id: row.account, client: row.client }, isNews ? "picked-up" : "seen", { digest: row.id });
  if (isNews) {
    await digests.setPickedUp(tx, { ...row, by: as.person, at });
    await needs.facts.record(tx, { name: "dispatch.digest-picked-up", subject: row.account, client: row.client, at, ids: { account: row.account, person: as.person } });
  }
  return done(await opened(needs, tx, isNews ? { ...row, pickedUpBy: as.person, pickedUpAt: at } : row));
};

async function opened(needs: Needs, tx: Tx, row: digests.DigestRow): Promise<OpenedDigest> {
  const items = await digests.itemsOf(tx, { client: row.client, digest: row.id, limit: DIGEST_MESSAGES_MAX + 1 });
  const kept = items.slice(0, DIGEST_MESSAGES_MAX);
  const rows = new Map((await rowsOf(needs, tx, await lists.newestOf(tx, kept.map(({ message }) => message)))).map((one) => [one.message as MessageId, one]));
  const names = await needs.namesOf(tx, [...new Set([row.pickedUpBy, ...kept.map(({ openedBy }) => openedBy)].flatMap((one) => one ?? []))]);
  const messages = kept.flatMap(({ message, held, openedBy, openedAt }) => {
    const one = rows.get(message);
    return one ? [{ row: one, held, openedBy: nameOf(names, openedBy), openedAt: openedAt && toIso(openedAt) }] : [];
  });
  return { digest: shown(row, names), messages: messages.toSorted(unacknowledgedFirst), more: items.length > kept.length };
}

/** What nobody has yet is what the office reads first; then in the order of the night. */
const unacknowledgedFirst = ({ row: a }: OpenedDigest["messages"][number], { row: b }: OpenedDigest["messages"][number]): number =>
  Number(a.state === "taken") - Number(b.state === "taken") || a.sentAt.localeCompare(b.sentAt);

/** [D31] From the next digest on. */
export const saveDigestPlan = (needs: Needs) => async (tx: Tx, as: Actor, ask: DigestPlan & { account: AccountId }): Promise<Outcome<DigestPlan>> => {
  const known = await needs.accountOf(tx, ask.account);
  if (!known || as.kind !== "person") return refuse(refusals.notFound);
  const isAllowed = await needs.access.may(tx, as, "digest.plan", known.client);
  await needs.audit.record(tx, as, "digest.plan", { type: "account", id: ask.account, client: known.client }, isAllowed ? "yes" : "no", { minute: minuteOf(ask.at), pickUpMinutes: ask.pickUpMinutes });
  if (!isAllowed) return refuse(refusals.mayNot);
  await digests.savePlan(tx, { ...ask, client: known.client, id: needs.world.id(), by: as.person, savedAt: needs.world.now() });
  await planNext(needs, tx, { client: known.client, account: ask.account });
  return done({ at: ask.at, pickUpMinutes: ask.pickUpMinutes });
};
