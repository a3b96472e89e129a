import { DAYS_AHEAD_MAX, type HoursReply } from "../../../../contract/hours.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { holidayAt, spansOf, standingAt, type Standing, type Timetable } from "../rules/hours.ts";
import { dayOfWall, instantAt, wall, wallAt } from "../rules/wall.ts";
import * as store from "../store.ts";
import * as versions from "../store/hours.ts";

const DAY_MS = 86_400_000;
const iso = (at: Instant | undefined): string | null => (at === undefined ? null : toIso(at));

function why({ open, because, name }: Standing): string {
  if (because === "closed-early") return "closed early";
  if (name !== undefined) return open ? `hours of ${name}` : name;
  return because === "holiday" ? "holiday" : open ? "office hours" : "outside office hours";
}

/** The days to come, each with what callers will find. */
const ahead = (table: Timetable, at: Instant): HoursReply["ahead"] =>
  Array.from({ length: DAYS_AHEAD_MAX }, (_, n) => dayOfWall(wallAt(at, table.zone)) + n).map((day) => ({
    date: new Date(day * DAY_MS).toISOString().slice(0, 10),
    name: holidayName(table, instantAt(wall(day, 12 * 60), table.zone)),
    spans: spansOf(table, day).map(({ from, until }) => ({ from: toIso(from), until: toIso(until) })),
  }));
function holidayName(table: Timetable, noon: Instant): string | null {
  const holiday = holidayAt(table, noon);
  return holiday ? (holiday.name ?? "Holiday") : null;
}

async function shown(tx: Tx, row: store.AccountRow, at: Instant): Promise<Outcome<HoursReply>> {
  const standing = standingAt(row, at);
  const closings = await versions.closingsAt(tx, row.id, at);
  return done({
    version: row.hoursVersion, zone: row.zone, hours: [...row.hours], holidays: [...row.holidays], days: [...row.days], open: standing.open, until: iso(standing.until), why: why(standing),
    closings: closings.map(({ id, from, until, how }) => ({ id, from: toIso(from), until: toIso(until), how })), ahead: ahead(row, at),
  });
}

/** After a change, in its transaction. */
export async function hoursAgain(tx: Tx, id: AccountId, at: Instant): Promise<Outcome<HoursReply>> {
  const [row] = await store.accounts(tx, id);
  if (!row) throw new Error("an account that was just changed is not there");
  return shown(tx, row, at);
}

export const readHours =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<HoursReply>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const [row] = await store.accounts(tx, id);
      if (!row) return refuse(refusals.noSuchAccount);
      return (await needs.access.may(tx, as, "hours.see", row.client)) ? shown(tx, row, needs.world.now()) : refuse(refusals.notAllowed);
    });
