import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import { addNumber } from "./commands/add-number.ts";
import { openAccount } from "./commands/open-account.ts";
import { putInCallGroup } from "./commands/put-in-call-group.ts";
import { dialEntries, removeDialEntry, saveDialEntry } from "./commands/keep-dial-entries.ts";
import { listAccounts } from "./commands/read-accounts.ts";
import { releaseNumber } from "./commands/release-number.ts";
import { saveAccount } from "./commands/save-account.ts";
import { writeStatusNote } from "./commands/write-status-note.ts";
import { greetingDoor } from "./greeting-door.ts";
import { hoursDoor } from "./hours-door.ts";
import { musicDoor } from "./music-door.ts";
import type { Needs } from "./needs.ts";
import { receptionDoor, skillsDoor } from "./reception-door.ts";
import { isOpen } from "./rules/hours.ts";
import { normalise } from "./rules/number.ts";
import * as store from "./store.ts";

export type { Needs } from "./needs.ts";
export type { AccountRow } from "./store.ts";
export { clientEndpoints } from "./client-routes.ts";
export { endpoints } from "./routes.ts";
export type { CloseAsk } from "./commands/close-early.ts";
export { holidayAt, isOpen, nextClosing, nextOpening, standingAt, type Timetable } from "./rules/hours.ts";
export type { MusicFault, MusicReader } from "./rules/music.ts";
export { menuPrompt } from "./rules/menu-words.ts";
export { isInNumberingPlan, normalise, readNumber } from "./rules/number.ts";
/** Wall time, for the slices that keep it: instants are what everyone else speaks. */
export { dayOf, dayOfWall, instantAt, isZone, MINUTES_PER_DAY, minuteOf, wall, wallAt, weekdayOf, type Wall } from "./rules/wall.ts";

/** The note that stands at this instant, in its writer's words; none or one. */
const statusNotes = async (tx: Tx, id: AccountId, at: Instant): Promise<string[]> => (await store.notesAt(tx, id, at)).map((note) => note.words);

async function factsOf(tx: Tx, id: AccountId): Promise<store.AccountRow> {
  const [row] = await store.accounts(tx, id);
  if (!row) throw new Error("an account is not in scope");
  return row;
}

/** Fewer digits than these would match half the directory. */
const SEARCH_DIGITS_MIN = 4;
function digitsOf(words: string): string | null {
  if (!/^[\d\s()+.-]+$/.test(words)) return null;
  const digits = words.replaceAll(/\D/g, "");
  return digits.length < SEARCH_DIGITS_MIN ? null : digits;
}

export type Directory = ReturnType<typeof createDirectory>;

export const createDirectory = (needs: Needs) => ({
  open: openAccount(needs),
  save: saveAccount(needs),
  list: listAccounts(needs),
  addNumber: addNumber(needs),
  releaseNumber: releaseNumber(needs),
  writeStatusNote: writeStatusNote(needs),
  dialEntries: dialEntries(needs),
  saveDialEntry: saveDialEntry(needs),
  removeDialEntry: removeDialEntry(needs),
  /** Whom an operator may ring for the account, with the numbers. */
  dialEntriesOf: store.dialEntries,
  putInCallGroup: putInCallGroup(needs),

  /** [DR4] Whom a dialled number reaches, asked before any client is known: the answer is the scope to go on with. */
  byDialled: async (tx: Tx, dialled: string): Promise<{ client: ClientId; account: AccountId; number: string } | undefined> => {
    const number = normalise(dialled);
    const held = number === undefined ? undefined : await store.holder(tx, number);
    return held && held.restsUntil === null ? { client: held.client, account: held.account, number: held.number } : undefined;
  },
  normalise,
  /** The office's own telephone: the back line among whom operators may ring, else where callers go without an agreement. */
  officeNumber: async (tx: Tx, id: AccountId): Promise<string | undefined> =>
    (await store.dialEntries(tx, id)).find(({ kind }) => kind === "back-line")?.number ?? (await store.accounts(tx, id))[0]?.fallback ?? undefined,

  /** The account, when it is in scope. */
  account: async (tx: Tx, id: AccountId): Promise<store.AccountRow | undefined> => (await store.accounts(tx, id))[0],
  /** The same where the scope was made for it: its absence is a bug. */
  factsOf,
  /** What an operator reads while a call lives. */
  forDesk: async (tx: Tx, id: AccountId, at: Instant) => {
    const { name, zone, greeting } = await factsOf(tx, id);
    return { name, zone, greeting, statusNotes: await statusNotes(tx, id, at) };
  },
  namesOf: async (tx: Tx, ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>> => new Map((await store.names(tx, ids)).map((row) => [row.id, row.name])),
  /** By a part of the name, or of a number. */
  find: async (tx: Tx, words: string, limit: number): Promise<{ id: AccountId; name: string; detail: string }[]> =>
    (await store.find(tx, { words, digits: digitsOf(words), limit })).map(({ id, name, numbers }) => ({ id, name, detail: numbers.join(", ") })),
  /** Which numbers ring at these accounts. */
  numbersOf: store.numbersOf,
  /** Every account in scope, by name. */
  accounts: (tx: Tx): Promise<store.AccountRow[]> => store.accounts(tx, null),
  isOpen,
  hours: hoursDoor(needs),
  reception: receptionDoor(needs),
  skills: skillsDoor(needs),
  music: musicDoor(needs),
  greetings: greetingDoor(needs),
  statusNotes,
});
