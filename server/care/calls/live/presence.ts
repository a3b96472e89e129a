import { system } from "../../../foundation/actor.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { MISSED_OFFERS_MAX } from "../rules/queue.ts";
import * as store from "../store.ts";
import { desksOf, operatorsOf, RELOAD_SECONDS_MAX, type Board } from "./board.ts";

/** [C14] Who lets calls ring out is away until they say otherwise: the next caller is not made to wait for them. True when that is so now. */
export function countMissed(board: Board, operator: PersonId, { rangOut, at }: { rangOut: boolean; at: Instant }): boolean {
  const presence = board.presence.get(operator);
  if (!presence) return false;
  presence.missed = rangOut ? presence.missed + 1 : 0;
  if (presence.missed < MISSED_OFFERS_MAX) return false;
  Object.assign(presence, { wish: "away", since: at, missed: 0 });
  return true;
}

/** For the floor's figures, and so that a restart does not call them ready. */
export const noteAway = (needs: Needs, person: PersonId, at: Instant): Promise<void> =>
  needs.db.transaction(system("calls").scope, (tx) => store.noteOperator(tx, { id: needs.world.id(), person, at, state: "away" })).then(
    () => undefined,
    (error: Error) => needs.log.warn("calls.away-not-noted", { error: error.name }),
  );

/** Desks that did not come back after a reload's time: away from now on, unless another node has them. */
export function lostDesks(board: Board, at: Instant): PersonId[] {
  const lost = [...board.presence].filter(([, p]) => p.lostAt !== undefined && at >= plus(p.lostAt, { seconds: RELOAD_SECONDS_MAX }));
  for (const [, presence] of lost) Object.assign(presence, { lostAt: undefined, connected: false, since: presence.lostAt });
  if (lost.length === 0) return [];
  const desks = desksOf(board);
  return lost.map(([person]) => person).filter((person) => !desks.get(person)?.connected);
}

/** Who left the desk and said nothing since is on no list of operators any more; with the next desk they open they are back. */
const GONE_MINUTES_MAX = 60;
export function forgetGone(board: Board, at: Instant): void {
  for (const { person, state, since, call } of operatorsOf(board)) {
    const presence = board.presence.get(person);
    if (presence && state === "away" && presence.wish === "away" && !presence.connected && !call && at >= plus(since, { minutes: GONE_MINUTES_MAX })) board.presence.delete(person);
  }
}
