import { system } from "../../foundation/actor.ts";
import type { DueHandler } from "../../foundation/due/index.ts";
import { plus } from "../../foundation/time.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store.ts";

/** Three of the months for which the office sees failures, so that an inquiry finds the number; then it is nobody's business. */
const ATTEMPTS_KEPT_DAYS = 90;
export const FORGET = "checkin.forget";
const EVERY = { days: 1 };
/** The one timer's own subject. */
const ROUND = "00000000-0000-0000-0000-000000000293";
const house = system("checkin", { role: "app" });

/** [CI8] A day's round, and the next one asked for: both or neither. That there was a check-in, and what came of it, stays in the audit log. */
export const forgetDaily = (needs: Needs): DueHandler => async (_job, finish) => {
  await needs.db.transaction(house.scope, async (tx) => {
    const at = needs.world.now();
    const attempts = await store.forgetAttempts(tx, plus(at, { days: -ATTEMPTS_KEPT_DAYS }));
    await needs.audit.record(tx, house, "checkin.forget", { type: "check-in", id: ROUND }, undefined, { attempts });
    await finish(tx);
    await needs.due.at(tx, { kind: FORGET, subject: ROUND, at: plus(at, EVERY), single: true });
  });
};

/** Once at each start, on however many nodes: one timer. */
export const beginForgetting = (needs: Needs) => (): Promise<void> =>
  needs.db.transaction(house.scope, async (tx) => {
    await needs.due.cancel(tx, { subject: ROUND });
    await needs.due.at(tx, { kind: FORGET, subject: ROUND, at: needs.world.now(), single: true });
  });
