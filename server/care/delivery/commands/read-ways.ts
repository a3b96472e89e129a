import type { Way } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Channel } from "../needs.ts";
import type { Breaker } from "../rules/breaker.ts";
import * as roads from "../store/roads.ts";

/** [R15] How each way is now. */
export const readWays = (channels: readonly Channel[]) => async (tx: Tx): Promise<Way[]> => {
  const [waiting, breakers] = await Promise.all([roads.waitingOn(tx), roads.breakers(tx)]);
  return channels.map(({ name, guard }) => {
    const breaker = breakers.find(({ channel }) => channel === name);
    return {
      name, waiting: waiting.find(({ channel }) => channel === name)?.count ?? 0,
      guard: guard ? { all: guard.limits.channel, person: guard.limits.person, faultsMax: guard.patience.faultsMax } : null,
      faults: breaker?.failures ?? 0, closed: closedOf(breaker),
    };
  });
};

const closedOf = (breaker: Breaker | undefined): Way["closed"] => (!breaker || breaker.openedAt === null ? null : { since: toIso(breaker.openedAt), tryAt: toIso(breaker.probeAt!) });
