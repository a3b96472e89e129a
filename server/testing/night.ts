import { emptyDraft, type Draft, type HoldReason, type Urgency } from "../../contract/index.ts";
import { createDelivery, inboxChannel, type Channel, type Delivery, type Errand, type Woken } from "../care/delivery/index.ts";
import { createDispatch, type Dispatch, type Duty } from "../care/dispatch/index.ts";
import type { Timetable } from "../care/directory/index.ts";
import { createMessages, type Messages, type SaveAsk } from "../care/messages/index.ts";
import type { Actor } from "../foundation/actor.ts";
import type { Tx } from "../foundation/db/db.ts";
import { createDue, createRunner, type Runner } from "../foundation/due/index.ts";
import { createFacts, type Facts } from "../foundation/facts/index.ts";
import type { AccountId, AttemptId, CallId, ClientId, MessageId, PersonId } from "../foundation/ids.ts";
import { silentLog } from "../foundation/log.ts";
import { phi } from "../foundation/phi.ts";
import { plus, toIso } from "../foundation/time.ts";
import { ACTS, type ActName } from "../trust/access/index.ts";
import { createAudit } from "../trust/audit/index.ts";
import { createVault, memoryKeys } from "../trust/vault/index.ts";
import type { TestDatabase } from "./database.ts";
import { fakeWorld, type FakeWorld } from "./world.ts";

const uuid = (group: number, n: number): string => `00000000-0000-7000-80${String(group).padStart(2, "0")}-${String(n).padStart(12, "0")}`;
export const lakeside = uuid(1, 1) as ClientId;
export const harbor = uuid(1, 2) as ClientId;
export const pediatrics = { id: uuid(2, 1) as AccountId, client: lakeside, name: "Lakeside Pediatrics", zone: "America/New_York" };
export const ent = { id: uuid(2, 2) as AccountId, client: harbor, name: "Harbor ENT", zone: "America/Chicago" };

const person = (n: number) => uuid(3, n) as PersonId;
export const lee = person(1);
export const cho = person(2);
export const park = person(3);
export const ana = person(4);
export const ben = person(5);
export const manager = person(6);
export const sue = person(7);
export const NAMES = new Map([[lee, "Dr Lee"], [cho, "Dr Cho"], [park, "Dr Park"], [ana, "Ana Ruiz"], [ben, "Ben Ito"], [manager, "Mo Gray"], [sue, "Sue Lim"]]);
const ROLES = new Map<PersonId, string>([[lee, "clinician"], [cho, "clinician"], [park, "clinician"], [ana, "operator"], [ben, "operator"], [manager, "client-manager"], [sue, "supervisor"]]);

/** Dr Cho covers for Lakeside out of a call group and is a member of Harbor alone. */
const CLIENTS = new Map<PersonId, ClientId[]>([[lee, [lakeside]], [cho, [harbor]], [park, []], [ana, [lakeside, harbor]], [ben, [lakeside, harbor]], [manager, [lakeside]], [sue, [lakeside, harbor]]]);

export const actor = (who: PersonId): Actor => ({ kind: "person", person: who, scope: { role: "app", clients: CLIENTS.get(who)!, person: who } });

export const script: SaveAsk["script"] = {
  id: uuid(4, 1), version: 3, callerType: "patient", defaultUrgency: "urgent",
  items: [
    { id: "patient", kind: "name", label: "Patient", ask: "Who is it about?", required: true, meaning: "patient-name" },
    { id: "reason", kind: "long-text", label: "Reason", ask: "What is it about?", required: true, meaning: "reason" },
  ],
  redFlags: [{ id: "chest-pain", words: ["chest pain"], urgency: "emergency", say: "If it gets worse, hang up and call 911." }],
};
export const draftOf = (urgency: Urgency): Draft => ({
  ...emptyDraft("patient"), urgency,
  answers: { patient: { value: "Tobi Marker", spelled: "T-O-B-I" }, reason: { value: "Cough since the evening" } },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "(212) 555-0142" },
});

