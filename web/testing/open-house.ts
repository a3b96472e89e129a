import { rm } from "node:fs/promises";
import { Secret, TOTP } from "otpauth";
import type { Browser, BrowserContext } from "playwright-core";
import { expect, vi } from "vitest";
import type { Draft, HoldReason, LiveFrame, Urgency } from "../../contract/index.ts";
import { emptyDraft } from "../../contract/index.ts";
import { makeDemo, type Demo, type DemoUser } from "../../server/demo/make.ts";
import { demoAccounts } from "../../server/demo/practices.ts";
import { createHttp } from "../../server/edge/http/index.ts";
import { createRealtime, type Realtime } from "../../server/edge/realtime/index.ts";
import type { CallId, MessageId, PersonId } from "../../server/foundation/ids.ts";
import { silentLog, type Log } from "../../server/foundation/log.ts";
import { phi } from "../../server/foundation/phi.ts";
import { instant, plus } from "../../server/foundation/time.ts";
import { uuidv7 } from "../../server/foundation/world.ts";
import { keepSequencing } from "../../server/sequencing.ts";
import { createSequencer, signerFromSeed } from "../../server/trust/audit/index.ts";
import { must, testHouse, type TestHouse } from "../../server/testing/house.ts";
import { fakeWorld, type FakeWorld } from "../../server/testing/world.ts";
import { buildWeb } from "./browser.ts";

/**
 * The whole product with its demonstration and its doors open to real browsers: real pages, real routes, real database,
 * real live lines. The telephone, the sound and the hour of the night are the test's.
 */
export interface OpenHouse {
  readonly url: string;
  readonly t: TestHouse;
  readonly demo: Demo;
  /** What broke on the server, by event and place; a test expects nothing here. */
  readonly broken: readonly string[];
  /** A browser of this person's own, signed in with password and the code of the moment. */
  enter(browser: Browser, key: string): Promise<BrowserContext>;
  /** A patient rang, an operator typed and sent; the message is with whoever is on duty. */
  send(ask?: { readonly account?: string; readonly urgency?: Urgency; readonly patient?: string; readonly reason?: string; readonly hold?: HoldReason }): Promise<MessageId>;
  acknowledge(message: MessageId, key: string): Promise<void>;
  /** A patient rang, this operator answered, put them on hold, and does not come back. */
  putOnHold(key: string): Promise<OnHold>;
  personOf(key: string): Promise<PersonId>;
  /** Minutes go by in which this person's hand moves now and then: nobody is signed out. */
  later(context: BrowserContext, by: { readonly minutes: number }): Promise<void>;
  /** The next code of this person's authenticator, half a minute later. */
  codeOf(key: string): string;
  close(): Promise<void>;
}

interface OnHold {
  /** The end of the line with the caller's telephone. */
  readonly phone: string;
  /** The caller hangs up, and the operator is free. */
  readonly over: () => Promise<void>;
}

/** A clock that goes on like any other, from an instant of its own, and jumps when it is told. */
function flowingWorld(start: string): FakeWorld {
  const still = fakeWorld(start, "rooms");
  const began = performance.now();
  const gone = () => Math.floor(performance.now() - began);
  const now = () => instant(still.now() + gone());
  return { ...still, now, id: () => uuidv7(now(), still.bytes(10)), set: (at) => still.set(instant(at - gone())), move: (by) => still.set(plus(still.now(), by)) };
}

/** A winter night in New York, 02:14: deep in the hours that the house is for. */
const NIGHT = "2027-01-14T07:14:00Z";
const CALLER = "+12125550142";
const OFFERED_WITHIN = { timeout: 30_000, interval: 10 };

const typed = (urgency: Urgency, { patient, reason }: { patient: string; reason: string }): Draft => ({
  ...emptyDraft("patient"), urgency,
  answers: {
    caller: { value: "Maria Sample", spelled: "S-A-M-P-L-E" }, patient: { value: patient, spelled: "S-A-M-P-L-E" }, born: { value: "2024-09-03" }, callback: { value: "212 555 0142" },
    reason: { value: reason }, since: { value: "about midnight" }, allergies: { value: "penicillin" },
  },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "(212) 555-0142" },
});

