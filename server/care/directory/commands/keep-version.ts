import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { NewAccount } from "../store.ts";
import * as hours from "../store/hours.ts";

/** In this order whatever order the database gives them back in. */
const KEYS = ["zone", "hours", "holidays", "days", "kind", "name", "date", "month", "day", "weekday", "nth", "plusDays", "observed", "spans", "open", "close"];
const asText = ({ zone, hours: week, holidays, days }: NewAccount): string => JSON.stringify({ zone, hours: week, holidays, days }, KEYS);

export interface Kept {
  readonly as: Actor;
  /** Undefined: the account is being opened. */
  readonly before: NewAccount | undefined;
  readonly after: NewAccount;
  readonly at: Instant;
}

/** [DR19] What changed of the hours is a version of its own; what stood before versions were kept is the version 0. */
export async function keepVersion(needs: Needs, tx: Tx, { as, before, after, at }: Kept): Promise<number> {
  if (before && asText(before) === asText(after)) return before.hoursVersion;
  const row = { client: after.client, account: after.id };
  if (before?.hoursVersion === 0) await hours.insertVersion(tx, { ...before, ...row, id: needs.world.id(), version: 0, at: LONG_AGO, by: null });
  const version = (before?.hoursVersion ?? 0) + 1;
  await hours.insertVersion(tx, { ...after, ...row, id: needs.world.id(), version, at, by: personOf(as) });
  await hours.saveDays(tx, { ...after, version });
  return version;
}

/** Before any account was opened. */
const LONG_AGO = 0 as Instant;