function heldDraft({ urgency = "urgent", hold, reason }: { urgency?: Urgency; hold?: HoldReason; reason?: string }): Draft {
  const draft = draftOf(urgency);
  return { ...draft, ...(hold && { hold }), ...(reason && { answers: { ...draft.answers, reason: { value: reason } }, said: ["chest-pain"] }) };
}

export interface Pushed {
  readonly endpoint: string;
  readonly urgency: Urgency;
}
export interface Night {
  readonly world: FakeWorld;
  readonly runner: Runner;
  readonly facts: Facts;
  readonly messages: Messages;
  readonly delivery: Delivery;
  readonly dispatch: Dispatch;
  /** Who is on duty: change it while the night goes on. */
  readonly roster: { first: PersonId | null; backup: PersonId | null; freeOperator: PersonId | null };
  /** When the practices are open. Nothing says: never. */
  readonly timetable: Pick<Timetable, "hours" | "holidays">;
  /** Messages whose caller is one person. */
  readonly sameCaller: MessageId[];
  readonly pushed: Pushed[];
  readonly push: { answer: Woken; readonly failing: Set<string> };
  readonly fate: Fate;
  /** Who was told over the live line, in order. */
  readonly told: PersonId[];
  /** The pages they were told of in the moment each was kept. */
  readonly paged: { readonly person: PersonId; readonly attempt: AttemptId }[];
  as<T>(who: PersonId, work: (tx: Tx, as: Actor) => Promise<T>): Promise<T>;
  /** A call to one of the accounts, as the telephone leaves it: what is taken down in it can be saved. */
  ring(call: string, account?: typeof pediatrics): Promise<void>;
  /** Saves a message the way the desk does, and gives its id. */
  send(ask?: { urgency?: Urgency; account?: typeof pediatrics; key?: string; call?: string; hold?: HoldReason; reason?: string }): Promise<MessageId>;
}

/** Where the process dies while it pages somebody, in the order of the work. */
export const CRASH_POINTS = ["before-claim", "before-send", "after-send", "after-receipt"] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];
export class Crash extends Error {
  override readonly name = "Crash";
}

/** Dies once at each point that is armed, and lets others act at the last moment before a page is sent. */
export interface Fate {
  armed: CrashPoint | null;
  beforeSend: ((errand: Errand) => Promise<void>) | null;
  /** The page has arrived at a gateway, and its answer is not kept yet. */
  afterSend: ((errand: Errand) => Promise<void>) | null;
  /** Pages leave by a gateway outside the database: its answer is kept when it is back, not in the moment in which the page arrives. */
  outside: boolean;
  /** Dies once in the transaction that claims and places a page, when all of it was written and nothing is kept. */
  diesPlacing: boolean;
  /** How often each attempt was given to the channel. */
  readonly sends: Map<AttemptId, number>;
}
const dieAt = (fate: Fate, point: CrashPoint): void => {
  if (fate.armed !== point) return;
  fate.armed = null;
  throw new Crash(point);
};

/** Where something is to happen between a claim and its page, the two are apart, as with every way that leads outside. */
const isPlain = (fate: Fate): boolean => fate.armed === null && fate.beforeSend === null && fate.afterSend === null && !fate.outside;

const fated = (inbox: Channel, fate: Fate): Channel => ({
  name: inbox.name,
  place: async (tx, errand, keep) => {
    if (!isPlain(fate)) return undefined;
    fate.sends.set(errand.id, (fate.sends.get(errand.id) ?? 0) + 1);
    const answer = await inbox.place?.(tx, errand, keep);
    if (!fate.diesPlacing) return answer;
    fate.diesPlacing = false;
    throw new Crash("placing");
  },
  send: async (errand, keep) => {
    fate.sends.set(errand.id, (fate.sends.get(errand.id) ?? 0) + 1);
    dieAt(fate, "before-send");
    await fate.beforeSend?.(errand);
    const answer = await inbox.send(errand, fate.outside ? async () => undefined : keep);
    await fate.afterSend?.(errand);
    dieAt(fate, "after-send");
    return answer;
  },
});

