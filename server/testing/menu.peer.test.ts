import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_RECEPTION, type Reception } from "../../contract/index.ts";
import { requirePeer } from "../../tools/peers.ts";
import { checkInHouse, PIN, PRACTICE, STRANGER, type CheckInHouse } from "../care/checkin/checkin-under-test.ts";
import type { MediaEngine } from "../care/calls/index.ts";
import { strengthOf, tone } from "../edge/media/g711.ts";
import { createWeriftMedia } from "../edge/media/index.ts";
import { settingsFor, world } from "../edge/media/testing/engines.ts";
import { FarBrowser } from "../edge/media/testing/far-browser.ts";
import { baresip, heardEvent, type Baresip } from "../edge/sip/peers/baresip.ts";
import type { TestEdge } from "../edge/sip/peers/edge.ts";
import { temporary } from "../edge/sip/peers/programs.ts";
import { edgeWith } from "../edge/sip/peers/trunk.ts";
import { createSpeech } from "../edge/speech/index.ts";
import { must, type Practice } from "./house.ts";
import { wave } from "./wave.ts";

/** The menu of a practice in the hands of real softphones: their keys are RFC 4733 digits in RTP, through SIP, our media process and the whole product. */
const HARBOR = "+12125550143";
const PARTNER = "+12125550188";
const MENU: Reception["menu"] = { ...PLAIN_RECEPTION.menu, on: true, waitSeconds: 5 };
const partner = { name: "Bay Answering", number: PARTNER, agreementSigned: "2026-10-01", seconds: 30, keyToTake: true };

const CALLER_HERTZ = 450;
/** A softphone whose file is over sends nothing more. */
const CALLER_SECONDS = 60;
const LOUD = 2000;

const open: { close(): unknown }[] = [];
const played: { readonly endpoint: string; readonly prompt: string }[] = [];
let media: MediaEngine & { ready(): Promise<void> };
let [edge, house, atPartner, folder] = [] as unknown as [TestEdge, CheckInHouse, Baresip, Awaited<ReturnType<typeof temporary>>];

/** What is really played, by name; words that were made just now are "spoken". */
function noting(engine: MediaEngine): MediaEngine {
  const note = (endpoint: string, prompt: string): unknown => played.push({ endpoint, prompt });
  return {
    ...engine,
    play: (endpoint, prompt, options) => (note(endpoint.id, prompt), engine.play(endpoint, prompt, options)),
    playSound: (endpoint, sound) => (note(endpoint.id, "spoken"), engine.playSound(endpoint, sound)),
  };
}

beforeAll(async () => {
  requirePeer("espeak-ng");
  folder = await temporary();
  await writeFile(join(folder.path, "caller.wav"), wave(tone(CALLER_HERTZ, CALLER_SECONDS * 1000, 8000)));
  media = createWeriftMedia(settingsFor(), { world });
  [atPartner] = await Promise.all([baresip({ transport: "udp", account: ";answermode=auto", echoes: true, user: PARTNER }), media.ready()]);
  const trunk = { name: "east", host: "127.0.0.1", port: atPartner.port, transport: "udp", sound: "rtp", from: "+12125550990", identity: "pai", plus: true, onward: "diversion" } as const;
  edge = await edgeWith([{ settings: trunk }], { settings: { roundTripMilliseconds: 100, trustsFrom: "number" } });
  house = await checkInHouse({ line: { telephony: edge.sip, media: noting(media), speech: createSpeech() } });
  const harbor = await house.t.practice({ name: "Harbor Clinic", number: HARBOR, onDuty: "Dr Cara Moss" });
  await receives(house.practice, { menu: { ...MENU, keys: [...MENU.keys, { key: "5", act: "check-in" }] } });
  await receives(harbor, { menu: { ...MENU, keys: [{ key: "1", act: "urgent" }] }, overflow: { ...PLAIN_RECEPTION.overflow, partner } });
});
afterAll(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
  await house?.t.close();
  await atPartner?.close();
  await edge?.close();
  await media?.shutdown();
  await folder?.remove();
});

async function receives({ client, account }: Practice, reception: Partial<Reception>): Promise<void> {
  const { t } = house;
  const manager = await t.as(await t.person("Kim Vale", "client-manager", client));
  must(await t.house.directory.reception.save(manager, account, { ...PLAIN_RECEPTION, ...reception }));
}

const soon = (what: string, is: () => boolean | Promise<boolean>): Promise<void> => expect.poll(async () => (await house.t.settle(), await is()), { timeout: 30_000, interval: 20, message: what }).toBe(true);

/** A softphone rings, and hears what is played to it. */
async function rings(number: string, dialled: string) {
  const { calls } = house.t.house;
  const phone = await baresip({ transport: "udp", says: join(folder.path, "caller.wav"), user: number });
  open.push(phone);
  const [known, before] = [calls.live().map(({ id }) => id), played.length];
  phone.command("dial", `sip:${dialled}@127.0.0.1:${edge.port}`);
  await heardEvent(phone, "CALL_ESTABLISHED");
  const mine = (): string | undefined => played[before]?.endpoint;
  await soon("it hears something", () => mine() !== undefined);
  const [endpoint, id] = [mine()!, calls.live().find((call) => !known.includes(call.id))!.id];
  const heard = (): string[] => played.filter((one) => one.endpoint === endpoint).map(({ prompt }) => prompt);
  return {
    id, heard,
    state: () => calls.live().find((call) => call.id === id)?.state,
    press: (keys: string) => phone.command("sndcode", keys),
    /** Their line is gone, and with it the call. */
    hangUp: async () => {
      phone.command("hangup");
      await soon("the call is over", () => !calls.live().some((call) => call.id === id && call.state.endedAt === null));
    },
  };
}
type Ringing = Awaited<ReturnType<typeof rings>>;

