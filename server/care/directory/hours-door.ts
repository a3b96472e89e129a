import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import { closeEarly, reopen } from "./commands/close-early.ts";
import { readHours } from "./commands/read-hours.ts";
import { saveHours } from "./commands/save-hours.ts";
import type { Needs } from "./needs.ts";
import { nextClosing, nextOpening, standingAt, type Standing, type Timetable } from "./rules/hours.ts";
import * as store from "./store.ts";
import * as versions from "./store/hours.ts";

/** [DR19] The timetable as it was known at an instant: for what is decided now, now; for what is asked of the past, as it stood then. */
async function tableAt(tx: Tx, id: AccountId, at: Instant): Promise<Timetable | undefined> {
  const [[row], version, closings] = await Promise.all([store.accounts(tx, id), versions.versionAt(tx, id, at), versions.closingsAt(tx, id, at)]);
  return row && { ...(row.hoursVersion === 0 ? row : (version ?? row)), closings };
}

/** Hours, for the slices to the right and for the telephone. An account that is not in scope has none. */
export const hoursDoor = (needs: Needs) => ({
  read: readHours(needs),
  save: saveHours(needs),
  closeEarly: closeEarly(needs),
  reopen: reopen(needs),
  tableAt,
  /** [DR16] When a closed office opens, or an open one opens again after it has closed: undefined when nobody said so for the next year. */
  nextOpening: async (tx: Tx, id: AccountId, at: Instant): Promise<Instant | undefined> => {
    const table = await tableAt(tx, id, at);
    return table && nextOpening(table, at);
  },
  nextClosing: async (tx: Tx, id: AccountId, at: Instant): Promise<Instant | undefined> => {
    const table = await tableAt(tx, id, at);
    return table && nextClosing(table, at);
  },
  standing: async (tx: Tx, id: AccountId, at: Instant): Promise<Standing | undefined> => {
    const table = await tableAt(tx, id, at);
    return table && standingAt(table, at);
  },
});
