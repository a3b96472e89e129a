import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";
import { hearServices, leavesOf, wakeAll } from "./ask-services.ts";
import { DEVICES_MAX } from "./wake-devices.ts";

export const WAKE = "delivery.wake";

/** [R5] Not about a message: a shift that comes, duty that has passed. The devices say the words that they always say. */
export const wakePerson = (needs: Pick<Needs, "due" | "world">) => (tx: Tx, person: PersonId): Promise<void> =>
  needs.due.at(tx, { kind: WAKE, subject: person, at: needs.world.now(), payload: { person } });

/** Once: nobody's safety hangs on a reminder, and what it is about stands in the room. [R16] A service that is given up is not asked for it. */
export const wakeNow = (needs: Needs): DueHandler => async (job, finish) => {
  const { scope } = system("delivery");
  const leave = await needs.db.transaction(scope, async (tx) => leavesOf(tx, await store.devicesOf(tx, job.payload.person as PersonId, DEVICES_MAX), needs.world.now()));
  const outcomes = await wakeAll(needs, leave, "routine");
  await needs.db.transaction(scope, async (tx) => {
    await store.unsubscribe(tx, outcomes.filter(({ outcome }) => outcome === "gone").map(({ id }) => id));
    await hearServices(needs, tx, { outcomes, probes: leave.probes });
    await finish(tx);
  });
};
