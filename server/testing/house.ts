import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { LiveFrame } from "../../contract/index.ts";
import { compose, type House } from "../compose.ts";
import type { Parts } from "../parts.ts";
import { createIce } from "../edge/media/ice.ts";
import { demoScripts } from "../demo/practices.ts";
import { samplePdf } from "../demo/agreement-pdf.ts";
import { system, within, type Actor } from "../foundation/actor.ts";
import { createDue, createRunner, type Runner } from "../foundation/due/index.ts";
import type { Emergency } from "../care/calls/index.ts";
import { createFacts } from "../foundation/facts/index.ts";
import type { AccountId, ClientId, PersonId } from "../foundation/ids.ts";
import { silentLog } from "../foundation/log.ts";
import { alone, type Nodes } from "../foundation/nodes/index.ts";
import type { Outcome } from "../foundation/refusal.ts";
import { plus, toIso, type Duration } from "../foundation/time.ts";
import type { NoteKey } from "../trust/audit/index.ts";
import { memoryKeys } from "../trust/vault/index.ts";
import type { Role } from "../../contract/common.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";
import { fakePasswords, type FakePasswords } from "./passwords.ts";
import { fakeTelephony, type FakeTelephony } from "./phones.ts";
import { fakeSound, type FakeSound } from "./sound.ts";
import { fakePatience, fakeSpeech, type FakePatience, type FakeSpeech } from "./speech.ts";
import { advance } from "./time.ts";
import { fakeWorld, type FakeWorld } from "./world.ts";

/** The whole product on a real database, with the world, the telephone network, the sound and the browsers in the test's hands. */
export interface TestHouse {
  readonly house: House;
  readonly base: TestDatabase;
  readonly world: FakeWorld;
  readonly runner: Runner;
  readonly telephony: FakeTelephony;
  readonly sound: FakeSound;
  readonly speech: FakeSpeech;
  /** How long a telephone waits for a key. */
  readonly patience: FakePatience;
  readonly passwords: FakePasswords;
  /** Everything that was sent to open browsers, newest last. */
  readonly frames: { readonly person: PersonId; readonly frame: LiveFrame }[];
  /** Devices that were woken. */
  readonly pushed: string[];
  readonly openDesks: Set<PersonId>;
  settle(): Promise<void>;
  advance(by: Duration): Promise<void>;
  /** Works until a condition holds; fails after five seconds. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  as(person: PersonId): Promise<Actor & { readonly person: PersonId }>;
  person(name: string, role: Role, client: ClientId | null): Promise<PersonId>;
  practice(given: PracticeAsk): Promise<Practice>;
  close(): Promise<void>;
}

export interface PracticeAsk {
  readonly name: string;
  readonly number: string;
  readonly onDuty: string;
  readonly backup?: string;
  readonly agreement?: boolean;
  readonly recording?: boolean;
}

export interface Practice {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly agreement: string | null;
  readonly onDuty: PersonId;
  readonly backup: PersonId;
}

export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.value;
}

export interface HouseAsk {
  readonly world?: FakeWorld;
  readonly base?: TestDatabase;
  /** The keyring of a house that was there before. */
  readonly keys?: ReturnType<typeof memoryKeys>;
  readonly notice?: "demo";
  /** Beside other nodes on the same database; without it, a house of one. */
  readonly nodes?: Nodes;
  readonly witnesses?: readonly NoteKey[];
  readonly watchers?: readonly string[];
  /** Takes calls while the database is away. */
  readonly emergency?: Emergency;
  /** For a house whose doors are open to real browsers: where they find it, and how frames reach them. */
  readonly site?: () => { readonly origin: string; readonly rpId: string };
  readonly onFrame?: (person: PersonId, frame: LiveFrame) => void;
  /** A telephone network, sound and a voice that are real, in place of those in the test's hands. */
  readonly line?: Pick<Parts, "telephony" | "media" | "speech" | "after">;
  /** Who shows a room in a real browser. */
  readonly inRoom?: (room: string) => readonly PersonId[];
}

/** What stands outside of the house, or nothing. */
const outsideOf = ({ witnesses = [], watchers = [], emergency, site = () => ({ origin: "http://localhost:8080", rpId: "localhost" }) }: HouseAsk) => ({ witnesses, watchers, site, ...(emergency && { emergency }) });

