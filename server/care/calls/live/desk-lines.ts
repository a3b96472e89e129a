import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { desksOf } from "./board.ts";
import { noteAway } from "./presence.ts";
import type { Listeners, Switchboard } from "./switchboard.ts";

/** What the lines of the desks tell the telephone: opened, lost, or signed out. */
export function deskLines(needs: Needs, switchboard: Switchboard, listeners: Listeners) {
  const { calls, presence } = switchboard.board;
  /** [C84] A call that came from a dead node waits for the sound of its operator, whose desk may have been there too. */
  const askForSound = (person: PersonId): void => {
    for (const call of calls.values()) if (call.state.operator === person && call.leg && !call.browser && call.browserAwaitedSince !== undefined) listeners.mediaLost(call, person);
  };
  return {
    deskOpened: (person: PersonId): void => {
      const at = needs.world.now();
      // What they said at another node holds here too.
      const known = presence.get(person) ?? { wish: "away" as const, since: at, missed: 0 };
      const { node: _, ...said } = desksOf(switchboard.board).get(person) ?? { ...known, node: null };
      presence.set(person, { ...said, connected: true, openedAt: at, lostAt: undefined });
      askForSound(person);
      switchboard.assign();
      switchboard.changed();
    },
    deskLost: (person: PersonId): void => {
      const known = presence.get(person);
      if (known) known.lostAt = needs.world.now();
    },
    /** [C18] Whoever was signed out is offered nothing more; a call that lives goes on with the browser that has it. */
    deskEnded: (person: PersonId): void => {
      const known = presence.get(person);
      if (!known || known.wish === "away") return;
      const at = needs.world.now();
      Object.assign(known, { wish: "away", since: at });
      void noteAway(needs, person, at);
      for (const call of calls.values()) switchboard.tell(call, { kind: "pass", operator: person });
      switchboard.changed();
    },
  };
}
