import type { Actor, Scope } from "../../foundation/actor.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, CallGroupId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { readGreeting, readMusic } from "../../edge/media/music/read.ts";
import { greetedSound, promptSound, promptWords } from "../../edge/media/prompts.ts";
import { freshDatabase } from "../../testing/database.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createAudit } from "../../trust/audit/index.ts";
import { createClients } from "../../trust/clients/index.ts";
import { createVault, memoryKeys } from "../../trust/vault/index.ts";
import { createDirectory } from "./index.ts";

export const LAKESIDE = "00000000-0000-7000-8000-0000000000a1" as ClientId;
export const HARBOR = "00000000-0000-7000-8000-0000000000a2" as ClientId;
const MANAGER = "00000000-0000-7000-8000-0000000000b1" as PersonId;
export const VISITOR = "00000000-0000-7000-8000-0000000000b2" as PersonId;
export const GROUP = "00000000-0000-7000-8000-0000000000c1" as CallGroupId;

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

export const scopeOf = (...clients: ClientId[]): Scope => ({ role: "app", clients });

export type DirectoryUnderTest = Awaited<ReturnType<typeof directoryUnderTest>>;

/** A directory with two clients on its own database: a manager who may do everything, a visitor who may do nothing. */
export async function directoryUnderTest() {
  const base = await freshDatabase();
  const world = fakeWorld();
  await base.asOwner("insert into clients.roll (client_id) values ($1), ($2)", [LAKESIDE, HARBOR]);
  await base.asOwner("insert into clients.client (client_id, id, name, demo, created_at) select client_id, client_id, 'A practice', client_id = $1, '2027-01-01Z' from clients.roll", [HARBOR]);
  const audit = createAudit({ world });
  const directory = createDirectory({
    db: base.db, world, audit, prompts: { sound: promptSound, words: promptWords, greeted: greetedSound }, music: { read: readMusic, readGreeting, ours: () => promptSound("hold") },
    vault: createVault({ keys: memoryKeys(world), world }),
    facts: createFacts({ due: createDue({ wake: () => undefined }) }),
    clients: createClients({ db: base.db, world, audit }),
    access: {
      may: async (_tx, as) => as.kind === "person" && as.person === MANAGER,
      callGroups: { exists: async (_tx, id) => id === GROUP, putAccount: async () => undefined },
      callGroupsOf: async (_tx, accounts) => new Map(accounts.map((id) => [id, GROUP])),
    },
  });
  const as = (client: ClientId, person = MANAGER): Actor & { readonly person: PersonId } => ({ kind: "person", person, scope: { ...scopeOf(client), person } });
  let opened = 0;
  return {
    base, world, directory, as, manager: as(LAKESIDE), visitor: as(LAKESIDE, VISITOR), stranger: as(HARBOR),
    opened: async (client = LAKESIDE, over: object = {}): Promise<AccountId> =>
      value(await directory.open(as(client), {
        client, name: "Lakeside Pediatrics", slug: `office-${++opened}`, zone: "America/New_York", greeting: "Lakeside Pediatrics, this is Ana", hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })),
        holidays: [], fallback: null, recording: false, ...over,
      })).id as AccountId,
  };
}