/** An operator with a browser for each call. */
async function atDesk() {
  const { t } = house;
  const person = await t.person("Ana Ruiz", "operator", null);
  const as = await t.as(person);
  const offered = (call: Ringing["id"]): boolean => t.frames.some((one) => one.person === person && one.frame.type === "offer" && one.frame.call === call);
  t.openDesks.add(person);
  t.house.calls.deskOpened(person);
  return {
    offered,
    says: async (state: "ready" | "break") => void must(await t.house.calls.setOperatorState(as, { state })),
    answers: async (call: Ringing["id"]) => {
      const browser = await FarBrowser.open();
      open.push(browser);
      await soon("the call is offered to the desk", () => offered(call));
      const { sdp } = must(await t.house.calls.answer(as, { call, sdp: browser.offer }));
      await browser.take(sdp);
      await soon("the operator hears the caller", () => strengthOf(CALLER_HERTZ, browser.lately(25)) > LOUD);
    },
    /** The caller hung up, and what was typed is done with. */
    finishes: async (call: Ringing["id"]) => {
      must(await t.house.calls.handle(as, { call, act: { kind: "finish", reason: "hung-up" } }));
      await t.settle();
    },
  };
}

test("[C90] [C91] a telephone that presses 1 is first in line and taken by an operator, who hears the caller; one that presses a key that does nothing hears the menu again, then in Spanish, and is in line for the office; one that presses nothing is taken by a person all the same", async () => {
  const ana = await atDesk();
  await ana.says("ready");
  const urgent = await rings("5550161", PRACTICE);
  expect(urgent.heard()).toEqual(["emergency+emergency.es+menu-spanish.es+digit-9.es+menu-urgent+digit-1+menu-office+digit-2+menu-check-in+digit-5+menu-else"]);
  expect(urgent.state()).toMatchObject({ phase: "choosing", offeredTo: null });
  urgent.press("1");
  await ana.answers(urgent.id);
  expect(urgent.state()).toMatchObject({ phase: "talking", wants: { urgent: true, choice: "urgent", language: "en" } });
  await urgent.hangUp();
  await ana.finishes(urgent.id);

  await ana.says("break");
  const unsure = await rings("5550162", PRACTICE);
  unsure.press("8");
  await soon("the menu is said again", () => unsure.heard()[1]?.includes("menu-wrong") === true);
  unsure.press("9");
  await soon("it is said in Spanish", () => unsure.heard()[2]?.includes("menu-urgent.es+digit-1.es") === true);
  unsure.press("2");
  await soon("they are in line", () => unsure.state()?.phase === "waiting");
  expect(unsure.state()).toMatchObject({ wants: { urgent: false, choice: "office", language: "es" } });
  await unsure.hangUp();

  const silent = await rings("5550163", HARBOR);
  await ana.says("ready");
  expect(ana.offered(silent.id)).toBe(false);
  await house.t.advance({ seconds: 120 });
  expect(silent.state()).toMatchObject({ phase: "waiting", wants: { choice: "none" } });
  await ana.answers(silent.id);
  await silent.hangUp();
  await ana.finishes(silent.id);
  await ana.says("break");
});

test("[C157] [CI15] behind the key of the check-in a clinician keys who they are and their PIN on the telephone, and is proved", async () => {
  const code = await house.enrol(house.lee);
  const lee = await rings("5550164", PRACTICE);
  lee.press("5");
  await soon("who they are is asked for", () => lee.heard().filter((prompt) => prompt === "spoken").length === 1);
  lee.press(`${code}#`);
  await soon("the PIN is asked for", () => lee.heard().filter((prompt) => prompt === "spoken").length === 2);
  lee.press(`${PIN}#`);
  await soon("they are proved", async () => (await house.attempts()).some(({ state }) => state === "proved"));
  expect(await house.attempts()).toEqual([{ via: "menu", state: "proved", failures: 0 }]);
  await lee.hangUp();
});

test("[C153] [C160] [C162] whoever answers at a partner service sees who rings, is given nobody until they press 1, and is then with the caller", async () => {
  const caller = await rings(STRANGER, HARBOR);
  caller.press("0");
  await soon("they are in line", () => caller.state()?.phase === "waiting");
  await house.t.advance({ seconds: 6 });
  await soon("the partner is asked for the key", () => played.some(({ prompt }) => prompt === "take-caller"));
  expect(atPartner.output()).toContain(STRANGER);
  expect(caller.state()).toMatchObject({ phase: "waiting", others: [{ stage: "asked" }] });
  atPartner.command("sndcode", "4");
  atPartner.command("sndcode", "1");
  await soon("they are with each other", () => caller.state()?.phase === "joined");
  await caller.hangUp();
  await heardEvent(atPartner, "CALL_CLOSED");
  await soon("no leg and no sound is left", () => edge.sip.status().legs === 0 && media.status().endpoints === 0);
});
