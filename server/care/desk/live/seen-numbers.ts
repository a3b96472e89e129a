import type { Cue } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";

export interface SeenNumbers {
  /** Writes down to whom the numbers of these cues are about to be shown, each person and cue once. Throws when it cannot. */
  record(cues: readonly Cue[], people: readonly PersonId[]): Promise<void>;
  /** Only what is written down is shown. */
  by(person: PersonId): (cue: string) => boolean;
}

/** [K20] A number on a screen is a touch by whoever sits there. It is committed first; until it can be, the cue stands there without its number. */
export function createSeenNumbers(needs: Pick<Needs, "db" | "audit">): SeenNumbers {
  const seen = new Map<string, Set<PersonId>>();
  const scope = system("desk", { role: "app" }).scope;
  return {
    record: async (cues, people) => {
      const open = new Set(cues.map(({ id }) => id));
      for (const id of seen.keys()) if (!open.has(id)) seen.delete(id);
      const fresh = cues
        .filter(({ number, call }) => number !== null && call !== null)
        .flatMap((cue) => [...new Set(people)].filter((person) => !seen.get(cue.id)?.has(person)).map((person) => ({ id: cue.id, call: cue.call!, person })));
      if (fresh.length === 0) return;
      await needs.db.transaction(scope, async (tx) => {
        for (const { call, person } of fresh) await needs.audit.record(tx, { kind: "person", person, scope }, "cue.see-number", { type: "call", id: call });
      });
      for (const { id, person } of fresh) seen.set(id, (seen.get(id) ?? new Set()).add(person));
    },
    by: (person) => (cue) => seen.get(cue)?.has(person) === true,
  };
}
