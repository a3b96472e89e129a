import { system, within, type Actor } from "../foundation/actor.ts";
import type { AccountId, ClientId, PersonId } from "../foundation/ids.ts";
import type { Outcome } from "../foundation/refusal.ts";
import { instant, plus, toIso, type Instant } from "../foundation/time.ts";
import type { World } from "../foundation/world.ts";
import type { House } from "../compose.ts";
import { samplePdf } from "./agreement-pdf.ts";
import { demoAccounts, demoClients, demoPeople, demoScripts, type DemoAccount } from "./practices.ts";

export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  readonly role: string;
}

/** What `demo.json` holds. */
export interface Demo {
  readonly users: readonly DemoUser[];
  readonly accounts: readonly { readonly slug: string; readonly number: string; readonly sip: string; readonly agreement: "in-force" | "ended" | "none" }[];
}

export const sipOf = (number: string, address: string): string => `sip:${number}@${address}`;

interface Made {
  readonly clients: Map<string, ClientId>;
  readonly people: Map<string, PersonId>;
}

/** Everything is made through the doors that people use, so a demonstration is the product and not a picture of it. */
export async function makeDemo(house: House, world: World, sipAddress: string): Promise<Demo> {
  const made: Made = { clients: new Map(), people: new Map() };
  const house_ = system("demo", { role: "app" });
  for (const { key, name } of demoClients) made.clients.set(key, must(await house.clients.add(house_, { name, demo: true })).id);
  const actor = system("demo", { role: "app", clients: [...made.clients.values()] });
  const users = await makePeople(house, world, { actor, made });
  await makeAgreements(house, world, { actor, made });
  await makeCallGroup(house, { actor, made });
  for (const account of demoAccounts) await makeAccount(house, world, { actor, made, account });
  const accounts = demoAccounts.map(({ slug, number, client }) => ({ slug, number, sip: sipOf(number, sipAddress), agreement: demoClients.find((c) => c.key === client)!.agreement }));
  return { users, accounts };
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`the demo could not be made: ${outcome.refusal.code}`);
  return outcome.value;
}

interface Making {
  readonly actor: Actor;
  readonly made: Made;
}

/** Words that are read over a shoulder without mistakes, and long enough for the password rule. */
const passwordOf = (world: World): string => `${world.bytes(9).toString("hex").match(/.{6}/g)!.join("-")}`;

async function makePeople(house: House, world: World, { actor, made }: Making): Promise<DemoUser[]> {
  const users: DemoUser[] = [];
  for (const { key, name, role, client, zone } of demoPeople) {
    const email = `${key}@demo.example`;
    const owner = client === null ? null : made.clients.get(client)!;
    const { person, invitation } = must(await house.access.invitePerson(owner === null ? actor : within(actor, owner), { name, email, zone, client: owner, role }));
    const password = passwordOf(world);
    const { totpUri } = must(await house.identity.acceptInvitation({ token: invitation.split("#")[1]!, password }));
    made.people.set(key, person);
    users.push({ email, password, totpSecret: new URL(totpUri).searchParams.get("secret")!, role });
  }
  return users;
}

async function makeAgreements(house: House, world: World, { actor, made }: Making): Promise<void> {
  const at = world.now();
  for (const { key, name, agreement } of demoClients) {
    if (agreement === "none") continue;
    const client = made.clients.get(key)!;
    const as = within(actor, client);
    const signedOn = toIso(plus(at, { days: -100 })).slice(0, 10);
    const pdf = samplePdf(["BUSINESS ASSOCIATE AGREEMENT (SAMPLE)", `Covered entity: ${name}`, "Business associate: Compline demonstration", "This is made-up data for a demonstration. Nobody signed it."]);
    const record = must(await house.agreements.record(as, { client, effectiveAt: plus(at, { days: -99 }), endsAt: null, signedOn, signer: "Sample Signer", fileName: `${key}-baa-sample.pdf`, pdfBase64: pdf.toString("base64") }));
    if (agreement === "ended") must(await house.agreements.change(as, { client, id: record.id, act: "end", reason: "Demonstration of an ended agreement" }));
  }
}

/** Clinicians of two clients who cover each other. */
async function makeCallGroup(house: House, { actor, made }: Making): Promise<void> {
  const members = demoPeople.filter((p) => p.role === "clinician").map((p) => made.people.get(p.key)!);
  const group = await house.db.transaction(actor.scope, (tx) => house.access.callGroups.add(tx, actor, { name: "Lakeside and Riverside cover", members }));
  made.people.set("call-group", group as never);
}

async function makeAccount(house: House, world: World, { actor, made, account }: Making & { account: DemoAccount }): Promise<void> {
  const client = made.clients.get(account.client)!;
  const as = within(actor, client);
  const opened = must(await house.directory.open(as, {
    client, name: account.name, slug: account.slug, zone: account.zone, greeting: account.greeting, fallback: null, recording: false, holidays: [],
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })),
  }));
  const id = opened.id as AccountId;
  must(await house.directory.addNumber(as, id, account.number));
  await house.db.transaction(as.scope, (tx) => house.access.callGroups.putAccount(tx, as, { account: id, client, group: made.people.get("call-group") as never }));
  if (account.turns.length === 0) return;
  for (const script of demoScripts) must(await house.scripts.save(as, id, script));
  await makeDuty(house, world, { as, id, account, made });
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const OVERRIDE_HOURS = 3;
/** [FD1] The fire drill of the month, in the middle of a working day. */
const DRILL = { day: 21, hour: 11 };

/** Round the clock, handing over at 07:00: who is first today was backup yesterday; and an override later today. */
async function makeDuty(house: House, world: World, { as, id, account, made }: { as: Actor; id: AccountId; account: DemoAccount; made: Made }): Promise<void> {
  const person = (key: string): PersonId => made.people.get(key)!;
  const turn = (day: number): PersonId => person(account.turns[day % account.turns.length]!);
  const shift = { start: "07:00", end: "07:00" };
  const firsts = EVERY_DAY.map((weekday) => ({ ...shift, weekday, person: turn(weekday), rank: "first" as const }));
  const backups = EVERY_DAY.map((weekday) => ({ ...shift, weekday, person: turn(weekday + 1), rank: "backup" as const }));
  must(await house.oncall.saveSchedule(as, id, { basedOn: 0, zone: account.zone, shifts: [...firsts, ...backups] }));
  must(await house.drills.plan(as, id, DRILL));
  const from = nextHour(plus(world.now(), { hours: 2 }));
  must(await house.oncall.addOverride(as, id, { rank: "first", from, until: plus(from, { hours: OVERRIDE_HOURS }), person: person(account.override), reason: "In surgery" }));
}

const HOUR_MS = 3_600_000;
const nextHour = (at: Instant): Instant => instant(Math.ceil(at / HOUR_MS) * HOUR_MS);
