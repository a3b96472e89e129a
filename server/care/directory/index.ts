import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import { addNumber } from "./commands/add-number.ts";
import { openAccount } from "./commands/open-account.ts";
import { listAccounts } from "./commands/read-accounts.ts";
import { releaseNumber } from "./commands/release-number.ts";
import { saveAccount } from "./commands/save-account.ts";
import { writeStatusNote } from "./commands/write-status-note.ts";
import type { Needs } from "./needs.ts";
import { isOpen } from "./rules/hours.ts";
import { normalise } from "./rules/number.ts";
import * as store from "./store.ts";

export type { Needs } from "./needs.ts";
export type { AccountRow } from "./store.ts";
export { endpoints } from "./routes.ts";
export { isOpen, type Timetable } from "./rules/hours.ts";
export { isInNumberingPlan, normalise } from "./rules/number.ts";
/** Wall time, for the slices that keep it: instants are what everyone else speaks. */
export { dayOf, dayOfWall, instantAt, isZone, MINUTES_PER_DAY, minuteOf, wall, wallAt, weekdayOf, type Wall } from "./rules/wall.ts";

export type Directory = ReturnType<typeof createDirectory>;

export const createDirectory = (needs: Needs) => ({
  open: openAccount(needs),
  save: saveAccount(needs),
  list: listAccounts(needs),
  addNumber: addNumber(needs),
  releaseNumber: releaseNumber(needs),
  writeStatusNote: writeStatusNote(needs),

  /** [R4] Whom a dialled number reaches, asked before any client is known: the answer is the scope to go on with. */
  byDialled: async (tx: Tx, dialled: string): Promise<{ client: ClientId; account: AccountId; number: string } | undefined> => {
    const number = normalise(dialled);
    const held = number === undefined ? undefined : await store.holder(tx, number);
    return held && held.restsUntil === null ? { client: held.client, account: held.account, number: held.number } : undefined;
  },
  normalise,

  /** The account, when it is in scope. */
  account: async (tx: Tx, id: AccountId): Promise<store.AccountRow | undefined> => (await store.accounts(tx, id))[0],
  /** Every account in scope, by name. */
  accounts: (tx: Tx): Promise<store.AccountRow[]> => store.accounts(tx, null),
  isOpen,
  /** The note that stands at this instant, in its writer's words; none or one. */
  statusNotes: async (tx: Tx, id: AccountId, at: Instant): Promise<string[]> => (await store.notesAt(tx, id, at)).map((note) => note.words),
});
