import type { z } from "zod";
import { CLOSINGS_MAX, type CloseEarlyBody, type HoursReply } from "../../../../contract/hours.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { LOOK_AHEAD_DAYS_MAX, type Span } from "../rules/hours.ts";
import { dayOf, dayOfWall, instantAt, minuteOf, wall, wallAt } from "../rules/wall.ts";
import * as versions from "../store/hours.ts";
import { onAccount } from "./on-account.ts";
import { hoursAgain } from "./read-hours.ts";

export type CloseAsk = Omit<Readonly<z.infer<typeof CloseEarlyBody>>, "date"> & {
  /** Null: today, by the account's own calendar. */
  readonly date: string | null;
  readonly how: "screen" | "telephone";
};

/** [DR18] From a time on the wall, or from now, to the midnight that ends its last day. What is past already stays as it was. */
function spanOf(ask: CloseAsk, zone: string, at: Instant): Outcome<Span> {
  const day = ask.date === null ? dayOfWall(wallAt(at, zone)) : dayOf(ask.date);
  const last = ask.lastDate === null ? day : dayOf(ask.lastDate);
  if (last < day) return refuse(refusals.lastBeforeFirst);
  const from = instantAt(wall(day, ask.from === null ? 0 : minuteOf(ask.from)), zone);
  const until = instantAt(wall(last + 1, 0), zone);
  if (until <= at || until <= from) return refuse(refusals.closingIsPast);
  if (until > plus(at, { days: LOOK_AHEAD_DAYS_MAX })) return refuse(refusals.closingTooFar);
  return done({ from: instant(Math.max(from, at)), until });
}

/** [DR18] Whoever is in the office says that it closes: on the screen, or by telephone after they proved who they are. */
export const closeEarly =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: CloseAsk): Promise<Outcome<HoursReply>> => {
    const at = needs.world.now();
    return onAccount(needs, { as, account: id, act: "hours.close-early", action: "account.close-early" }, async (tx, { client, zone }) => {
      const span = spanOf(ask, zone, at);
      if (!span.ok) return span;
      const standing = await versions.closingsAt(tx, id, at);
      if (standing.length >= CLOSINGS_MAX && !standing.some((one) => one.id === ask.id)) return refuse(refusals.tooManyClosings);
      if (!(await versions.insertClosing(tx, { ...span.value, id: ask.id, client, account: id, at, by: personOf(as), how: ask.how }))) return refuse(refusals.closingElsewhere);
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return hoursAgain(tx, id, at);
    });
  };

/** [DR18] The office opens again after all. */
export const reopen =
  (needs: Needs) =>
  (as: Actor, id: AccountId, closing: string): Promise<Outcome<HoursReply>> => {
    const at = needs.world.now();
    return onAccount(needs, { as, account: id, act: "hours.close-early", action: "account.reopen" }, async (tx, { client }) => {
      if (!(await versions.withdrawClosing(tx, { id: closing, account: id, at }))) return refuse(refusals.noSuchClosing);
      await needs.facts.record(tx, { name: "account.changed", subject: id, client, at });
      return hoursAgain(tx, id, at);
    });
  };
