import { afterEach, describe, expect, test } from "vitest";
import type { Leg, MediaEngine } from "../../care/calls/ports.ts";
import { baresip, heardEvent } from "../sip/peers/baresip.ts";
import { certificates } from "../sip/peers/certificates.ts";
import { openEdge } from "../sip/peers/edge.ts";
import { temporary } from "../sip/peers/programs.ts";
import { strengthOf } from "./g711.ts";
import { createRtpengineMedia } from "./rtpengine.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { rigOf } from "./testing/rig.ts";
import { RtpengineDaemon } from "./testing/rtpengine.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

const HERTZ = 450;

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function engine(name: string): Promise<MediaEngine> {
  const media = name === "werift" ? createWeriftMedia(settingsFor(), { world }) : behindRtpengine();
  opened.push(() => media.shutdown());
  await until("the engine is ready", () => media.ready().then(() => true, () => false), 15);
  return media;
}

function behindRtpengine(): ReturnType<typeof createRtpengineMedia> {
  const settings = settingsFor();
  const daemon = new RtpengineDaemon(settings.rtpPorts.max + 101);
  opened.push(() => daemon.kill());
  return createRtpengineMedia({ ...settings, rtpengine: daemon.control }, { world });
}

/** A softphone with SRTP that says again what it hears rings over TLS, and is answered. */
async function answered(media: MediaEngine, mediaenc: "srtp" | "srtp-mand") {
  const folder = await temporary();
  opened.push(() => folder.remove());
  const { server: { certPem, keyPem }, caFile } = await certificates(folder.path);
  const legs: Leg[] = [];
  const edge = await openEdge({ tls: { port: 0, certPem, keyPem }, roundTripMilliseconds: 50 }, (leg) => void legs.push(leg));
  opened.push(() => edge.close());
  const phone = await baresip({ transport: "tls", caFile, account: `;mediaenc=${mediaenc}`, echoes: true });
  opened.push(() => phone.close());
  phone.command("dial", `sip:5550100@127.0.0.1:${edge.tlsPort}`);
  await until("it rings", () => legs.length === 1);
  const leg = legs[0]!;
  const made = (await media.createPhone(leg.offer!))!;
  await leg.answer(made.answer);
  await heardEvent(phone, "CALL_ESTABLISHED");
  return { leg, ...made };
}

describe.each(["werift", "rtpengine"])("baresip with SDES-SRTP over TLS, %s", (name) => {
  test.each([["[M1] [M6] a softphone that insists on encryption", "srtp-mand", "RTP/SAVP"], ["[M31] a softphone that offers keys under the plain profile", "srtp", "RTP/AVP"]] as const)("%s and the other end hear each other", async (_, mediaenc, profile) => {
    const media = await engine(name);
    const rig = rigOf(media);
    opened.push(() => rig.clear());
    const call = await answered(media, mediaenc);
    for (const sdp of [call.leg.offer!, call.answer]) {
      expect(/^m=audio \d+ (\S+) /m.exec(sdp)?.[1]).toBe(profile);
      expect(sdp).toMatch(/^a=crypto:/m);
    }
    const said: Buffer[] = [];
    await media.record(call.endpoint, (pcmu) => void said.push(pcmu));
    const { phone: other, endpoint } = await rig.caller(undefined, call.endpoint);
    other.speak(HERTZ);
    await media.bridge(call.endpoint, endpoint);
    // A bridge gives nobody their own sound [M10]: what comes back was decrypted, heard, said and encrypted by the softphone.
    await until("its echo is heard at the other end", () => strengthOf(HERTZ, other.lately(50)) > 4000);
    await media.stopRecording(call.endpoint);
    expect(strengthOf(HERTZ, Buffer.concat(said).subarray(-4000))).toBeGreaterThan(2000);
    other.hush();
    await until("the echo ends with what it echoes", () => strengthOf(HERTZ, other.lately(25)) < 300);
  });
});
