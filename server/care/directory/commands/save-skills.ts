import type { Skills } from "../../../../contract/reception.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as receptions from "../store/reception.ts";

interface AllSkills {
  readonly operators: (Skills & { readonly person: PersonId })[];
}
const shown = async (tx: Tx): Promise<Outcome<AllSkills>> => done({ operators: await receptions.skills(tx, null) });

export const readSkills =
  (needs: Needs) =>
  (as: Actor): Promise<Outcome<AllSkills>> =>
    needs.db.transaction(as.scope, async (tx) => ((await needs.access.may(tx, as, "skills.see")) ? shown(tx) : refuse(refusals.notAllowed)));

/** [DR22] What an operator can do is the house's to say, never the operator's own. */
export const saveSkills =
  (needs: Needs) =>
  (as: Actor, person: PersonId, skills: Skills): Promise<Outcome<AllSkills>> => {
    const at = needs.world.now();
    return needs.db.transaction(as.scope, async (tx) => {
      const allowed = await needs.access.may(tx, as, "skills.change");
      if (allowed) await receptions.saveSkills(tx, { ...skills, languages: [...new Set(skills.languages)], person, at, by: personOf(as) });
      const outcome = allowed ? await shown(tx) : refuse(refusals.notAllowed);
      await needs.audit.record(tx, as, "operator.save-skills", { type: "person", id: person }, verdictOf(outcome));
      return outcome;
    });
  };
