import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS, type Reception, type Skills } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db } from "../../foundation/db/db.ts";
import { createDue } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AccountId, CallId, ClientId, PersonId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { alone, type Nodes } from "../../foundation/nodes/index.ts";
import { createVault, memoryKeys } from "../../trust/vault/index.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeTelephony, type FakePhone } from "../../testing/phones.ts";
import { fakeSound } from "../../testing/sound.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createCalls } from "./index.ts";
import type { Needs } from "./needs.ts";
import type { Carrying, MediaEngine, Telephony } from "./ports.ts";
import type { Standing } from "./rules/gate.ts";

export const client = "00000000-0000-7000-8000-0000000000c1" as ClientId;
export const other = "00000000-0000-7000-8000-0000000000c2" as ClientId;
export const account = "00000000-0000-7000-8000-0000000000a1" as AccountId;
export const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
export const ben = "00000000-0000-7000-8000-00000000000b" as PersonId;
export const NUMBER = "+12125550142";

/** Whom an operator may ring for the account. */
export const DIRECTORY = [
  { id: "00000000-0000-7000-8000-0000000000e1", kind: "clinician", label: "Dr Lee, mobile", number: "+12125550171" },
  { id: "00000000-0000-7000-8000-0000000000e2", kind: "hospital", label: "Lakeside General, ward 4", number: "+12125550172" },
  { id: "00000000-0000-7000-8000-0000000000e3", kind: "emergency-centre", label: "Lakeside county dispatch", number: "+12125550173" },
  { id: "00000000-0000-7000-8000-0000000000e4", kind: "interpreter", label: "Interpreters, Spanish", number: "+12125550174" },
] as const;

/** What one test stands on. */
export const ground = {} as { base: TestDatabase; folder: string };

/** A database and a folder of its own for each test of the file that calls this. */
export function freshGround(): void {
  beforeEach(async () => {
    ground.base = await freshDatabase();
    ground.folder = mkdtempSync(join(tmpdir(), "compline-calls-"));
  });
  afterEach(async () => {
    await ground.base.drop();
    rmSync(ground.folder, { recursive: true, force: true });
  });
}

interface Given {
  readonly reception?: Reception;
  /** Whether the office of the account is open. */
  readonly open?: boolean;
  /** What comes of reading the practice's own words. */
  readonly greetings?: () => ReturnType<Needs["directory"]["greetings"]["sounds"]>;
  /** The account's own piece: its id, and what comes of reading it. */
  readonly music?: { readonly id: string; readonly sound: () => Promise<Buffer | undefined> };
  readonly skills?: ReadonlyMap<PersonId, Skills>;
  readonly standing?: Standing;
  readonly fallback?: string | null;
  readonly recording?: boolean;
  readonly gateFails?: boolean;
  readonly world?: ReturnType<typeof fakeWorld>;
  readonly db?: Db;
  /** Beside other nodes on the same database; without it, a house of one. */
  readonly nodes?: Nodes;
  readonly carrying?: Carrying;
  readonly keys?: ReturnType<typeof memoryKeys>;
  /** Real sound in place of the sound of the test. */
  readonly media?: MediaEngine;
  /** A real line in place of the telephones of the test. */
  readonly line?: Telephony;
  /** True: nothing can be left for others to do, as when the connection breaks. */
  readonly factFails?: () => boolean;
}

