import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { noteAway, type Listeners, type Switchboard } from "./switchboard.ts";

/** What the lines of the desks tell the telephone: opened, lost, or signed out. */
export function deskLines(needs: Needs, switchboard: Switchboard, listeners: Listeners) {
  const { calls, presence } = switchboard.board;
  return {
    deskOpened: (person: PersonId): void => {
      const known = presence.get(person);
      if (known) Object.assign(known, { connected: true, lostAt: undefined });
      else presence.set(person, { wish: "away", connected: true, lostAt: undefined, since: needs.world.now(), missed: 0 });
      switchboard.assign();
      listeners.changed();
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
      listeners.changed();
    },
  };
}
