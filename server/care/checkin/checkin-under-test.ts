import { expect } from "vitest";
import type { HoldReason, Urgency } from "../../../contract/index.ts";
import { system } from "../../foundation/actor.ts";
import type { CallId, MessageId, PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type HouseAsk, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import type { PersonActor } from "./commands/card.ts";

export const LINE = "+12125550199";
export const PRACTICE = "+12125550142";
export const LEE_MOBILE = "+16465550173";
export const STRANGER = "+13125550188";
export const PIN = "704826";

/** Somebody at a telephone, who hears words and presses keys. */
export interface AtPhone {
  /** Waits until this is heard, and gives all that is heard with it. */
  hears(words: string | RegExp): Promise<string>;
  press(keys: string): void;
  /** Everything is said to its end, until the service has hung up. */
  isOver(): Promise<void>;
  hangUp(): void;
}

export interface CheckInHouse {
  readonly t: TestHouse;
  readonly practice: Practice;
  readonly lee: PersonId;
  readonly cho: PersonId;
  readonly pat: PersonId;
  /** Gives this person a PIN and, when asked, a number on file; the code is theirs. */
  enrol(person: PersonId, given?: { pin?: string; number?: string }): Promise<string>;
  /** The check-in line, or another number. */
  ring(from?: string, dialled?: string): Promise<AtPhone>;
  /** The telephone that the service rings as the n-th, which picks up. */
  picksUp(nth: number): Promise<AtPhone>;
  /** Rings, and says who they are. */
  checkIn(code: string, pin?: string, from?: string): Promise<AtPhone>;
  sends(ask?: { urgency?: Urgency; hold?: HoldReason; operator?: string }): Promise<MessageId>;
  /** An operator at a desk who has just answered this caller of the practice. */
  answers(operator: string, from?: string): Promise<{ as: PersonActor; call: CallId; caller: AtPhone }>;
  lines(message: MessageId): Promise<string[]>;
  audited(action: string): Promise<{ verdict?: string; details?: Record<string, unknown> }[]>;
  attempts(): Promise<{ via: string; state: string; failures: number }[]>;
}

/** An instant at which somebody is signed in with a fresh proof. */
async function provedNow(t: TestHouse, person: PersonId): Promise<PersonActor> {
  const session = t.world.id();
  const [now, ends] = [new Date(t.world.now()), new Date(t.world.now() + 3_600_000)];
  await t.base.asOwner("insert into identity.session (id, person_id, kind, token_hash, token_at, created_at, ends_at, touched_at, proved_at) values ($1, $2, 'phone', $3, $4, $4, $5, $4, $4)", [session, person, t.world.bytes(32), now, ends]);
  return { kind: "person", person, session, scope: { role: "app", clients: [], person } };
}

const DEADLINE = { timeout: 30_000, interval: 10 };

function phoneAt(t: TestHouse, endpoint: string, { hangUp, ended }: { hangUp: () => void; ended: () => boolean }): AtPhone {
  const isHeard = (words: string | RegExp): boolean => {
    const heard = t.sound.hears(endpoint) ?? "";
    return typeof words === "string" ? heard.includes(words) : words.test(heard);
  };
  return {
    hears: async (words) => {
      await expect.poll(async () => (await t.settle(), isHeard(words) || t.sound.hears(endpoint)), DEADLINE).toBe(true);
      return t.sound.hears(endpoint)!;
    },
    press: (keys) => [...keys].forEach((digit) => t.sound.tell({ kind: "digit", endpoint, digit })),
    isOver: async () => {
      await expect.poll(async () => (t.sound.finish(endpoint), await t.settle(), ended()), DEADLINE).toBe(true);
      await t.house.checkin.settled();
    },
    hangUp,
  };
}

/** The telephone endpoint that is opened by what is done. */
async function opens(t: TestHouse, act: () => unknown): Promise<string> {
  const before = new Set(t.sound.open);
  await act();
  const newest = (): string | undefined => [...t.sound.open].find((id) => id.startsWith("phone") && !before.has(id));
  await expect.poll(newest, DEADLINE).toBeDefined();
  return newest()!;
}

export async function checkInHouse(ask: Pick<HouseAsk, "line"> = {}): Promise<CheckInHouse> {
  const t = await testHouse(ask);
  const practice = await t.practice({ name: "Tremont Pediatrics", number: PRACTICE, onDuty: "Dr Amy Lee", backup: "Dr Ben Cho" });
  const pat = await t.person("Pat Owner", "client-manager", practice.client);
  must(await t.house.checkin.addLine(system("test", { role: "app" }), LINE));
  const rings = async (dialled: string, from?: string): Promise<AtPhone> => {
    const phone = t.telephony.ring(dialled, from === undefined ? {} : { number: from });
    return phoneAt(t, await opens(t, () => undefined), { hangUp: () => phone.hangUp(), ended: () => phone.leg.state === "ended" });
  };
  const ring = async (from?: string, dialled = LINE): Promise<AtPhone> => rings(dialled, from);
  return {
    t, practice, pat, lee: practice.onDuty, cho: practice.backup, ring,
    enrol: async (person, { pin = PIN, number } = {}) => {
      const as = await provedNow(t, person);
      if (number !== undefined) must(await t.house.identity.setNumber(as, { number }));
      return must(await t.house.identity.setPin(as, { pin })).code!;
    },
    picksUp: async (nth) => {
      await expect.poll(() => t.telephony.rung.length, DEADLINE).toBeGreaterThan(nth);
      const callee = t.telephony.rung[nth]!;
      return phoneAt(t, await opens(t, () => callee.pickUp()), { hangUp: () => callee.end({ why: "remote-hangup" }), ended: () => callee.leg.state === "ended" });
    },
    checkIn: async (code, pin = PIN, from) => {
      const phone = await ring(from);
      await tries(phone, code, pin);
      return phone;
    },
    sends: async ({ urgency, hold, operator = "Ana Ruiz" } = {}) => {
      const message = await sendMessage(t, practice, { operator, ...(urgency && { urgency }), ...(hold && { hold }) });
      await t.settle();
      return message;
    },
    answers: (operator, from) => answered(t, operator, () => rings(PRACTICE, from)),
    lines: async (message) => (await t.base.asOwner<{ kind: string }>("select kind from messages.event where message_id = $1 order by at, id", [message])).map(({ kind }) => kind),
    audited: async (action) => {
      const rows = await t.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id");
      return rows.map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string; details?: Record<string, unknown> }).filter((entry) => entry.action === action);
    },
    attempts: () => t.base.asOwner("select via, state, failures from checkin.attempt order by at, via desc"),
  };
}

