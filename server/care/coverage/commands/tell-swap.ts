import { z } from "zod";
import { system } from "../../../foundation/actor.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";

const Told = z.object({ asker: z.string(), asked: z.string(), state: z.enum(["asked", "accepted", "declined", "withdrawn"]) });
/** Whose phone rings: whoever has to act, or has waited for an answer. The other one did it themselves. */
const woken = { asked: "asked", withdrawn: "asked", accepted: "asker", declined: "asker" } as const;

/** [CV18] A swap that is asked, answered or taken back: the other one's phone is woken with the words that it always says, and both see it. */
export const tellSwap = (needs: Needs): Subscriber => (job, finish) =>
  needs.db.transaction(system("coverage", { clients: job.client === null ? [] : [job.client] }).scope, async (tx) => {
    const { state, ...people } = Told.parse(job.payload);
    await needs.wake(tx, people[woken[state]] as PersonId);
    tx.afterCommit(() => [people.asker, people.asked].forEach((person) => needs.told(person as PersonId)));
    await finish(tx);
  });