/** A night at the service: messages, delivery and dispatch on a real database, with a fake clock and people who are on duty. */
export function night(base: TestDatabase, seed = "compline"): Night {
  const world = fakeWorld(undefined, seed);
  const { db } = base;
  const due = createDue({ wake: () => undefined });
  const facts = createFacts({ due });
  const audit = createAudit({ world });
  const vault = createVault({ keys: memoryKeys(world), world });
  const roster: Night["roster"] = { first: lee, backup: cho, freeOperator: ben };
  const timetable: Night["timetable"] = { hours: [], holidays: [] };
  const sameCaller: MessageId[] = [];
  const pushed: Pushed[] = [];
  const push: Night["push"] = { answer: "pushed", failing: new Set() };
  const told: PersonId[] = [];
  const paged: Night["paged"] = [];
  const deliveryNeeds = {
    db, world, due, facts, audit,
    addEvent: (...event: Parameters<Messages["addEvent"]>) => messages.addEvent(...event),
    live: { inboxChanged: (who: PersonId) => void told.push(who), paged: (person: PersonId, attempt: AttemptId) => void paged.push({ person, attempt }) },
    push: { publicKey: "test", accepts: (endpoint: string) => endpoint.startsWith("https://"), wake: async (to: { endpoint: string }, urgency: Urgency) => (pushed.push({ endpoint: to.endpoint, urgency }), push.failing.has(to.endpoint) ? "failed" : push.answer) },
  };
  const fate: Fate = { armed: null, beforeSend: null, afterSend: null, outside: false, diesPlacing: false, sends: new Map() };
  const delivery = createDelivery(deliveryNeeds, [fated(inboxChannel(deliveryNeeds), fate)]);
  const messages: Messages = createMessages({ world, vault, audit, facts, begin: (tx, as, saved) => dispatch.begin(tx, as, saved) });
  const perform: Delivery["perform"] = async (errand) => {
    const answer = await delivery.perform(errand);
    dieAt(fate, "after-receipt");
    return answer;
  };
  const dispatch: Dispatch = createDispatch({ db, world, due, facts, audit, messages, delivery: { ...delivery, perform }, ...colleagues({ world, roster, fate, timetable, sameCaller }) });
  const peopled = people(base);
  const as: Night["as"] = async (who, work) => (await peopled, db.transaction(actor(who).scope, (tx) => work(tx, actor(who))));
  const ring: Night["ring"] = async (call, account = pediatrics) => {
    await peopled;
    await base.asOwner(
      `insert into calls.call (client_id, id, account_id, dialled, transport, offered_at, agreement_id, recording, scripts, phase)
       values ($1, $2, $3, '+12125550100', 'udp', $4, $2, false, '[]', 'wrap-up') on conflict do nothing`, [account.client, call, account.id, toIso(world.now())]);
  };
  return {
    world, facts, messages, delivery, dispatch, roster, timetable, sameCaller, pushed, push, told, paged, fate, as, ring,
    // A lease of no time: what a crashed worker held is free at once.
    runner: createRunner({ db, due, world, log: silentLog, leaseSeconds: 0 }),
    send: async (ask = {}) => {
      const account = ask.account ?? pediatrics;
      const call = (ask.call ?? world.id()) as CallId;
      await ring(call, account);
      const sent = await as(ana, (tx, operator) => messages.saveMessage(tx, operator, {
        call, account: account.id, client: account.client, key: ask.key ?? world.id(), draft: phi(heldDraft(ask)),
        script, callerNumber: phi("+12125550142"), takenDownBy: ana,
      }));
      if (!sent.ok) throw new Error(sent.refusal.code);
      return sent.value.message;
    },
  };
}

