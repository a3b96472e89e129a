import { expect } from "vitest";
import type { LadderStep, Urgency } from "../../../contract/index.ts";
import type { z } from "zod";
import type { Actor } from "../../foundation/actor.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import type { Nodes } from "../../foundation/nodes/index.ts";
import { plus, toIso } from "../../foundation/time.ts";
import { must, testHouse, type HouseAsk, type Practice, type TestHouse } from "../../testing/house.ts";
import type { FakeCallee } from "../../testing/phones.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { fakeWorld } from "../../testing/world.ts";
import { memoryKeys } from "../../trust/vault/index.ts";

export const PIN = "271836";
export const MOBILE = "+16465550173";
type SignedIn = Extract<Actor, { kind: "person" }>;
type Step = z.infer<typeof LadderStep>;
const byTelephone: Step = { who: "on-duty", by: ["voice"], patienceMinutes: 5, repeats: 0 };
const backup: Step = { who: "backup", patienceMinutes: 5, repeats: 0 };
const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };

/** A practice whose urgent messages go to Dr Lee by telephone, then to the backup's inbox. */
export interface VoiceHouse {
  h: TestHouse;
  readonly lakeside: Practice;
  readonly office: PersonId;
  /** Allowed by the office, a number on file that a test call proved, and a PIN. */
  ready(person: PersonId, number?: string): Promise<void>;
  /** Somebody who proved a moment ago who they are. */
  signedIn(person: PersonId): Promise<SignedIn>;
  send(ask?: { urgency?: Urgency; operator?: string }): Promise<MessageId>;
  /** Another process over the same database, with lines of its own. */
  another(nodes?: Nodes): Promise<TestHouse>;
  /** The process is gone with its calls, and another one has begun over the same database. */
  crash(nodes?: Nodes): Promise<void>;
  /** The call that is placed as the n-th, as it rings. */
  rung(count: number): Promise<FakeCallee>;
  /** Waits until the telephone that was rung hears words like these. */
  hears(callee: FakeCallee, words: RegExp): Promise<string>;
  /** What is said comes to its end. */
  finish(callee: FakeCallee): void;
  press(callee: FakeCallee, keys: string): void;
  pickedUp(callee: FakeCallee): Promise<void>;
  /** Every call is over, and what follows from it is done. */
  over(): Promise<void>;
  /** Picks up and enters the PIN. */
  opened(callee: FakeCallee, pin?: string): Promise<void>;
  /** What is said comes to its end, and so many seconds pass without a key. */
  silence(callee: FakeCallee, seconds: number): Promise<void>;
  /** For so long no packet came from there, as a media process tells it. */
  silent(callee: FakeCallee, seconds: number): void;
  lines(message: MessageId): Promise<string[]>;
  receipts(message: MessageId): Promise<string[]>;
  takenBy(message: MessageId): Promise<string | null>;
  /** Whom the ladder has reached for so far. */
  paged(message: MessageId): Promise<string[]>;
  audited(action: RegExp): Promise<string[]>;
}

