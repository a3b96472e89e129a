import type { Actor } from "../../../foundation/actor.ts";
import { personOf } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";
import type { PersonRow } from "../store.ts";

export type NamedPerson = Pick<PersonRow, "duty" | "name" | "number">;

/** [NL7] The list is saved in whole, in the order in which people are rung. */
export const savePeople = (needs: Needs) => (as: Actor, named: readonly NamedPerson[]): Promise<Outcome<PersonRow[]>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const rows = named.map((one, i): PersonRow => ({ ...one, id: needs.world.id(), place: i + 1, number: needs.normalise(one.number) ?? "" }));
    const verdict = await judge(needs, tx, { as, rows });
    await needs.audit.record(tx, as, "nightlead.save", { type: "nightlead", id: "people" }, verdictOf(verdict), { people: rows.length });
    if (!verdict.ok) return verdict;
    const [by, at] = [personOf(as), needs.world.now()];
    await store.forgetPeople(tx);
    for (const row of rows) await store.addPerson(tx, { ...row, by, at });
    return verdict;
  });

async function judge(needs: Needs, tx: Tx, { as, rows }: { as: Actor; rows: PersonRow[] }): Promise<Outcome<PersonRow[]>> {
  if (!(await needs.access.may(tx, as, "nightlead.change"))) return refuse(refusals.mayNot);
  return rows.some(({ number }) => number === "") ? refuse(refusals.badNumber) : done(rows);
}

export interface Standing {
  readonly people: PersonRow[];
  /** Whether anybody outside can be rung at all. */
  readonly line: "ready" | "no-trunk";
  readonly watchers: readonly store.WatcherRow[];
}

export const readStanding = (needs: Needs) => (as: Actor): Promise<Outcome<Standing>> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (!(await needs.access.may(tx, as, "nightlead.see"))) return refuse(refusals.mayNot);
    const watchers = (await store.watchers(tx)).filter(({ name }) => needs.watchers.includes(name));
    return done({ people: await store.people(tx), line: needs.line.hasTrunk() ? "ready" : "no-trunk", watchers });
  });
