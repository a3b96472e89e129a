import { afterAll, beforeAll, expect, test } from "vitest";
import { createWeriftMedia } from "../../edge/media/index.ts";
import { rms } from "../../edge/media/g711.ts";
import { settingsFor, world } from "../../edge/media/testing/engines.ts";
import { baresip, type Baresip } from "../../edge/sip/peers/baresip.ts";
import { until, type TestEdge } from "../../edge/sip/peers/edge.ts";
import { edgeWith } from "../../edge/sip/peers/trunk.ts";
import { alone } from "../../foundation/nodes/index.ts";
import type { Endpoint, MediaEngine, Telephony } from "../calls/index.ts";
import { normalise } from "../directory/index.ts";
import { testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { fakePatience, fakeSpeech } from "../../testing/speech.ts";
import { alarms, deskHeard, LEAD, lines, name, OWNER, shortLadder } from "./alarm-under-test.ts";
import { knownLines } from "./live/lines.ts";

/** Two people's telephones in one softphone that answers by itself and says again what it hears: real SIP, real sound, real digits; the night's clock is the test's. */
const [LEADS, OWNERS] = ["+16465550171", "+16465550172"] as const;
/** How long a key is waited for passes when the test says so. */
const patience = fakePatience();
const LISTEN_SECONDS = 45;
let [phone, edge, media, h]: [Baresip?, TestEdge?, (MediaEngine & { ready(): Promise<void> })?, TestHouse?] = [];
let lakeside: Practice;
const heard: Buffer[][] = [];
const [rung, keyed]: [string[], string[]] = [[], []];

beforeAll(async () => {
  phone = await baresip({ transport: "udp", account: ";answermode=auto", echoes: true, user: OWNERS, alsoUsers: [LEADS] });
  const trunk = { name: "east", host: "127.0.0.1", port: phone.port, transport: "udp", sound: "rtp", from: "+12125550100", identity: "from", plus: true } as const;
  edge = await edgeWith([{ settings: trunk }], { settings: { roundTripMilliseconds: 100 } });
  media = createWeriftMedia(settingsFor(), { world });
  await media.ready();
  media.onEvent((event) => void (event.kind === "digit" && keyed.push(event.digit)));
  h = await testHouse({ line: { telephony: noting(edge), media: listening(media), speech: fakeSpeech(), after: patience.after } });
  lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await shortLadder(h, lakeside);
  await name(h, LEAD, OWNER);
});
afterAll(async () => {
  await h?.close();
  await phone?.close();
  await edge?.close();
  await media?.shutdown();
});

const noting = ({ sip }: TestEdge): Telephony => ({ ...knownLines({ telephony: sip, nodes: alone, normalise }).telephony, dial: (ask) => (rung.push(ask.to), sip.dial(ask)) });
/** What each telephone that was rung says again of what it hears. */
const listening = (engine: MediaEngine): MediaEngine => ({
  ...engine,
  acceptPhoneAnswer: async (end: Endpoint, sdp) => {
    const taken = await engine.acceptPhoneAnswer(end, sdp);
    const echoed: Buffer[] = [];
    heard.push(echoed);
    await engine.record(end, (pcmu) => void echoed.push(pcmu));
    return taken;
  },
});
/** The telephone that is rung next, as soon as it says again what it hears. */
async function hearsTheAlarm(): Promise<void> {
  const call = rung.length;
  await until(`telephone ${call} hears the alarm`, () => heard.length === call && rms(Buffer.concat(heard[call - 1]!).subarray(-4000)) > 400);
}
async function pressesNothing(): Promise<void> {
  await hearsTheAlarm();
  patience.pass(LISTEN_SECONDS);
  await h!.house.nightlead.settled();
}
async function presses(key: string): Promise<void> {
  await hearsTheAlarm();
  phone!.command("sndcode", key);
  await until(`the key ${key} is heard`, () => keyed.includes(key));
}
const deskSounds = (): boolean => h!.frames.some(({ frame }) => frame.type === "desk" && frame.desk.working.some(({ state }) => state === "alarm"));

test("[NL1] [NL2] [NL3] [NL10] over real telephones: the desk sounds, the lead answers and presses nothing, the owner presses the wrong key, the lead nothing again, the owner 1; then it is quiet", async () => {
  await deskHeard(h!, "Bo Lind");
  const [message] = await alarms(h!, lakeside, "Ana Ruiz");
  await until("the desk sounds", deskSounds);
  expect(rung).toEqual([]);

  await h!.advance({ minutes: 2 });
  await pressesNothing();
  await h!.advance({ seconds: 20 });
  await presses("5");
  await pressesNothing();
  await h!.advance({ minutes: 1 });
  await pressesNothing();
  await h!.advance({ seconds: 20 });
  await presses("1");
  await h!.house.nightlead.settled();
  await until("no call is left", () => edge!.sip.status().legs === 0);

  expect(rung).toEqual([LEADS, OWNERS, LEADS, OWNERS]);
  const nothing = "the call was answered, and no key was pressed";
  expect(await lines(h!, message!)).toEqual([`The night lead, Jo Park, was rung: ${nothing}.`, `The owner, Kim Aldana, was rung: ${nothing}.`, `The night lead, Jo Park, was rung: ${nothing}.`, "The owner, Kim Aldana, was rung: pressed 1: they know."]);
  await h!.advance({ minutes: 29 });
  expect([rung.length, media!.status().endpoints]).toEqual([4, 0]);
});