export async function voiceHouse(ask: Pick<HouseAsk, "line" | "nodes"> = {}): Promise<VoiceHouse> {
  const world = fakeWorld();
  const keys = memoryKeys(world);
  const h = await testHouse({ world, keys, ...ask });
  const lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  const office = await h.person("Sam Cole", "supervisor", null);
  // Saved while they still had proved telephones: a ladder that rings nobody is refused [CV30].
  for (const urgency of ["urgent", "emergency", "routine"] as const) {
    await h.base.asOwner("insert into dispatch.ladder (client_id, id, account_id, urgency, hours, version, steps, saved_by, saved_at) values ($1, gen_random_uuid(), $2, $3, 'always', 1, $4, $5, $6)", [lakeside.client, lakeside.account, urgency, JSON.stringify([byTelephone, backup, alarm]), office, toIso(world.now())]);
  }
  const signedIn = signInOf(h);
  const endpoints = new Map<FakeCallee, string>();
  const endpointOf = (callee: FakeCallee): string => endpoints.get(callee)!;
  const names = new Map([[lakeside.onDuty, "Dr Lee"], [lakeside.backup, "Dr Cho"]] as [string, string][]);
  const house: VoiceHouse = {
    h, lakeside, office, signedIn,
    another: (nodes) => testHouse({ base: h.base, world, keys, ...(nodes && { nodes }) }),
    crash: async (nodes) => {
      house.h = await house.another(nodes);
    },
    ready: (person, number = MOBILE) => makeReady(house, person, number),
    send: ({ urgency = "urgent", operator = "Ana Ruiz" } = {}) => sendMessage(h, lakeside, { operator, urgency }),
    rung: async (count) => {
      await house.h.until(() => house.h.telephony.rung.length >= count);
      expect(house.h.telephony.rung).toHaveLength(count);
      return house.h.telephony.rung[count - 1]!;
    },
    hears: async (callee, words) => {
      await house.h.until(() => words.test(house.h.sound.hears(endpointOf(callee)) ?? ""));
      return house.h.sound.hears(endpointOf(callee))!;
    },
    finish: (callee) => house.h.sound.finish(endpointOf(callee)),
    press: (callee, digits) => [...digits].forEach((digit) => house.h.sound.tell({ kind: "digit", endpoint: endpointOf(callee), digit })),
    pickedUp: (callee) => pickUp(house.h, callee, endpoints),
    over: async () => {
      await house.h.house.voice.settled();
      await house.h.settle();
    },
    opened: async (callee, pin = PIN) => {
      await house.pickedUp(callee);
      await house.hears(callee, /enter your PIN/);
      house.press(callee, `${pin}#`);
    },
    silence: async (callee, seconds) => {
      house.finish(callee);
      await house.h.until(() => house.h.patience.waits(seconds) > 0);
      house.h.patience.pass(seconds);
    },
    silent: (callee, seconds) => house.h.sound.tell({ kind: "silent", endpoint: endpointOf(callee), seconds }),
    lines: async (message) =>
      (await h.base.asOwner<{ say: string }>("select say from messages.event where message_id = $1 and kind = 'attempt' order by at, ctid", [message])).map(({ say }) => say),
    receipts: async (message) =>
      (await h.base.asOwner<{ state: string; reason: string | null }>("select r.state, r.reason from delivery.receipt r join delivery.attempt a on a.id = r.attempt_id where a.message_id = $1 and a.channel = 'voice' and r.state <> 'claimed' order by r.at, r.state", [message])).map(({ state, reason }) => reason ?? state),
    takenBy: async (message) => names.get((await h.base.asOwner<{ by: string | null }>("select taken_by as by from dispatch.dispatch where message_id = $1 order by revision desc", [message]))[0]!.by ?? "") ?? null,
    paged: async (message) => (await h.base.asOwner<{ person: string; channel: string }>("select person_id as person, channel from delivery.attempt where message_id = $1 order by number", [message])).map(({ person, channel }) => `${names.get(person)} ${channel}`),
    audited: async (action) =>
      (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict: string | null }).filter((one) => action.test(one.action)).map((one) => `${one.action} ${one.verdict ?? ""}`.trim()),
  };
  return house;
}

/** Their sound is the one that came to be as they picked up. */
export async function pickUp(h: TestHouse, callee: FakeCallee, endpoints: Map<FakeCallee, string>): Promise<void> {
  const before = new Set(h.sound.open);
  await callee.pickUp();
  endpoints.set(callee, [...h.sound.open].find((id) => !before.has(id))!);
}

const signInOf = (h: TestHouse) => async (person: PersonId): Promise<SignedIn> => {
  const at = h.world.now();
  const session = h.world.id();
  await h.base.asOwner(
    `insert into identity.session (id, person_id, kind, token_hash, token_at, created_at, ends_at, touched_at, proved_at) values ($1, $2, 'phone', sha256($3::bytea), $4, $4, $5, $4, $4)`,
    [session, person, Buffer.from(session), toIso(at), toIso(plus(at, { hours: 12 }))]);
  return { ...((await h.as(person)) as SignedIn), session };
};

/** Allowed by the office, with a number on file and a PIN, and no proof yet. */
export async function enrol({ h, signedIn, office }: VoiceHouse, person: PersonId, number = MOBILE): Promise<SignedIn> {
  must(await h.house.voice.allow(await h.as(office), { person, allowed: true }));
  const as = await signedIn(person);
  must(await h.house.identity.setNumber(as, { number }));
  must(await h.house.identity.setPin(as, { pin: PIN }));
  return as;
}

async function makeReady(v: VoiceHouse, person: PersonId, number: string): Promise<void> {
  const { h } = v;
  const as = await enrol(v, person, number);
  const before = h.telephony.rung.length;
  must(await h.house.voice.testCall(as));
  await h.until(() => h.telephony.rung.length > before);
  must(await h.house.voice.prove(as, await codeSaid(h, h.telephony.rung.splice(before, 1)[0]!)));
}

const DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/** What a test call says, once it is picked up: twice, and then it hangs up. */
export async function codeSaid(h: TestHouse, callee: FakeCallee): Promise<string> {
  const endpoints = new Map<FakeCallee, string>();
  await pickUp(h, callee, endpoints);
  const endpoint = endpoints.get(callee)!;
  let said = "";
  for (let times = 0; times < 2; times++) {
    await h.until(() => /Your code is/.test(h.sound.hears(endpoint) ?? ""));
    said = h.sound.hears(endpoint)!;
    h.sound.finish(endpoint);
  }
  await h.house.voice.settled();
  return /code is: (.*)\./.exec(said)![1]!.split(", ").map((word) => DIGITS.indexOf(word)).join("");
}
