import { system } from "../../foundation/actor.ts";
import type { DueHandler } from "../../foundation/due/index.ts";
import { plus } from "../../foundation/time.ts";
import { NOBODY, type IdentityNeeds } from "./ports.ts";
import { sweep } from "./store/brakes.ts";

export const SWEEP = "identity.sweep";
const EVERY = { days: 1 };
/** The one timer's own subject: nothing else is asked about it. */
const TIMER = "00000000-0000-0000-0000-000000000001";

type Needs = Pick<IdentityNeeds, "db" | "world" | "due" | "audit">;

/** [I21] Sweeps, and asks to be woken a day later: both happen or neither. */
export const sweepDaily = (needs: Needs): DueHandler => async (_job, finish) => {
  const house = system("sweep");
  await needs.db.transaction(house.scope, async (tx) => {
    const at = needs.world.now();
    const swept = await sweep(tx, at);
    await needs.audit.record(tx, house, "identity.sweep", { type: "person", id: NOBODY }, undefined, swept);
    await finish(tx);
    await needs.due.at(tx, { kind: SWEEP, subject: TIMER, at: plus(at, EVERY), single: true });
  });
};

/** Once at each start: one timer for the whole database, however often and on however many machines it starts. */
export const beginSweeping = (needs: Needs) => (): Promise<void> =>
  needs.db.transaction(system("sweep").scope, async (tx) => {
    await needs.due.cancel(tx, { subject: TIMER });
    await needs.due.at(tx, { kind: SWEEP, subject: TIMER, at: needs.world.now(), single: true });
  });
