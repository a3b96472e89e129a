import type { Actor } from "../../../foundation/actor.ts";
import { createDue } from "../../../foundation/due/index.ts";
import { createFacts, type Fact } from "../../../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { trustHouse } from "../../../testing/trust-house.ts";
import { createDirectory } from "../../directory/index.ts";
import { createOncall, type Duty } from "../index.ts";

export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);

/** On-call over a database of its own, with one practice, its manager and as many clinicians as a test invites. */
export async function oncallHouse() {
  const house = await trustHouse();
  const { world, db, audit, access, identity, clients } = house;
  const told: Fact[] = [];
  const facts = createFacts({ due: createDue({ wake: () => undefined }) });
  const listened = { ...facts, record: (...[tx, fact]: Parameters<typeof facts.record>) => (told.push(fact), facts.record(tx, fact)) };
  const [client, neighbour] = [await house.client("Lakeside"), await house.client("Harbor")];
  const directory = createDirectory({ db, world, facts, audit, access, clients });
  const oncall = createOncall({ db, world, facts: listened, audit, directory, access, identity });
  const admin: Actor = { kind: "system", name: "house", scope: { role: "app", clients: [client] } };
  let opened = 0;
  return {
    house, oncall, client,
    /** Facts that were recorded, oldest first. */
    told,
    manager: await house.actor((await house.person("Mo Gray", "client-manager", client)).id),
    operator: await house.actor((await house.person("Ana Reyes", "operator")).id),
    stranger: await house.actor((await house.person("Sam Reed", "client-manager", neighbour)).id),
    clinician: async (name: string): Promise<PersonId> => (await house.person(name, "clinician", client)).id,
    elsewhere: async (name: string): Promise<PersonId> => (await house.person(name, "clinician", neighbour)).id,
    /** An account of its own, so that tests do not meet. */
    account: async (): Promise<AccountId> => {
      const slug = `office-${++opened}`;
      const body = { name: slug, slug, zone: "America/New_York", greeting: "Hello", hours: [], holidays: [], fallback: null, recording: false, client };
      return house.must(await directory.open(admin, body)).id as AccountId;
    },
    duty: (account: AccountId, at: Instant): Promise<Duty> => db.transaction({ role: "app", clients: [client as ClientId] }, (tx) => oncall.dutyAt(tx, account, at)),
    close: () => house.close(),
  };
}
export type OncallHouse = Awaited<ReturnType<typeof oncallHouse>>;