/** The clients, accounts, scripts and persons of the night, as their own slices leave them: whatever names one finds it there. */
async function people(base: TestDatabase): Promise<void> {
  const accounts = JSON.stringify([pediatrics, ent].map((one) => ({ ...one, slug: one.name.toLowerCase().replaceAll(" ", "-") })));
  await base.asOwner(
    `with account as (select id, client, name, slug, zone from jsonb_to_recordset($1::jsonb) as a (id uuid, client uuid, name text, slug text, zone text)),
     roll as (insert into clients.roll (client_id) select client from account on conflict do nothing),
     opened as (
       insert into directory.account (client_id, id, name, slug, zone, greeting, hours, holidays, recording, demo, opened_at)
       select client, id, name, slug, zone, name, '[]', '{}', false, false, '2027-01-01Z' from account on conflict do nothing),
     scripted as (
       insert into scripts.script (client_id, id, account_id, caller_type, hours, version)
       select client, $2::uuid, id, 'patient', 'always', $3::int from account on conflict do nothing)
     insert into identity.person (id, name, email, email_key, zone, created_at)
     select id, name, id || '@night.example', id || '@night.example', 'America/New_York', '2027-01-01Z' from jsonb_to_recordset($4::jsonb) as p (id uuid, name text) on conflict do nothing`,
    [accounts, script.id, script.version, JSON.stringify([...NAMES].map(([id, name]) => ({ id, name })))]);
}

/** What directory, oncall, identity, access and the desk would answer. */
function colleagues({ world, roster, fate, timetable, sameCaller }: Pick<Night, "world" | "roster" | "fate" | "timetable" | "sameCaller">) {
  const accounts = [pediatrics, ent];
  const onDuty = (who: PersonId | null) => who && { person: who, name: NAMES.get(who)!, until: plus(world.now(), { hours: 5 }), why: "By the weekly shift, schedule version 7." };
  return {
    onDuty: async (): Promise<Duty> => (dieAt(fate, "before-claim"), { first: onDuty(roster.first), backup: onDuty(roster.backup), why: "No shift covers this instant, schedule version 7.", scheduleVersion: 7 }),
    accountOf: async (_tx: Tx, id: AccountId) => {
      const found = accounts.find((one) => one.id === id);
      return found && { ...found, ...timetable };
    },
    namesOf: async (_tx: Tx, people: readonly PersonId[]) => new Map(people.flatMap((one) => (NAMES.has(one) ? [[one, NAMES.get(one)!] as const] : []))),
    officeNumber: async () => "+12125550190",
    everyClient: async () => [lakeside, harbor],
    accountsOf: async (_tx: Tx, client: ClientId) => accounts.filter((one) => one.client === client).map(({ id }) => id),
    callsOf: async () => ({ calls: 12, unanswered: 2 }),
    managersOf: async (_tx: Tx, client: ClientId) => (client === lakeside ? [manager] : []),
    covers: async (_tx: Tx, _place: unknown, who: PersonId) => ROLES.get(who) === "clinician",
    mayBePaged: async (_tx: Tx, _account: AccountId, who: PersonId) => ROLES.get(who) === "clinician",
    freeOperator: async () => roster.freeOperator,
    earlierFrom: async (_tx: Tx, ask: { message: MessageId }) => sameCaller.filter((one) => one !== ask.message),
    access: { may: async (_tx: Tx, as: Actor, ...[act, client]: readonly [act: ActName, client?: string]) => mayDo(as, act, client) },
  };
}

function mayDo(as: Actor, act: ActName, client: string | undefined): boolean {
  if (as.kind !== "person") return true;
  const roles: readonly string[] = ACTS[act];
  return roles.includes(ROLES.get(as.person)!) && (client === undefined || CLIENTS.get(as.person)!.includes(client as ClientId));
}