/** The calls slice on a real database, with a telephone network and sound that the test holds in its hands. */
export function house(given: Given = {}) {
  const world = given.world ?? fakeWorld();
  const telephony = fakeTelephony();
  const sound = fakeSound();
  const facts: string[] = [];
  const due = createDue({ wake: () => undefined });
  const real = createFacts({ due });
  const audited: { person: PersonId; action: string; id: string; verdict: string | undefined }[] = [];
  /** What the house itself did, as the audit log names it. */
  const ofItself: string[] = [];
  /** Of the account; a test may take out of it. */
  const directory = [...DIRECTORY];
  const offers: [CallId, PersonId][] = [];
  const lost: CallId[] = [];
  const vault = createVault({ keys: given.keys ?? memoryKeys(world), world });
  const calls = createCalls(
    {
      db: given.db ?? ground.base.db, nodes: given.nodes ?? alone, carrying: given.carrying, world, log: silentLog, telephony: given.line ?? telephony, media: given.media ?? sound, vault, recordings: ground.folder,
      derive: (label, bytes) => createHmac("sha512", "test root").update(label).digest().subarray(0, bytes),
      greeted: (prompt, greeting) => Buffer.from(`emergency+${greeting.toString()}+${prompt}`),
      facts: {
        ...real,
        record: async (tx, fact) => {
          if (given.factFails?.()) throw new Error("the connection is lost");
          facts.push(fact.name);
          await real.record(tx, fact);
        },
      },
      audit: { record: async (...[, actor, action, { id }, verdict]) => void (actor.kind === "person" ? audited.push({ person: actor.person, action, id, verdict }) : ofItself.push(action)) },
      directory: {
        byDialled: async (_tx, dialled) => given.gateFails ? Promise.reject(new Error("connection lost")) : (dialled.endsWith("5550100") ? { client, account } : undefined),
        factsOf: async () => ({ name: "Lakeside Pediatrics", zone: "America/New_York", recording: given.recording ?? false, fallback: given.fallback ?? null }),
        dialEntriesOf: async (_tx, of, id) => directory.filter((entry) => of === account && (id === undefined || entry.id === id)),
        reception: { stampFor: async () => ({ version: given.reception ? 3 : 0, reception: given.reception ?? PLAIN_RECEPTION, open: given.open ?? false }) },
        greetings: { sounds: async () => given.greetings?.() ?? { sounds: {}, unreadable: [] } },
        music: { chosen: async () => given.music?.id, sound: async () => given.music?.sound() },
        skills: { of: async (_tx, people) => new Map(people.map((person) => [person, given.skills?.get(person) ?? PLAIN_SKILLS])) },
        normalise: (number) => (/^\+1\d{10}$/.test(number) ? number : undefined),
      },
      agreements: { standing: async () => ({ kind: given.standing ?? "in-force", agreement: "00000000-0000-7000-8000-0000000000b1" }) },
      scripts: { stampFor: async () => [{ id: "00000000-0000-7000-8000-0000000000d1", version: 3 }] },
      clients: { allIds: async () => [client, other] },
    },
    { changed: () => undefined, offered: (call, operator) => void offers.push([call.id, operator]), mediaLost: (call) => void lost.push(call.id) },
  );
  const operator = (person: PersonId): Actor & { person: PersonId } => ({ kind: "person", person, scope: { role: "app", clients: [client, other] } });
  const ready = (person: PersonId) => {
    calls.deskOpened(person);
    return calls.setOperatorState(operator(person), { state: "ready" });
  };
  const ring = () => telephony.ring("+12125550100", { number: NUMBER, name: "MARIA SAMPLE" });
  const settled = async (until: () => boolean): Promise<void> => {
    await expect.poll(until, { interval: 5 }).toBe(true);
    await calls.settled();
  };
  const wait = (seconds: number): void => {
    world.move({ seconds });
    calls.tick();
  };
  return { world, telephony, sound, calls, facts, audited, ofItself, directory, offers, lost, operator, ready, ring, settled, wait };
}

export type House = ReturnType<typeof house>;
export async function talking(h: House): Promise<{ phone: FakePhone; call: CallId }> {
  await h.ready(ana);
  const phone = h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const answered = await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" });
  expect(answered.ok).toBe(true);
  await h.calls.settled();
  return { phone, call };
}

export const stateOf = (h: House, call: CallId) => h.calls.live().find((one) => one.id === call)!.state;
export const firstOf = (h: House, call: CallId) => stateOf(h, call).others[0];
export const ends = (h: House) => {
  const of = (prefix: string) => [...h.sound.open].findLast((id) => id.startsWith(prefix))!;
  return { caller: [...h.sound.open].find((id) => id.startsWith("phone"))!, operator: of("browser"), second: of("phone") };
};
export async function act(h: House, call: CallId, kind: Exclude<Parameters<House["calls"]["handle"]>[1]["act"]["kind"], "let-go" | "finish">): Promise<void> {
  expect(await h.calls.handle(h.operator(ana), { call, act: { kind } })).toMatchObject({ ok: true });
  await h.calls.settled();
}

/** Somebody of the directory is being rung for the caller of this call. */
export async function rings(h: House, call: CallId, entry: string): Promise<void> {
  const before = h.telephony.rung.length;
  expect(await h.calls.dial(h.operator(ana), { call, entry })).toMatchObject({ ok: true });
  await h.settled(() => h.telephony.rung.length > before);
}

export async function dialled(h: House, entry: string = DIRECTORY[0].id) {
  const talk = await talking(h);
  await rings(h, talk.call, entry);
  return talk;
}

/** They ring, and pick up. */
export async function answers(h: House, call: CallId): Promise<void> {
  const callee = h.telephony.rung.at(-1)!;
  callee.ring();
  await callee.pickUp();
  await h.settled(() => stateOf(h, call).others.at(-1)?.stage === "consulting");
}

export async function consulting(h: House, entry?: string) {
  const talk = await dialled(h, entry);
  await answers(h, talk.call);
  return { ...talk, ...ends(h) };
}

export async function patched(h: House, entry?: string) {
  const all = await consulting(h, entry);
  await act(h, all.call, "join");
  return all;
}

/** Caller, doctor, interpreter and operator, and the ends of their sound. */
export async function conferring(h: House) {
  const all = await patched(h);
  await rings(h, all.call, DIRECTORY[3].id);
  await answers(h, all.call);
  const third = ends(h).second;
  await act(h, all.call, "join");
  return { ...all, third };
}

/** A caller in the middle of their voicemail. */
export async function leavingVoicemail(h: House): Promise<FakePhone> {
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("record-tone"));
  h.sound.speak(caller, 4);
  return phone;
}
