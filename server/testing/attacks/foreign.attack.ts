import { afterAll, beforeAll, expect, test } from "vitest";
import { routes, type Role } from "../../../contract/index.ts";
import { tables } from "../../foundation/db/tables.ts";
import type { Endpoint } from "../../foundation/endpoint.ts";
import { ACTS, type ActName } from "../../trust/access/index.ts";
import { must } from "../house.ts";
import { openDoors, type Intruder, type OpenDoors } from "./doors.ts";
import { sampleOf } from "./sample.ts";
import { openVictim, type Victim } from "./victim.ts";

/** [AT1] Derived from the contract: a route that is added tomorrow is attacked tomorrow, or this test says what it lacks. */

let doors: OpenDoors;
let victim: Victim;
let manager: Intruder;
let clinician: Intruder;
beforeAll(async () => {
  doors = await openDoors();
  victim = await openVictim(doors.t);
  const own = await doors.t.practice({ name: "Lakeside Pediatrics", number: "+12125550100", onDuty: "Dr Hannah Lee" });
  manager = await doors.enter("Mo Gray", "client-manager", own.client);
  clinician = await doors.enter("Dr Eve Intruder", "clinician", own.client);
});
afterAll(() => doors.close());

const endpoints = (): readonly Endpoint[] => doors.t.house.endpoints;
const nameOf = ({ route }: Endpoint): string => `${route.method} ${route.path}`;
const idOf = (name: string): string => {
  const id = victim.ids[name];
  if (id === undefined) throw new Error(`the victim has no "${name}": give it one in victim.ts, so that the new route is attacked too`);
  return id;
};
const pathOf = ({ route }: Endpoint): string => route.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(idOf(name)));
const bodyOf = ({ route }: Endpoint): { body?: unknown } => (route.body ? { body: sampleOf(route.body, idOf) } : {});
/** Ends the intruder's own session; there is nothing foreign in it. */
const OWN_SESSION = new Set(["POST /api/sign-out", "POST /api/session/lock", "POST /api/password"]);
const attackable = (): Endpoint[] => endpoints().filter((at) => at.permit.kind !== "open" && !OWN_SESSION.has(nameOf(at)));
const namesSomething = ({ route }: Endpoint): boolean => route.path.includes(":");

/** Everything the victim has in the database, but for the record of who tried. */
async function possessions(): Promise<string> {
  const kept: string[] = [];
  for (const { name } of tables.filter(({ kind }) => kind === "client")) {
    const [row] = await doors.t.base.asOwner<{ sum: string | null }>(`select md5(string_agg(r::text, '|' order by r::text)) as sum from ${name} r where client_id = $1`, [victim.client]);
    kept.push(`${name} ${row!.sum}`);
  }
  return kept.join("\n");
}

test("[AT1] every route of the contract is at a door of the house", () => {
  const open = new Set(endpoints().map(nameOf));
  expect([...new Set(Object.values(routes).map(({ method, path }) => `${method} ${path}`))].filter((name) => !open.has(name))).toEqual([]);
});

test("[AT1] the manager and a clinician of another practice get 403 or 404 for everything that names something of this practice, and nothing of it changes", async () => {
  const before = await possessions();
  const let_in: string[] = [];
  for (const at of attackable().filter(namesSomething)) {
    for (const who of [manager, clinician]) {
      const { status, text } = await who.send(at.route.method, pathOf(at), bodyOf(at));
      if (status !== 403 && status !== 404) let_in.push(`${nameOf(at)}: ${status} ${text.slice(0, 120)}`);
    }
  }
  expect(let_in).toEqual([]);
  expect(await possessions()).toBe(before);
});

test("[AT1] the same requests let this practice's own manager in, so that what keeps the others out is whose it is", async () => {
  const own = await doors.enter("Ivy Own", "client-manager", victim.client);
  const reads = attackable().filter((at) => namesSomething(at) && at.route.method === "GET" && at.permit.kind === "may" && (ACTS[at.permit.act as ActName] as readonly Role[]).includes("client-manager"));
  const kept_out: string[] = [];
  for (const at of reads) {
    const { status } = await own.send("GET", pathOf(at));
    if (status !== 200) kept_out.push(`${nameOf(at)}: ${status}`);
  }
  expect(kept_out).toEqual([]);
  expect(reads.length).toBeGreaterThan(4);
});

test("[AT2] lists and searches show another practice nothing of this one, whatever they are asked", async () => {
  const shown: string[] = [];
  const before = await possessions();
  for (const at of attackable().filter((one) => !namesSomething(one))) {
    for (const who of [manager, clinician]) {
      const { status, text } = await who.send(at.route.method, pathOf(at), bodyOf(at));
      if (status >= 500) shown.push(`${nameOf(at)} broke: ${status}`);
      shown.push(...victim.secrets.filter((secret) => text.includes(secret)).map((secret) => `${nameOf(at)} shows ${secret}`));
    }
  }
  expect(shown).toEqual([]);
  expect(await possessions()).toBe(before);
});

test("[AT3] without a session every route but the open ones answers 401 and reads no body", async () => {
  const stranger = doors.stranger();
  const answers = await Promise.all(endpoints().filter(({ permit }) => permit.kind !== "open").map(async (at) => `${nameOf(at)}: ${(await stranger.send(at.route.method, pathOf(at), at.route.body ? { body: "{" } : {})).status}`));
  expect(answers.filter((answer) => !answer.endsWith(": 401"))).toEqual([]);
});

test("[AT4] a role that may not do an act is refused 403 at each of its routes, also at its own practice", async () => {
  const roles: readonly Role[] = ["operator", "supervisor", "compliance-officer", "administrator", "clinician", "client-manager"];
  const wrong: string[] = [];
  for (const role of roles) {
    const atClient = role === "clinician" || role === "client-manager";
    const who = await doors.enter(`Every ${role}`, role, atClient ? victim.client : undefined);
    for (const at of attackable()) {
      if (at.permit.kind !== "may" || (ACTS[at.permit.act as ActName] as readonly Role[]).includes(role)) continue;
      const { status } = await who.send(at.route.method, pathOf(at), bodyOf(at));
      if (status !== 403) wrong.push(`${role} at ${nameOf(at)}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("[AT5] a person whose role ended a moment ago is refused with the session they still hold", async () => {
  const temp = await doors.enter("Temp Gone", "client-manager", victim.client);
  expect((await temp.send("GET", `/api/accounts/${victim.ids["account"]}/scripts`)).status).toBe(200);
  const supervisor = await doors.t.as(await doors.t.person("Sue Pervisor", "supervisor", null));
  const [row] = await doors.t.base.asOwner<{ id: string }>("select id from access.membership where person_id = $1", [temp.person]);
  must(await doors.t.house.access.endRole(supervisor, { person: temp.person!, membership: row!.id } as never));
  expect([401, 403]).toContain((await temp.send("GET", `/api/accounts/${victim.ids["account"]}/scripts`)).status);
});
