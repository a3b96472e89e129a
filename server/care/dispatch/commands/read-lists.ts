import { DESK_ROWS_MAX, type PageKind, type WorkingRow } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Page } from "../../delivery/index.ts";
import { load, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { peopleIn, workingRow, type Names } from "../rules/working-row.ts";
import type { DispatchRow } from "../store/dispatches.ts";
import * as lists from "../store/lists.ts";

/** As many as desk and floor show of each kind: what nobody has taken comes first, so what was taken never pushes it out. */
const WORKING_MAX = DESK_ROWS_MAX.working + DESK_ROWS_MAX.taken;
const SEARCH_MAX = 100;
const TAKEN_SHOWN = { hours: -1 };

export const namesFor = (needs: Needs, tx: Tx, loaded: readonly Loaded[]): Promise<Names> =>
  needs.namesOf(tx, [...new Set(loaded.flatMap(peopleIn))]);

export async function rowsOf(needs: Needs, tx: Tx, found: Awaited<ReturnType<typeof lists.working>>): Promise<WorkingRow[]> {
  const loaded = await load(needs, tx, found);
  const names = await namesFor(needs, tx, loaded);
  return loaded.map((one) => workingRow(one, names));
}

/** [D13] What nobody has taken, alarms first, and what was taken in the last hour; of the clients in scope. */
export const workingList = (needs: Needs) => async (tx: Tx): Promise<WorkingRow[]> => {
  const rows = await rowsOf(needs, tx, await lists.working(tx, { takenSince: plus(needs.world.now(), TAKEN_SHOWN), limit: WORKING_MAX }));
  const reach = await reachOf(needs, tx, new Set(rows.filter((row) => row.state === "alarm").map((row) => row.account as AccountId)));
  return withNumbers(needs, tx, rows.map((row) => (row.state === "alarm" ? { ...row, reach: [...(reach.get(row.account as AccountId) ?? [])] } : row)));
};

/** [D28] The office is rung by its number: that is no caller's. */
const withNumbers = (needs: Needs, tx: Tx, rows: readonly WorkingRow[]): Promise<WorkingRow[]> =>
  Promise.all(rows.map(async (row) => {
    const telephone = row.ring && row.heldUntil !== undefined ? await needs.officeNumber(tx, row.account as AccountId) : undefined;
    return telephone === undefined ? row : { ...row, ring: { ...row.ring!, telephone } };
  }));

type Reach = NonNullable<WorkingRow["reach"]>;

/** [D17] Whom a hand at the desk pages about an alarm: who is on duty now, then the backup; the ladder's time may be another shift by now. */
async function reachOf(needs: Needs, tx: Tx, accounts: ReadonlySet<AccountId>): Promise<ReadonlyMap<AccountId, Reach>> {
  const reach = new Map<AccountId, Reach>();
  for (const account of accounts) {
    // A schedule that cannot be read must not take the alarm off the desk.
    const duty = await needs.onDuty(tx, { account }, needs.world.now()).catch(() => undefined);
    const people = [duty?.first, duty?.backup].flatMap((one) => (one ? [{ person: one.person, name: one.name }] : []));
    reach.set(account, people.filter((one, at) => people.findIndex(({ person }) => person === one.person) === at));
  }
  return reach;
}

export interface SearchAsk {
  readonly account?: AccountId;
  readonly state?: WorkingRow["state"];
  /** Goes on behind this row of the page before. */
  readonly after?: { readonly begunAt: Instant; readonly message: MessageId | null };
}

/** [D13] Past messages of the accounts in scope, newest first. One audit entry names those that were listed. */
export const searchMessages = (needs: Needs) => async (tx: Tx, as: Actor, ask: SearchAsk): Promise<{ rows: WorkingRow[]; more: boolean }> => {
  const found = await lists.search(tx, { account: ask.account ?? null, state: ask.state ?? null, after: ask.after ?? null, limit: SEARCH_MAX + 1 });
  const shown = await allowed(needs, tx, { as, rows: found.slice(0, SEARCH_MAX) });
  const about = { type: "account", id: ask.account ?? (as.kind === "person" ? as.person : "all") };
  await needs.audit.record(tx, as, "message.list", about, undefined, { messages: shown.map((row) => row.message) });
  return { rows: await rowsOf(needs, tx, shown), more: found.length > SEARCH_MAX };
};

/** A scope may be wider than the role that lists: each client is asked for. */
async function allowed(needs: Needs, tx: Tx, { as, rows }: { as: Actor; rows: readonly DispatchRow[] }): Promise<DispatchRow[]> {
  const open = new Set<string>();
  for (const client of new Set(rows.map((row) => row.client))) if (await needs.access.may(tx, as, "message.list", client)) open.add(client);
  return rows.filter((row) => open.has(row.client));
}

export type InboxPage = WorkingRow & { readonly mine: boolean; readonly attempt: string; readonly kind?: PageKind };

/** [R7] The pages of one person, each message once. `mine`: it waits for this person now, or this person took it. */
export const inboxPages = (needs: Needs) => async (tx: Tx, person: PersonId): Promise<InboxPage[]> => {
  const pages = await needs.delivery.pages(tx, person);
  const loaded = await load(needs, tx, await stillTheirs(needs, tx, { person, rows: await lists.newestOf(tx, pages.map((page) => page.message)) }));
  const names = await namesFor(needs, tx, loaded);
  const byMessage = new Map(loaded.map((one) => [one.row.message, one]));
  return pages.flatMap((page): InboxPage[] => {
    const one = byMessage.get(page.message as MessageId);
    return one ? [{ ...workingRow(one, names), mine: isMine(one, person), attempt: page.attempt, ...kindOf(page) }] : [];
  });
};

/** [D62] What an open page is for, when it is not to take the message. */
const kindOf = ({ kind, closedAt }: Page): { kind?: PageKind } => (kind === "page" || closedAt !== null ? {} : { kind });

/** [D15] Of the practices this person still covers. */
async function stillTheirs(needs: Needs, tx: Tx, { person, rows }: { person: PersonId; rows: readonly DispatchRow[] }): Promise<DispatchRow[]> {
  const covered = new Map<AccountId, boolean>();
  for (const row of rows) if (!covered.has(row.account)) covered.set(row.account, await needs.covers(tx, row, person));
  return rows.filter((row) => covered.get(row.account));
}

const isMine = ({ row, decisions }: Loaded, person: PersonId): boolean =>
  row.state === "taken" ? row.takenBy === person : decisions.findLast((one) => one.attempt !== null)?.person === person;
