import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { act, ana, DIRECTORY, freshGround, house, stateOf, type House } from "../care/calls/calls-under-test.ts";
import type { Leg, Telephony } from "../care/calls/index.ts";
import { createWeriftMedia } from "../edge/media/index.ts";
import { encodeSample, strengthOf, tone } from "../edge/media/g711.ts";
import { settingsFor, world } from "../edge/media/testing/engines.ts";
import { FarBrowser } from "../edge/media/testing/far-browser.ts";
import { baresip, heardEvent, type Baresip } from "../edge/sip/peers/baresip.ts";
import { certificates } from "../edge/sip/peers/certificates.ts";
import { openEdge, settled, type TestEdge } from "../edge/sip/peers/edge.ts";
import { temporary } from "../edge/sip/peers/programs.ts";
import { WIDE_CAPS } from "../edge/sip/peers/trunk.ts";
import { wave } from "./wave.ts";

/** A patch between two real softphones over TLS and SRTP: one rings us, the other is rung. The operator's browser is ours. */
freshGround();
const media = createWeriftMedia(settingsFor(), { world });
let folder: Awaited<ReturnType<typeof temporary>>;
const open: { close(): unknown }[] = [];
beforeAll(async () => {
  [folder] = await Promise.all([temporary(), media.ready()]);
});
afterAll(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
  await media.shutdown();
  await folder.remove();
});

const TONES = { caller: 450, operator: 850 } as const;
const HOLD_HERTZ = 392;
const LOUD = 2000;
const SECONDS = 40;
const QUARTER = 2000;

/** How loud a tone was in its loudest quarter of a second of what a softphone wrote down. */
function loudest(into: string, hertz: number): number {
  const file = readdirSync(into).find((name) => name.endsWith("dec.wav"));
  if (file === undefined) return 0;
  const bytes = readFileSync(join(into, file)).subarray(44);
  const pcmu = Uint8Array.from({ length: bytes.length >> 1 }, (_, at) => encodeSample(bytes.readInt16LE(at * 2)));
  const quarters = Array.from({ length: Math.floor(pcmu.length / QUARTER) }, (_, at) => strengthOf(hertz, pcmu.subarray(at * QUARTER, (at + 1) * QUARTER)));
  return Math.max(0, ...quarters);
}

async function lineTo(clinician: Baresip, certs: Awaited<ReturnType<typeof certificates>>): Promise<{ edge: TestEdge; line: Telephony }> {
  let ring: (leg: Leg) => void = () => undefined;
  const trunk = { name: "carrier", host: "localhost", port: clinician.port + 1, transport: "tls", sound: "srtp", from: "+12125550100", identity: "pai", plus: true, caPem: certs.caPem } as const;
  const edge = await openEdge({
    tls: { port: 0, certPem: certs.server.certPem, keyPem: certs.server.keyPem }, roundTripMilliseconds: 50,
    outbound: { trunks: [trunk], destinations: { allow: [], deny: [], rates: [] }, caps: WIDE_CAPS },
  }, (leg) => ring(leg));
  const { sip } = edge;
  const line: Telephony = {
    onCall: (handler) => void (ring = handler), dial: (ask) => sip.dial(ask), trunks: () => sip.trunks(), onDialLimit: (handler) => sip.onDialLimit(handler),
    drain: () => sip.drain(), status: () => sip.status(), close: () => sip.close(),
  };
  return { edge, line };
}

const soon = (what: string, is: () => boolean): Promise<void> => expect.poll(is, { timeout: 30_000, interval: 10, message: what }).toBe(true);

async function answeredBy(h: House, desk: FarBrowser) {
  await h.settled(() => h.offers.length > 0);
  const [call] = h.offers[0]!;
  const answered = await h.calls.answer(h.operator(ana), { call, sdp: desk.offer });
  if (!answered.ok) throw new Error(answered.refusal.code);
  await desk.take(answered.value.sdp);
  return call;
}

test("[C31] [C33] [S72] [S79] [S87] a softphone rings over TLS; the clinician's softphone is rung over TLS with SRTP and answers; operator and clinician, then caller and clinician hear each other; the caller hears the tone meanwhile", async () => {
  const certs = await certificates(folder.path);
  const [pair, says, hears] = ["localhost-pair.pem", "caller.wav", "heard"].map((name) => join(folder.path, name)) as [string, string, string];
  writeFileSync(pair, certs.server.keyPem + certs.server.certPem);
  writeFileSync(says, wave(tone(TONES.caller, SECONDS * 1000)));
  await mkdir(hears);
  const clinician = await baresip({ transport: "tls", caFile: certs.caFile, certificateFile: pair, account: ";mediaenc=srtp-mand;answermode=auto", echoes: true, user: DIRECTORY[0].number });
  open.push(clinician);
  const { edge, line } = await lineTo(clinician, certs);
  open.push(edge);
  const h = house({ media, line });
  const desk = await FarBrowser.open();
  open.push(desk);
  await h.ready(ana);

  const caller = await baresip({ transport: "tls", caFile: certs.caFile, account: ";mediaenc=srtp-mand", says, hearsInto: hears });
  open.push(caller);
  caller.command("dial", `sip:+12125550100@127.0.0.1:${edge.tlsPort}`);
  const call = await answeredBy(h, desk);
  desk.speak(TONES.operator);
  await soon("caller and operator hear each other", () => strengthOf(TONES.caller, desk.lately()) > LOUD && loudest(hears, TONES.operator) > LOUD);

  expect(await h.calls.dial(h.operator(ana), { call, entry: DIRECTORY[0].id })).toMatchObject({ ok: true });
  await heardEvent(clinician, "CALL_ESTABLISHED");
  await soon("the operator hears the clinician's echo of their own words", () => strengthOf(TONES.operator, desk.lately(25)) > LOUD && strengthOf(TONES.caller, desk.lately(25)) < 300);
  await act(h, call, "join");
  expect([stateOf(h, call).phase, edge.sip.counts().legs]).toEqual(["joined", 2]);
  // A patch gives nobody their own sound: the caller hears it only as the clinician's softphone heard it, and said it again.
  await soon("the caller hears the clinician", () => loudest(hears, TONES.caller) > LOUD);
  clinician.command("hangup");
  await soon("the caller is with the operator again", () => stateOf(h, call).phase === "talking");
  await soon("and they hear each other", () => strengthOf(TONES.caller, desk.lately()) > LOUD);
  caller.command("hangup");
  await h.settled(() => h.calls.operators()[0]?.state === "wrap-up");
  await settled(edge);
  expect(media.status().endpoints).toBe(0);
  await caller.close();
  expect(loudest(hears, HOLD_HERTZ)).toBeGreaterThan(500);
});
