import type { Agreement } from "../../../../contract/office.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import { done, refuse, verdictOf, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { asShown } from "../rules/as-shown.ts";
import { mayChange, type ChangeVerdict } from "../rules/may-change.ts";
import type { Change } from "../rules/standing.ts";
import * as store from "../store.ts";
import type { AgreementRow } from "../store.ts";

export interface ChangeAsk extends store.AgreementRef {
  readonly act: Change["act"];
  readonly reason: string;
}

const REFUSALS: Readonly<Record<Exclude<ChangeVerdict["kind"], "yes">, Refusal>> = {
  "already-ended": refusals.alreadyEnded,
  expired: refusals.expired,
  "not-in-force": refusals.notInForce,
  "not-suspended": refusals.notSuspended,
};

/** Suspends, resumes or ends an agreement, for a reason. The gate follows at once. */
export const changeAgreement =
  (needs: Needs) =>
  (as: Actor, ask: ChangeAsk): Promise<Outcome<Agreement>> => {
    const { db, world, audit, facts } = needs;
    const at = world.now();

    return db.transaction(as.scope, async (tx) => {
      await store.lockClient(tx, ask.client);
      const allowed = await needs.access.may(tx, as, "agreement.record", ask.client);
      const row = (await store.agreements(tx, ask.client)).find((one) => one.id === ask.id);
      const verdict = judge(allowed, row && { row, found: mayChange(row, ask.act, at) });
      await audit.record(tx, as, `agreement.${ask.act}`, { type: "agreement", id: ask.id, client: ask.client }, verdictOf(verdict));
      if (!verdict.ok) return verdict;

      const { row: before, change } = verdict.value;
      await store.insertChange(tx, { ...change, of: ask, id: world.id(), reason: ask.reason, by: personOf(as) });
      await facts.record(tx, { name: "agreement.changed", subject: ask.client, client: ask.client, at, ids: { agreement: ask.id, act: ask.act, by: personOf(as) } });
      return done(asShown({ ...before, changes: [...before.changes, change] }, change.at));
    });
  };

function judge(allowed: boolean, asked: { row: AgreementRow; found: ChangeVerdict } | undefined): Outcome<{ row: AgreementRow; change: Change }> {
  if (!allowed) return refuse(refusals.notAllowed);
  if (!asked) return refuse(refusals.noSuchAgreement);
  const { row, found } = asked;
  return found.kind === "yes" ? done({ row, change: found.change }) : refuse(REFUSALS[found.kind]);
}