async function answeredCall(t: TestHouse, operator: PersonId, number: string): Promise<{ call: CallId; hangUp: () => void }> {
  const as = await t.as(operator);
  const before = t.frames.length;
  const offer = () => t.frames.slice(before).find(({ person, frame }) => person === operator && frame.type === "offer")?.frame;
  t.openDesks.add(operator);
  t.house.calls.deskOpened(operator);
  await t.house.calls.setOperatorState(as, { state: "ready" });
  const phone = t.telephony.ring(number, { number: CALLER, name: "MARIA SAMPLE" });
  await vi.waitFor(async () => {
    await t.settle();
    expect(offer(), "the call is offered").toBeDefined();
  }, OFFERED_WITHIN);
  const { call } = offer() as { call: string };
  must(await t.house.calls.answer(as, { call: call as CallId, sdp: "v=0 the browser's offer" }));
  await t.settle();
  return { call: call as CallId, hangUp: () => phone.hangUp() };
}

async function leftOnHold(t: TestHouse, operator: PersonId): Promise<OnHold> {
  const { call, hangUp } = await answeredCall(t, operator, demoAccounts.find(({ slug }) => slug === "lakeside")!.number);
  t.sound.tell({ kind: "connected", endpoint: [...t.sound.open].findLast((id) => id.startsWith("browser"))! });
  const as = await t.as(operator);
  must(await t.house.calls.handle(as, { call, act: { kind: "hold" } }));
  const over = async (): Promise<void> => {
    hangUp();
    await t.settle();
    must(await t.house.calls.handle(as, { call, act: { kind: "finish", reason: "hung-up" } }));
    await t.settle();
  };
  return { phone: [...t.sound.open].findLast((id) => id.startsWith("phone"))!, over };
}

async function sendAs(t: TestHouse, operator: PersonId, ask: NonNullable<Parameters<OpenHouse["send"]>[0]>): Promise<MessageId> {
  const as = await t.as(operator);
  const { slug, number } = demoAccounts.find((one) => one.slug === (ask.account ?? "lakeside"))!;
  const account = (await t.base.db.transaction(as.scope, (tx) => t.house.directory.accounts(tx))).find((one) => one.slug === slug)!;
  const { call, hangUp } = await answeredCall(t, operator, number);
  const script = must(await t.house.desk.card(as, call)).scripts.find((each) => each.callerType === "patient")!;
  const draft = { ...(ask.hold && { hold: ask.hold }), ...typed(ask.urgency ?? "urgent", { patient: ask.patient ?? "Tobi Sample", reason: ask.reason ?? "Cough since the evening, will not drink" }) };
  const saved = await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, {
    call, client: account.client, account: account.id, key: t.world.id(), draft: phi(draft), script, callerNumber: phi(CALLER), takenDownBy: operator,
  }));
  hangUp();
  await t.settle();
  await t.house.calls.handle(as, { call, act: { kind: "finish", reason: "message-sent" } });
  await t.settle();
  return must(saved).message;
}

const TICK_MS = 1_000;

/** Everything that goes on by itself in a running house; ends in the order it was begun, backwards. */
function keepGoing(t: TestHouse): () => Promise<void> {
  const memory = { load: async () => undefined, save: async () => undefined, setAside: async () => undefined };
  const sequencing = keepSequencing(createSequencer({ db: t.base.db, world: t.world, signer: signerFromSeed(Buffer.alloc(32, 7)), memory }), silentLog);
  t.runner.start();
  const ticking = setInterval(() => t.house.calls.tick(), TICK_MS);
  return async () => {
    clearInterval(ticking);
    await t.runner.stop();
    await sequencing.stop();
  };
}

