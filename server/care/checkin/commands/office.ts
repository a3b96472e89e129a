import { CHECK_IN_LINES_MAX, CHECK_INS_SHOWN_MAX } from "../../../../contract/index.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Phi } from "../../../foundation/phi.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";
import { callerPlace } from "./attempts.ts";

const SHOWN_DAYS = 30;
const HOUSE = "00000000-0000-0000-0000-000000000000";

/** [CI6] What a supervisor looks at after a notice. */
export const failedCheckIns = (needs: Needs) => (as: Actor): Promise<store.FailedRow[]> =>
  needs.db.transaction(as.scope, async (tx) => {
    const rows = await store.failedAttempts(tx, { since: plus(needs.world.now(), { days: -SHOWN_DAYS }), limit: CHECK_INS_SHOWN_MAX });
    await needs.audit.record(tx, as, "checkin.list-failed", { type: "check-in", id: HOUSE }, undefined, { attempts: rows.map(({ id }) => id) });
    return rows;
  });

/** [CI6] The number a failed call came from: sealed until somebody who may asks, and the asking is audited in the same transaction. */
export const openNumber = (needs: Needs) => (as: Actor, id: string): Promise<Outcome<Phi<string>>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const found = await store.callerOfFailed(tx, id);
    await needs.audit.record(tx, as, "checkin.open-number", { type: "check-in", id }, found?.caller ? "yes" : "no");
    if (!found) return refuse(refusals.noSuchAttempt);
    return found.caller === null ? refuse(refusals.noNumberKept) : done(await needs.vault.openText(callerPlace(id), found.caller));
  });

export const lines = (needs: Needs) => (as: Actor): Promise<string[]> => needs.db.transaction(as.scope, store.lines);

type ChangeLine = (tx: Tx, number: string) => Promise<Outcome<unknown>>;
const change = (needs: Needs, { as, act, typed }: { as: Actor; act: "add" | "remove"; typed: string }, work: ChangeLine): Promise<Outcome<string[]>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const number = needs.directory.normalise(typed);
    const outcome = number === undefined ? refuse(refusals.noSuchNumber) : await work(tx, number);
    await needs.audit.record(tx, as, `checkin.${act}-line`, { type: "check-in", id: HOUSE }, verdictOf(outcome));
    return outcome.ok ? done(await store.lines(tx)) : outcome;
  });

/** [CI7] A number of the service itself: none that reaches a practice. */
export const addLine = (needs: Needs) => (as: Actor, typed: string): Promise<Outcome<string[]>> =>
  change(needs, { as, act: "add", typed }, async (tx, number) => {
    if (await needs.directory.byDialled(tx, number)) return refuse(refusals.reachesAnAccount);
    if ((await store.lines(tx)).length >= CHECK_IN_LINES_MAX) return refuse(refusals.tooManyNumbers);
    await store.addLine(tx, { number, at: needs.world.now(), by: personOf(as) });
    return done();
  });

export const removeLine = (needs: Needs) => (as: Actor, typed: string): Promise<Outcome<string[]>> =>
  change(needs, { as, act: "remove", typed }, async (tx, number) => (await store.removeLine(tx, number), done()));
