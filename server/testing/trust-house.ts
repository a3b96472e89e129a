import { hkdfSync } from "node:crypto";
import { system } from "../foundation/actor.ts";
import type { Actor } from "../foundation/actor.ts";
import type { Db } from "../foundation/db/db.ts";
import { createDue, createRunner } from "../foundation/due/index.ts";
import { createFacts } from "../foundation/facts/index.ts";
import type { ClientId, PersonId } from "../foundation/ids.ts";
import { silentLog } from "../foundation/log.ts";
import type { Outcome } from "../foundation/refusal.ts";
import type { Role } from "../../contract/common.ts";
import { createHttp, type Http, type Site } from "../edge/http/index.ts";
import { accessRoutes, createAccess, ENDED, type Access } from "../trust/access/index.ts";
import { readNumber } from "../care/directory/index.ts";
import { createAudit } from "../trust/audit/index.ts";
import { createClients } from "../trust/clients/index.ts";
import { codeAt, createIdentity, identityRoutes, secretOf } from "../trust/identity/index.ts";
import { createVault, memoryKeys } from "../trust/vault/index.ts";
import { freshDatabase } from "./database.ts";
import { fakeWorld } from "./world.ts";

export const PASSWORD = "ferry lantern oatmeal 7";

export interface Staff {
  readonly id: PersonId;
  readonly email: string;
  readonly secret: Buffer;
}

/** Identity, clients and access over one database, put together as the real house does it. */
function assemble(db: Db, siteNow: () => Site) {
  const world = fakeWorld();
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db, due, world, log: silentLog });
  const facts = createFacts({ due });
  for (const name of ["identity.locked-out", "identity.token-reused", "identity.devices-forgotten"] as const) facts.subscribe(name, "test", async () => undefined);
  const audit = createAudit({ world });
  const clients = createClients({ db, world, audit });
  const doors = {} as { access: Access };
  const identity = createIdentity({
    db,
    world,
    audit,
    facts,
    due,
    vault: createVault({ keys: memoryKeys(world), world }),
    derive: (label, bytes) => Buffer.from(hkdfSync("sha256", "a test root", "", label, bytes)),
    places: {
      kindOf: (...ask) => doors.access.places.kindOf(...ask),
      roomsOf: (...ask) => doors.access.places.roomsOf(...ask),
      mayBringIn: (...ask) => doors.access.places.mayBringIn(...ask),
      appointAdministrator: (...ask) => doors.access.places.appointAdministrator(...ask),
    },
    site: siteNow,
    notice: null,
    zone: "America/New_York",
    readNumber,
  });
  const access = createAccess({ db, world, audit, facts, identity, clients, site: siteNow });
  doors.access = access;
  const ended: string[] = [];
  facts.listen(ENDED, ({ subject }) => void ended.push(subject));
  return { world, audit, clients, identity, access, runner, ended };
}

const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const house = system("house", { role: "app" });

interface Audited {
  readonly action: string;
  readonly verdict?: string;
  readonly details?: Record<string, unknown>;
}

/** On a database of its own, with the web server in front when asked. */
export async function trustHouse() {
  const base = await freshDatabase();
  const where: { http?: Http } = {};
  const siteNow = () => where.http?.site() ?? { origin: "http://localhost:8080", rpId: "localhost" };
  const doors = assemble(base.db, siteNow);
  const { world, clients, identity, access } = doors;
  return {
    ...base,
    ...doors,
    must,
    /** The house itself: sets up what it needs, and signs in nowhere. */
    house,
    site: siteNow,
    /** Entries of one kind in the audit log, oldest first. */
    audited: async (action: string): Promise<Audited[]> => {
      const rows = await base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id");
      return rows.map(({ entry }) => JSON.parse(entry.toString()) as Audited).filter((entry) => entry.action === action);
    },
    alerts: async () => (await base.asOwner<{ kind: string }>("select kind from foundation.due where kind like 'fact.%' order by id")).map(({ kind }) => kind),
    client: async (name: string): Promise<ClientId> => must(await clients.add(house, { name, demo: true })).id,
    /** Invited, with a password and a one-time-code secret, through the same commands as anybody. */
    person: async (name: string, role: Role, client: ClientId | null = null): Promise<Staff> => {
      const email = `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@service.example`;
      const invited = must(await access.invitePerson(house, { name, email, zone: "America/New_York", client, role }));
      const accepted = must(await identity.acceptInvitation({ token: invited.invitation.split("#")[1]!, password: PASSWORD }));
      return { id: invited.person, email, secret: secretOf(accepted.totpUri) };
    },
    code: (staff: Staff): string => codeAt(staff.secret, world.now()),
    actor: (person: PersonId): Promise<Actor> => base.db.transaction({ role: "app", clients: [] }, (tx) => access.actorFor(tx, person)),
    listen: async () => {
      const http = await createHttp({ settings: { port: 0 }, world, log: silentLog, admit: access.admit, workstationOf: identity.workstationOf, probes: PROBES, version: "test" });
      http.register([...identityRoutes(identity), ...accessRoutes(access)]);
      const { origin } = await http.listen();
      where.http = http;
      return { http, origin, browser: () => createBrowser(origin) };
    },
    close: async () => {
      await where.http?.close();
      await base.drop();
    },
  };
}
const PROBES = { database: () => true, keys: () => true, sip: () => true, media: () => true, worker: () => true, audit: () => true };
export type TrustHouse = Awaited<ReturnType<typeof trustHouse>>;

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { code?: string };
  readonly headers: Headers;
}

/** Keeps cookies as a browser does, and can be given some by hand. */
export function createBrowser(origin: string) {
  const jar = new Map<string, string>();
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(origin + path, {
      method,
      headers: { origin, cookie, ...(method !== "GET" && { "x-compline": "1" }), ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0]!.split("=") as [string, string];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return { status: answer.status, body: (await answer.json()) as Answer["body"], headers: answer.headers };
  };
  return { jar, get: (path: string) => ask("GET", path), post: (path: string, body: unknown = {}) => ask("POST", path, body), put: (path: string, body: unknown) => ask("PUT", path, body), delete: (path: string) => ask("DELETE", path) };
}
export type Browser = ReturnType<typeof createBrowser>;
