import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DueHandler } from "../../../foundation/due/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { DEVICES_MAX } from "../jobs.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

export const WAKE = "delivery.wake";

/** [R5] Not about a message: a shift that comes, duty that has passed. The devices say the words that they always say. */
export const wakePerson = (needs: Pick<Needs, "due" | "world">) => (tx: Tx, person: PersonId): Promise<void> =>
  needs.due.at(tx, { kind: WAKE, subject: person, at: needs.world.now(), payload: { person } });

/** Once: nobody's safety hangs on a reminder, and what it is about stands in the room. */
export const wakeNow = (needs: Needs): DueHandler => async (job, finish) => {
  const { scope } = system("delivery");
  const devices = await needs.db.transaction(scope, (tx) => store.devicesOf(tx, job.payload.person as PersonId, DEVICES_MAX));
  const outcomes = await Promise.all(devices.map(async (device) => ({ id: device.id, outcome: await needs.push.wake(device, "routine") })));
  await needs.db.transaction(scope, async (tx) => {
    await store.unsubscribe(tx, outcomes.filter(({ outcome }) => outcome === "gone").map(({ id }) => id));
    await finish(tx);
  });
};
