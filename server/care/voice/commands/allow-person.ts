import type { Actor } from "../../../foundation/actor.ts";
import { personOf } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { hindrance } from "../rules/telephone.ts";
import { standingOf } from "../standing.ts";
import * as store from "../store.ts";

export interface Listed {
  readonly person: PersonId;
  readonly name: string;
  readonly allowed: boolean;
  /** Why nobody is rung at this telephone now, or that it is. */
  readonly standing: "ready" | NonNullable<ReturnType<typeof hindrance>>;
}

/** [VD10] Clinicians, and whether each may be rung: no number is shown. */
export const listPeople = (needs: Needs) => (as: Actor): Promise<Outcome<Listed[]>> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (!(await needs.access.may(tx, as, "voice.see"))) return refuse(refusals.mayNot);
    const at = needs.world.now();
    const listed: Listed[] = [];
    for (const { id, name } of await needs.clinicians(tx, as)) {
      const standing = await standingOf(needs, tx, id);
      listed.push({ person: id, name, allowed: standing.allowed, standing: hindrance(standing, at) ?? "ready" });
    }
    return done(listed);
  });

/** [VD10] The office says who is rung. What a person has proved stays theirs; a telephone that wrong PINs closed is open again. */
export const allowPerson = (needs: Needs) => (as: Actor, ask: { readonly person: PersonId; readonly allowed: boolean }): Promise<Outcome<undefined>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const verdict = await judge(needs, tx, { as, person: ask.person });
    await needs.audit.record(tx, as, "voice.allow", { type: "person", id: ask.person }, verdictOf(verdict), { allowed: ask.allowed ? "yes" : "no" });
    if (verdict.ok) await store.allow(tx, { ...ask, at: needs.world.now(), by: personOf(as) });
    return verdict;
  });

async function judge(needs: Needs, tx: Tx, { as, person }: { as: Actor; person: PersonId }): Promise<Outcome<undefined>> {
  if (!(await needs.access.may(tx, as, "voice.change"))) return refuse(refusals.mayNot);
  return (await needs.clinicians(tx, as)).some(({ id }) => id === person) ? done() : refuse(refusals.notFound);
}
