import { system } from "../../../foundation/actor.ts";
import { plus } from "../../../foundation/time.ts";
import { VOICE } from "../channel.ts";
import type { Rings } from "../live/rings.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** Longer than any call lasts, with what waits to be read in it. */
const CALL_MINUTES_MAX = 60;

/**
 * [VD16] A process died with these calls, and nobody knows how they ended: each page is looked at now, and not in the three minutes after which a
 * call that tells nothing is placed again. `node`: of one that had a name; null: of all, in a house of one that begins.
 */
export const ringAgain = (needs: Needs, rings: Pick<Rings, "hasInHand">) => async (node: string | null): Promise<number> => {
  const clients = await needs.db.transaction(system("voice").scope, (tx) => needs.clients.everyId(tx));
  return needs.db.transaction(system("voice", { clients }).scope, async (tx) => {
    const people = await store.letGoOfAll(tx, node);
    if (people.length === 0) return 0;
    const at = needs.world.now();
    const pages = await needs.delivery.underWay(tx, { people, channel: VOICE, since: plus(at, { minutes: -CALL_MINUTES_MAX }) });
    // What this process has in hand only waited for the end of the dead one's call, and is rung as soon as that is over.
    const unknown = pages.filter(({ attempt }) => !rings.hasInHand(attempt));
    for (const page of unknown) await needs.dispatch.lookAgainAt(tx, { ...page, at });
    return unknown.length;
  });
};