export async function testHouse(ask: HouseAsk = {}): Promise<TestHouse> {
  const base = ask.base ?? (await freshDatabase());
  const world = ask.world ?? fakeWorld();
  const folder = mkdtempSync(join(tmpdir(), "compline-house-"));
  const due = createDue({ wake: () => undefined });
  const runner = createRunner({ db: base.db, due, world, log: silentLog });
  const telephony = fakeTelephony();
  const sound = fakeSound();
  const [speech, patience, passwords] = [fakeSpeech(), fakePatience(), fakePasswords()];
  const frames: TestHouse["frames"] = [];
  const pushed: string[] = [];
  const openDesks = new Set<PersonId>();
  const house = compose({
    world, log: silentLog, nodes: ask.nodes ?? alone, db: base.db, due, facts: createFacts({ due }), keys: ask.keys ?? memoryKeys(world), ...(ask.line ?? { telephony, media: sound, speech, after: patience.after }), recordings: folder, notice: ask.notice ?? null, zone: "America/New_York",
    derive: (label, bytes) => createHmac("sha512", "test root").update(label).digest().subarray(0, bytes),
    ice: createIce({ stun: [], turn: { urls: ["turn:turn.test:3478"], login: { sharedSecret: "a secret of the tests and of a TURN server" } } }, { world }),
    push: { publicKey: "test", accepts: () => true, wake: async ({ endpoint }) => (pushed.push(endpoint), "pushed") },
    live: { toPerson: (person, frame) => (frames.push({ person, frame }), ask.onFrame?.(person, frame)), inRoom: (room) => [...(room === "desk" ? openDesks : []), ...(ask.inRoom?.(room) ?? [])] },
    ...outsideOf(ask), passwords,
  });
  const settle = async (): Promise<void> => {
    await house.calls.settled();
    await runner.settle();
    await house.calls.settled();
  };
  const person = async (name: string, role: Role, client: ClientId | null): Promise<PersonId> => {
    const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@test.example`;
    const as = system("test", { role: "app", clients: client === null ? [] : [client] });
    return must(await house.access.invitePerson(as, { name, email, zone: "America/New_York", client, role })).person;
  };
  const test: TestHouse = {
    house, base, world, runner, telephony, sound, speech, patience, passwords, frames, pushed, openDesks, settle, person,
    advance: async (by) => {
      await advance(world, runner, by);
      house.calls.tick();
      await settle();
    },
    until: async (condition) => {
      await expect.poll(async () => (await settle(), await condition()), { timeout: 5_000, interval: 10 }).toBe(true);
    },
    as: async (who) => (await base.db.transaction({ role: "app", clients: [] }, (tx) => house.access.actorFor(tx, who))) as Actor & { person: PersonId },
    practice: (given) => openPractice(test, given),
    close: async () => {
      house.desk.stop();
      await settle();
      await base.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return test;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const ZONE = "America/New_York";

async function openPractice(test: TestHouse, given: PracticeAsk): Promise<Practice> {
  const { house, world } = test;
  const setup = system("test", { role: "app" });
  const client = must(await house.clients.add(setup, { name: `${given.name} PLLC`, demo: false })).id;
  const as = within(setup, client);
  const agreement = given.agreement === false ? null : await signAgreement(test, as, client);
  const opened = must(await house.directory.open(as, { client, name: given.name, slug: given.name.toLowerCase().replaceAll(/[^a-z]+/g, "-"), zone: ZONE, greeting: `${given.name}, how may I help you?`, fallback: null, recording: given.recording ?? false, holidays: [], hours: [] }));
  const account = opened.id as AccountId;
  must(await house.directory.addNumber(as, account, given.number));
  const onDuty = await test.person(given.onDuty, "clinician", client);
  const backup = given.backup === undefined ? onDuty : await test.person(given.backup, "clinician", client);
  const shifts = EVERY_DAY.flatMap((weekday) => [{ weekday, start: "07:00", end: "07:00", person: onDuty, rank: "first" as const }, { weekday, start: "07:00", end: "07:00", person: backup, rank: "backup" as const }]);
  must(await house.oncall.saveSchedule(as, account, { basedOn: 0, zone: ZONE, shifts }));
  for (const script of demoScripts) must(await house.scripts.save(as, account, script));
  world.move({ seconds: 1 });
  return { client, account, agreement, onDuty, backup };
}

async function signAgreement({ house, world }: TestHouse, as: Actor, client: ClientId): Promise<string> {
  const at = world.now();
  const pdf = samplePdf(["A made-up agreement for a test"]).toString("base64");
  return must(await house.agreements.record(as, { client, effectiveAt: plus(at, { days: -1 }), endsAt: null, signedOn: toIso(plus(at, { days: -2 })).slice(0, 10), signer: "Sample Signer", fileName: "baa.pdf", pdfBase64: pdf })).id;
}
