import type { Urgency } from "../../../../contract/index.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { leaveFor } from "../rules/breaker.ts";
import { PUSH, PUSH_GUARD, serviceOf, verdictOn, type Woken } from "../rules/waking.ts";
import * as roads from "../store/roads.ts";
import type { Subscription } from "../store.ts";
import { tellBreaker } from "./take-leave.ts";

export interface Leaves {
  readonly go: readonly Subscription[];
  /** Of services that are given up for a while. */
  readonly passedOver: readonly Subscription[];
  /** Services that one device alone tries now. */
  readonly probes: ReadonlySet<string>;
}

/** Services in one order, whoever asks: two workers who each hold one breaker and want the other's would wait for ever. */
const byService = <T>(all: readonly T[], of: (one: T) => string): [string, T[]][] => [...Map.groupBy(all, of)].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** [R16] Which devices are asked now: all, of a service that failed one, of a service that is given up none. */
export async function leavesOf(tx: Tx, devices: readonly Subscription[], at: Instant): Promise<Leaves> {
  const [go, passedOver, probes] = [[] as Subscription[], [] as Subscription[], new Set<string>()];
  for (const [service, all] of byService(devices, ({ endpoint }) => serviceOf(endpoint))) {
    const leave = leaveFor(await roads.lockBreaker(tx, service), PUSH_GUARD.patience, at);
    const asked = leave.kind === "go" ? all.length : leave.kind === "probe" ? 1 : 0;
    go.push(...all.slice(0, asked));
    passedOver.push(...all.slice(asked));
    if (leave.kind !== "probe") continue;
    probes.add(service);
    roads.saveBreaker(tx, service, leave.breaker);
  }
  return { go, passedOver, probes };
}

export interface Outcome {
  readonly id: string;
  readonly service: string;
  readonly outcome: Woken;
}
export const wakeAll = ({ push }: Pick<Needs, "push">, { go }: Leaves, urgency: Urgency): Promise<Outcome[]> =>
  Promise.all(go.map(async (device) => ({ id: device.id, service: serviceOf(device.endpoint), outcome: await push.wake(device, urgency) })));

/** [R13] [R16] What each service answered, told to its breaker; the office hears of the way as one. */
export async function hearServices(needs: Needs, tx: Tx, { outcomes, probes }: { outcomes: readonly Outcome[]; probes: ReadonlySet<string> }): Promise<void> {
  for (const [service, all] of byService(outcomes, (one) => one.service)) {
    const verdict = verdictOn(all.map(({ outcome }) => outcome));
    if (verdict !== null) await tellBreaker(needs, tx, { channel: service, way: PUSH, isFault: verdict === "fault", isProbe: probes.has(service), patience: PUSH_GUARD.patience });
  }
}
