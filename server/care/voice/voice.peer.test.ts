import { afterAll, beforeAll, expect, test } from "vitest";
import { createWeriftMedia } from "../../edge/media/index.ts";
import { rms } from "../../edge/media/g711.ts";
import { settingsFor, world } from "../../edge/media/testing/engines.ts";
import { baresip, heardEvent, type Baresip } from "../../edge/sip/peers/baresip.ts";
import { until } from "../../edge/sip/peers/edge.ts";
import { edgeWith } from "../../edge/sip/peers/trunk.ts";
import type { TestEdge } from "../../edge/sip/peers/edge.ts";
import { createSpeech } from "../../edge/speech/index.ts";
import type { Endpoint, MediaEngine } from "../calls/index.ts";
import { requirePeer } from "../../../tools/peers.ts";
import { enrol, MOBILE, PIN, voiceHouse, type VoiceHouse } from "./voice-under-test.ts";

/** A real softphone that says again what it hears, SIP, RTP, espeak-ng, and the whole house behind them. */
let [phone, edge, media, v]: [Baresip?, TestEdge?, (MediaEngine & { ready(): Promise<void> })?, VoiceHouse?] = [];
const rung: Endpoint[] = [];
beforeAll(async () => {
  requirePeer("espeak-ng");
  phone = await baresip({ transport: "udp", account: ";answermode=auto", echoes: true, user: MOBILE });
  const trunk = { name: "east", host: "127.0.0.1", port: phone.port, transport: "udp", sound: "rtp", from: "+12125550100", identity: "from", plus: true } as const;
  edge = await edgeWith([{ settings: trunk }], { settings: { roundTripMilliseconds: 100 } });
  media = createWeriftMedia(settingsFor(), { world });
  await media.ready();
  const noting: MediaEngine = {
    ...media,
    offerPhone: async (...ask) => {
      const made = await media!.offerPhone(...ask);
      rung.push(made.endpoint);
      return made;
    },
  };
  v = await voiceHouse({ line: { telephony: edge.sip, media: noting, speech: createSpeech() } });
});
afterAll(async () => {
  await v?.h.close();
  await phone?.close();
  await edge?.close();
  await media?.shutdown();
});

test("[VD1] [VD3] [VD4] a softphone answers, hears who calls, keys the PIN as RFC 4733 digits, hears the message, and takes it with key 1", async () => {
  const { h, lakeside } = v!;
  await enrol(v!, lakeside.onDuty);
  await h.base.asOwner("update voice.telephone set asked_number = $2, proved_number = $2, proved_at = now() where person_id = $1", [lakeside.onDuty, MOBILE]);
  const message = await v!.send();
  await h.settle();
  await heardEvent(phone!, "CALL_ESTABLISHED");
  await until("the softphone's leg has sound", () => rung.length === 1);
  const echoed: Buffer[] = [];
  await media!.record(rung[0]!, (pcmu) => void echoed.push(pcmu));
  const isSpeech = (since: number): boolean => rms(Buffer.concat(echoed.slice(since)).subarray(-8000)) > 400;
  await until("it hears who calls", () => isSpeech(0));
  phone!.command("sndcode", `${PIN}#`);
  await h.until(async () => (await v!.audited(/^message.open$/)).length === 1);
  const reading = echoed.length;
  await until("it hears the message", () => echoed.length > reading + 8 && isSpeech(reading));
  expect(await v!.takenBy(message)).toBeNull();
  phone!.command("sndcode", "1");
  await h.until(async () => (await v!.takenBy(message)) === "Dr Lee");
  await heardEvent(phone!, "CALL_CLOSED");
  await v!.over();
  expect(await v!.lines(message)).toEqual(["Rung by telephone.", "Read by telephone, and taken with key 1."]);
  expect([media!.status().endpoints, edge!.sip.status().legs]).toEqual([0, 0]);
});
