import type { DeskSnapshot } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";

export type Shift = NonNullable<DeskSnapshot["shift"]>;
export type Shifts = ReadonlyMap<PersonId, Shift>;

/** The longest night shift there is, with its hand-over: what was said before belongs to the one before. */
const SHIFT_HOURS_MAX = 14;
/** Of all these people together. */
const SENT_MAX = 10_000;

/** [K21] What each of these operators did since they first said today that they are there. Who has said nothing has no shift. */
export const readShifts = (needs: Needs, scope: Actor["scope"], people: readonly PersonId[]): Promise<Shifts> =>
  needs.db.transaction(scope, async (tx) => {
    const since = plus(needs.world.now(), { hours: -SHIFT_HOURS_MAX });
    const begun = await needs.calls.shifts(tx, { people, since });
    const sent = await needs.messages.sentBy(tx, { people: begun.map(({ person }) => person), since, limit: SENT_MAX });
    const taken = await needs.dispatch.takenAt(tx, sent.map(({ message }) => message));
    return new Map(begun.map(({ person, since: first, answered, medianSeconds }) => {
      const own = sent.filter((one) => one.person === person && one.at >= first);
      return [person, { since: toIso(first), answered, medianAnswerSeconds: medianSeconds, sent: own.length, taken: own.filter(({ message }) => taken.has(message)).length }];
    }));
  });
