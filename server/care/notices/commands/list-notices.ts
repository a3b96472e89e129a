import type { Notice } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { sayNotice } from "../rules/words.ts";
import * as store from "../store.ts";
import type { NoticeRow } from "../store.ts";

const OPEN_MAX = 200;
const SEEN_MAX = 50;
/** How long an acknowledged notice is still shown with who saw it. */
const SEEN_DAYS = 7;

export interface Notices {
  readonly open: Notice[];
  readonly more: number;
  readonly seen: Notice[];
}

/** What waits for the office, the newest first, and what was seen in the last days. */
export const listNotices = (needs: Needs) => (as: Actor): Promise<Outcome<Notices>> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (!(await needs.access.may(tx, as, "notice.see"))) return refuse(refusals.mayNot);
    const [open, seen] = [await store.open(tx, OPEN_MAX), await store.acknowledgedSince(tx, { since: plus(needs.world.now(), { days: -SEEN_DAYS }), limit: SEEN_MAX })];
    const known = await knownOf(needs, tx, [...open, ...seen]);
    const waiting = await store.waiting(tx);
    return done({ open: open.map((row) => shown(row, known)), more: waiting.open - open.length, seen: seen.map((row) => shown(row, known)) });
  });

interface Known {
  readonly people: ReadonlyMap<PersonId, string>;
  readonly clients: ReadonlyMap<ClientId, string>;
  readonly accounts: ReadonlyMap<AccountId, string>;
  readonly taken: ReadonlyMap<MessageId, Instant>;
}

async function knownOf({ names, takenAt }: Needs, tx: Tx, rows: readonly NoticeRow[]): Promise<Known> {
  const people = rows.flatMap((row) => [...(ABOUT_PERSON.has(row.kind) ? [row.subject as PersonId] : []), ...(row.by ? [row.by] : []), ...(row.acknowledgedBy ? [row.acknowledgedBy] : [])]);
  return {
    people: await names.people(tx, [...new Set(people)]),
    clients: await names.clients(tx),
    accounts: await names.accounts(tx, [...new Set(rows.flatMap((row) => row.account ?? []))]),
    taken: await takenAt(tx, rows.filter((row) => row.kind === "ladder-ended").map((row) => row.subject as MessageId)),
  };
}

const ABOUT_PERSON: ReadonlySet<NoticeRow["kind"]> = new Set(["locked-out", "token-reused", "devices-forgotten", "drills-missed", "check-in-failed", "hand-over-unconfirmed", "voice-closed"]);
const iso = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : toIso(at));

/** Whom or what it is about; null for an e-mail that nobody has. */
function aboutOf(row: NoticeRow, { people, clients, accounts }: Known): string | null {
  if (ABOUT_PERSON.has(row.kind)) return people.get(row.subject as PersonId) ?? null;
  return (row.account && accounts.get(row.account)) ?? (row.client && clients.get(row.client)) ?? null;
}

function shown(row: NoticeRow, known: Known): Notice {
  return {
    id: row.id, kind: row.kind, say: sayNotice(row.kind, row.code), about: aboutOf(row, known),
    firstAt: toIso(row.firstAt), lastAt: toIso(row.lastAt), count: row.count,
    by: (row.by && known.people.get(row.by)) ?? null,
    client: row.client,
    takenAt: row.kind === "ladder-ended" ? iso(known.taken.get(row.subject as MessageId)) : null,
    acknowledgedAt: iso(row.acknowledgedAt),
    acknowledgedBy: (row.acknowledgedBy && known.people.get(row.acknowledgedBy)) ?? null,
  };
}