export async function tries(phone: AtPhone, code: string, pin: string): Promise<void> {
  await phone.hears("person code");
  phone.press(`${code}${code.length < 7 ? "#" : ""}`);
  await phone.hears("Key your PIN");
  phone.press(`${pin}#`);
}

/** A stranger keys this code on the check-in line and asks, with a star, to be rung at the number on file: what they hear of it. */
export async function asksToBeRung(house: CheckInHouse, code: string): Promise<{ phone: AtPhone; heard: string }> {
  const phone = await house.ring(STRANGER);
  await phone.hears("person code");
  phone.press(code);
  await phone.hears("press star");
  phone.press("*#");
  return { phone, heard: await phone.hears("we ring it in a moment") };
}

async function answered(t: TestHouse, operator: string, rings: () => Promise<AtPhone>): Promise<{ as: PersonActor; call: CallId; caller: AtPhone }> {
  const person = await t.person(operator, "operator", null);
  const as = (await t.as(person)) as PersonActor;
  t.openDesks.add(person);
  t.house.calls.deskOpened(person);
  must(await t.house.calls.setOperatorState(as, { state: "ready" }));
  const caller = await rings();
  const offered = () => t.frames.find((one) => one.person === person && one.frame.type === "offer")?.frame as { call: CallId } | undefined;
  await t.until(() => offered() !== undefined);
  const { call } = offered()!;
  must(await t.house.calls.answer(as, { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  return { as, call, caller };
}
