import type { z } from "zod";
import type { Arrangement, Override, Schedule, StatusNote } from "../../../../contract/oncall.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { NOTES_STANDING_MAX } from "./change-notes.ts";
import * as notes from "../store/notes.ts";
import * as overrides from "../store/overrides.ts";
import * as store from "../store/schedules.ts";
import { lookAt } from "./on-account.ts";

/** How long an override that is over stays in sight. */
const OVER_DAYS_MAX = 14;
const OVERRIDES_LISTED_MAX = 200;
const PEOPLE_LISTED_MAX = 200;

export interface ScheduleView {
  readonly schedule: z.infer<typeof Schedule>;
  readonly overrides: z.infer<typeof Override>[];
  readonly people: { id: string; name: string; zone: string }[];
}

export interface PlanView extends ScheduleView {
  readonly arrangement: Arrangement;
  readonly notes: StatusNote[];
}

const NOTHING: Arrangement = { layers: [], holidays: [], temporary: [] };

/** The newest version, the overrides ahead and just over, and the people who may be put on it. Version 0 is an empty week. */
export const readSchedule =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<ScheduleView>> =>
    lookAt(needs, { as, account: id }, async (tx, account) => done((await viewOf(needs, tx, account)).view));

/** The same, with what lies over the week, and the status notes that are not over. */
export const readPlan =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<PlanView>> =>
    lookAt(needs, { as, account: id }, async (tx, account) => {
      const { view, arrangement } = await viewOf(needs, tx, account);
      const standing = await notes.standing(tx, id, { at: needs.world.now(), limit: NOTES_STANDING_MAX });
      return done({ ...view, arrangement, notes: standing.map(shownNote) });
    });

async function viewOf(needs: Needs, tx: Tx, account: AccountRow): Promise<{ view: ScheduleView; arrangement: Arrangement }> {
  const { id, zone } = account;
  const newest = (await store.newest(tx, id, null)) ?? { id, version: 0, zone, shifts: [], arrangement: null };
  const listed = await overrides.listed(tx, id, { endingAfter: plus(needs.world.now(), { days: -OVER_DAYS_MAX }), limit: OVERRIDES_LISTED_MAX });
  const people = await coverersOf(needs, tx, account);
  const view = {
    schedule: { id: newest.id, account: id, version: newest.version, zone: newest.zone, shifts: [...newest.shifts] },
    overrides: listed.map(shownOverride),
    people: [...people.values()].slice(0, PEOPLE_LISTED_MAX),
  };
  return { view, arrangement: newest.arrangement ?? NOTHING };
}

export const shownOverride = ({ id, rank, role, from, until, person, reason, cancelled }: overrides.OverrideRow): z.infer<typeof Override> => ({
  id, rank, role: role ?? null, from: toIso(from), until: toIso(until), person, reason, cancelled,
});
export const shownNote = ({ id, person, standIn, words, from, until }: notes.NoteRow): StatusNote => ({ id, person, standIn, words, from: toIso(from), until: toIso(until) });
