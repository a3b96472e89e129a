import { system } from "../../foundation/actor.ts";
import type { Subscriber } from "../../foundation/facts/index.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store.ts";

/** [R9] A phone that is forgotten may be in another hand: nothing wakes it, until its person signs in on it again. */
export const forgetDevices = (needs: Needs): Subscriber => (job, finish) =>
  needs.db.transaction(system("delivery").scope, async (tx) => {
    await store.unsubscribeAll(tx, job.subject as PersonId);
    await finish(tx);
  });
