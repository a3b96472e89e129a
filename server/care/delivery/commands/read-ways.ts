import type { Way } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Channel, Guard } from "../needs.ts";
import type { Breaker } from "../rules/breaker.ts";
import { PUSH, PUSH_GUARD, serviceOf } from "../rules/waking.ts";
import * as roads from "../store/roads.ts";
import * as store from "../store.ts";

type Known = ReadonlyMap<string, Breaker>;
/** Push services that are in trouble, beyond which the page says no more. */
const SERVICES_SHOWN_MAX = 12;

/** [R15] How each way is now, and each push service that is not well. */
export const readWays = (channels: readonly Channel[]) => async (tx: Tx): Promise<Way[]> => {
  const [waiting, breakers, services] = await Promise.all([roads.waitingOn(tx), roads.breakers(tx), store.anEndpointOfEachService(tx)]);
  const known: Known = new Map(breakers.map((one) => [one.channel, one]));
  const row = (name: string, guard: Guard | undefined, breaker = known.get(name)): Way => ({
    name, waiting: waiting.find(({ channel }) => channel === name)?.count ?? 0,
    guard: guard ? { all: guard.limits.channel, person: guard.limits.person, faultsMax: guard.patience.faultsMax } : null,
    faults: breaker?.failures ?? 0, closed: closedOf(breaker),
  });
  // A service that no device is reached by any more will never be asked again, and its fault is nobody's trouble.
  const troubled = [...new Set(services.map(serviceOf))].filter((name) => (known.get(name)?.failures ?? 0) > 0).slice(0, SERVICES_SHOWN_MAX);
  return [...channels.map(({ name, guard }) => row(name, guard)), row(PUSH, PUSH_GUARD), ...troubled.map((name) => row(name, PUSH_GUARD))];
};

const closedOf = (breaker: Breaker | undefined): Way["closed"] => (!breaker || breaker.openedAt === null ? null : { since: toIso(breaker.openedAt), tryAt: toIso(breaker.probeAt!) });
