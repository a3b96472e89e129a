import type { Role } from "../../../contract/common.ts";
import { system } from "../../foundation/actor.ts";
import type { ClientId, PersonId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { createHttp } from "../../edge/http/index.ts";
import { createRealtime } from "../../edge/realtime/index.ts";
import { codeAt, secretOf } from "../../trust/identity/index.ts";
import { must, testHouse, type TestHouse } from "../house.ts";

/** The whole product with its doors open to anybody on the wire. */
export interface OpenDoors {
  readonly t: TestHouse;
  readonly origin: string;
  /** Somebody with a browser and no sign-in. */
  stranger(): Intruder;
  /** Somebody of the service or of a client, signed in with password and code. */
  enter(name: string, role: Role, client?: ClientId): Promise<Intruder>;
  close(): Promise<void>;
}
export interface Intruder {
  readonly person: PersonId | undefined;
  readonly cookies: Map<string, string>;
  /** What this person signs in with; the code is that of the moment. */
  readonly proof: () => { readonly email: string; readonly password: string; readonly code: string };
  send(method: string, path: string, how?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<Answer>;
}
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly code: string | undefined;
  readonly headers: Headers;
}

const PASSWORD = "ferry lantern oatmeal 7";
/** The world stands still in these tests, so a person enters each time with a code of another half-minute. */
const CODE_SECONDS = 31;

export async function openDoors(webRoot?: string): Promise<OpenDoors> {
  const t = await testHouse();
  const { house, world } = t;
  const yes = (): boolean => true;
  const http = await createHttp({
    settings: { port: 0, ...(webRoot !== undefined && { webRoot }) }, world, log: silentLog, admit: house.access.admit, workstationOf: house.identity.workstationOf,
    probes: { database: yes, keys: yes, sip: yes, media: yes, worker: yes, audit: yes }, version: "test",
  });
  http.register(house.endpoints);
  const realtime = createRealtime({ server: http.server, site: http.site, admit: house.access.admit, watch: house.access.watch, world, log: silentLog });
  const { origin } = await http.listen();
  const nobody = (): never => {
    throw new Error("a stranger has nothing to prove");
  };
  return {
    t, origin,
    stranger: () => intruder(origin, undefined, nobody),
    enter: async (name, role, client) => {
      world.move({ seconds: CODE_SECONDS });
      const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@attack.example`;
      const invited = must(await house.access.invitePerson(system("attack", { role: "app", clients: client === undefined ? [] : [client] }), { name, email, zone: "America/New_York", client: client ?? null, role }));
      const { totpUri } = must(await house.identity.acceptInvitation({ token: invited.invitation.split("#")[1]!, password: PASSWORD }));
      const who = intruder(origin, invited.person, () => ({ email, password: PASSWORD, code: codeAt(secretOf(totpUri), world.now()) }));
      const answer = await who.send("POST", "/api/sign-in", { body: who.proof() });
      if (answer.status !== 200) throw new Error(`${name} could not sign in: ${answer.status} ${answer.text}`);
      return who;
    },
    close: async () => {
      realtime.close();
      await http.close();
      await t.close();
    },
  };
}

type Sent = NonNullable<Parameters<Intruder["send"]>[2]>;

function headersOf(origin: string, method: string, { body, headers }: Sent): Record<string, string> {
  const guard: Record<string, string> = method === "GET" ? {} : { "x-compline": "1" };
  return { origin, ...guard, ...(body !== undefined && { "content-type": "application/json" }), ...headers };
}

/** Keeps cookies as a browser does. */
function keep(cookies: Map<string, string>, reply: Response): void {
  for (const line of reply.headers.getSetCookie()) {
    const [name, value] = line.split(";")[0]!.split("=") as [string, string];
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}

const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

function intruder(origin: string, person: PersonId | undefined, proof: Intruder["proof"]): Intruder {
  const cookies = new Map<string, string>();
  return {
    person, cookies, proof,
    send: async (method, path, how = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const reply = await fetch(origin + path, { method, headers: { cookie, ...headersOf(origin, method, how) }, ...(how.body !== undefined && { body: textOf(how.body) }) });
      keep(cookies, reply);
      const text = await reply.text();
      return { status: reply.status, text, code: /"code":"([^"]+)"/.exec(text)?.[1], headers: reply.headers };
    },
  };
}
