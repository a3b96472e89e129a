import type { Actor } from "../../../foundation/actor.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import type { Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** Ready, on a break, or finishing. During a call it is kept for when the call is over. Whether the desk is open is for its line to say, not for a wish. */
export const setOperatorState = (needs: Needs, switchboard: Switchboard) => async (as: Actor & { person: PersonId }, ask: { state: "ready" | "break" | "finishing" }): Promise<Outcome<undefined>> => {
  const at = needs.world.now();
  await needs.db.transaction(as.scope, (tx) => store.noteOperator(tx, { id: needs.world.id(), person: as.person, at, state: ask.state }));
  const { presence } = switchboard.board;
  const before = presence.get(as.person);
  if (before?.wish === ask.state && before.connected) return done();
  presence.set(as.person, { connected: false, openedAt: at, lostAt: undefined, ...before, wish: ask.state, since: at, missed: 0 });
  switchboard.assign();
  switchboard.changed();
  return done();
};
