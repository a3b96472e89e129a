import type { z } from "zod";
import type { drillRoutes, Reachability } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { ACKNOWLEDGED_MINUTES_MAX, scoreOf, SCORED, type Drilled } from "../rules/score.ts";
import * as store from "../store.ts";

type Drills = z.infer<typeof drillRoutes.drills.reply>;
/** Months that are read: six that counted, and as many again in which real pages came first. */
const READ_DAYS = 366;
const PEOPLE_MAX = 1000;

/** [FD5] Who is reached, of the clients in scope, and when each practice is drilled. Those who are drilled and were never yet are there too. */
export const readDrills = (needs: Needs) => (as: Actor): Promise<Outcome<Drills>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const rows = await store.since(tx, toIso(plus(needs.world.now(), { days: -READ_DAYS })).slice(0, 7));
    const plans = new Map((await store.plans(tx)).map((plan) => [plan.account, plan]));
    const accounts = await needs.directory.accounts(tx);
    const people = await peopleOf(needs, tx, { rows, drilled: [...new Set([...plans.values()].map(({ client }) => client))] });
    await needs.audit.record(tx, as, "drill.list", { type: "person", id: as.kind === "person" ? as.person : "00000000-0000-0000-0000-000000000000" }, "yes", { count: people.length });
    return done({
      minutesMax: ACKNOWLEDGED_MINUTES_MAX,
      people,
      plans: accounts.map(({ id, name, client, zone }) => {
        const plan = plans.get(id);
        return { account: id, accountName: name, client, zone, plan: plan ? { day: plan.day, hour: plan.hour } : null, nextAt: plan ? toIso(plan.nextAt) : null };
      }),
    });
  });

async function peopleOf(needs: Needs, tx: Tx, { rows, drilled }: { rows: readonly store.DrillRow[]; drilled: readonly ClientId[] }): Promise<Reachability[]> {
  const byPerson = Map.groupBy(rows, ({ client, person }) => `${client} ${person}`);
  for (const client of drilled) for (const person of await needs.clinicians(tx, client)) if (!byPerson.has(`${client} ${person}`)) byPerson.set(`${client} ${person}`, []);
  const keys = [...byPerson].slice(0, PEOPLE_MAX).map(([key, own]) => ({ client: key.split(" ")[0] as ClientId, person: key.split(" ")[1] as PersonId, own }));
  const [people, clients] = [await needs.names.people(tx, [...new Set(keys.map(({ person }) => person))]), await needs.names.clients(tx)];
  return keys
    .map(({ client, person, own }) => ({ person, client, name: people.get(person) ?? "Somebody who left", clientName: clients.get(client) ?? "a client", ...scoreOf(own), last: own.slice(0, SCORED).map(shown) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

const shown = ({ month, state, placedAt, acknowledgedAt }: Drilled) => ({ month, state, seconds: placedAt !== null && acknowledgedAt !== null ? Math.round((acknowledgedAt - placedAt) / 1000) : null });
