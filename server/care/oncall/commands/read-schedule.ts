import type { z } from "zod";
import type { Override, Schedule } from "../../../../contract/oncall.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import * as store from "../store.ts";
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

/** The newest version, the overrides ahead and just over, and the people who may be put on it. Version 0 is an empty week. */
export const readSchedule =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<ScheduleView>> => {
    const endingAfter = plus(needs.world.now(), { days: -OVER_DAYS_MAX });
    return lookAt(needs, { as, account: id }, async (tx, account) => {
      const newest = (await store.newest(tx, id, null)) ?? { id, version: 0, zone: account.zone, shifts: [] };
      const overrides = await store.listed(tx, id, { endingAfter, limit: OVERRIDES_LISTED_MAX });
      const people = await coverersOf(needs, tx, account);
      return done({
        schedule: { id: newest.id, account: id, version: newest.version, zone: newest.zone, shifts: [...newest.shifts] },
        overrides: overrides.map(shownOverride),
        people: [...people.values()].slice(0, PEOPLE_LISTED_MAX),
      });
    });
  };

export const shownOverride = ({ id, rank, from, until, person, reason, cancelled }: store.OverrideRow): z.infer<typeof Override> => ({ id, rank, from: toIso(from), until: toIso(until), person, reason, cancelled });