async function openDoors(t: TestHouse, webRoot: string, broken: string[]) {
  const { house, world } = t;
  const yes = () => true;
  const log: Log = { ...silentLog, error: (event, fields) => void broken.push(`${event} ${JSON.stringify(fields)}`) };
  const http = await createHttp({ settings: { port: 0, webRoot }, world, log, admit: house.access.admit, workstationOf: house.identity.workstationOf, probes: { database: yes, keys: yes, sip: yes, media: yes, worker: yes, audit: yes }, version: "test" });
  http.register(house.endpoints);
  const realtime = createRealtime({ server: http.server, site: http.site, admit: house.access.admit, watch: house.access.watch, world, log: silentLog });
  house.identity.onEnded((sessions) => realtime.ended(sessions));
  realtime.onRoom(({ person, room }) => { if (room === "desk" || room === "office") void house.desk.opened(person); });
  const { port } = await http.listen();
  return { http, realtime, port };
}

const userOf = (demo: Demo, key: string): DemoUser => demo.users.find(({ email }) => email.startsWith(`${key}@`))!;
const CODE_SECONDS = 30;
/** A code works once: whoever wants another waits for the next one. */
function codeNow({ world }: TestHouse, { totpSecret }: DemoUser): string {
  world.move({ seconds: CODE_SECONDS });
  return new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: world.now() });
}

/** Signs in the way the page does, without the page. */
async function entered(browser: Browser, { url, t, demo }: Pick<OpenHouse, "url" | "t" | "demo">, key: string): Promise<BrowserContext> {
  const user = userOf(demo, key);
  const context = await browser.newContext({ reducedMotion: "reduce", permissions: ["microphone"], baseURL: url });
  const answer = await context.request.post("/api/sign-in", { headers: { "x-compline": "1", origin: url }, data: { email: user.email, password: user.password, code: codeNow(t, user) } });
  if (!answer.ok()) throw new Error(`${key} could not sign in: ${await answer.text()}`);
  return context;
}

export async function openHouse(): Promise<OpenHouse> {
  const webRoot = await buildWeb();
  const doors: { realtime?: Realtime; port?: number } = {};
  const t = await testHouse({
    world: flowingWorld(NIGHT), notice: "demo", site: () => ({ origin: `http://localhost:${doors.port}`, rpId: "localhost" }),
    inRoom: (room) => [...new Set((doors.realtime?.present() ?? []).filter((at) => at.room === room).map((at) => at.person))],
    onFrame: (person: PersonId, frame: LiveFrame) => doors.realtime?.publish({ person }, frame.type, frame),
  });
  const demo = await makeDemo(t.house, t.world, "127.0.0.1:5060");
  const broken: string[] = [];
  const { http, realtime, port } = await openDoors(t, webRoot, broken);
  Object.assign(doors, { realtime, port });
  const stop = keepGoing(t);
  const url = `http://localhost:${port}`;
  const personOf = async (key: string): Promise<PersonId> => {
    const found = await t.base.asOwner(`select id from identity.person where email = '${key}@demo.example'`);
    return (found as { id: PersonId }[])[0]!.id;
  };
  return {
    url, t, demo, broken, personOf,
    enter: (browser, key) => entered(browser, { url, t, demo }, key),
    send: async (ask = {}) => sendAs(t, await personOf("ana"), ask),
    putOnHold: async (key) => leftOnHold(t, await personOf(key)),
    codeOf: (key) => codeNow(t, userOf(demo, key)),
    later: async (context, { minutes }) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        await t.advance({ minutes: 1 });
        await context.request.post("/api/session/touch", { headers: { "x-compline": "1", origin: url }, data: {} });
      }
    },
    acknowledge: async (message, key) => {
      const who = await personOf(key);
      const as = await t.as(who);
      must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));
      await t.settle();
    },
    close: async () => {
      realtime.close();
      await http.close();
      await stop();
      await t.close();
      await rm(webRoot, { recursive: true });
    },
  };
}
