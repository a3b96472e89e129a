/** The far ends of a measurement, in processes of their own: telephones that send and hear RTP, browsers (werift) that do so over WebRTC. */
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { FRAME_MS, SAMPLES_PER_FRAME } from "../g711.ts";
import { readHeader, readPacket, writePacket } from "../rtp.ts";
import { readAudio, writeAudio, type Crypto } from "../sdp.ts";
import { MASTER_BYTES, SrtpReceiver, SrtpSender } from "../srtp.ts";
import { limitGathering } from "../worker/gathering.ts";

export type Wish =
  | { readonly number: number; readonly wish: "offer"; readonly end: number }
  | { readonly number: number; readonly wish: "take"; readonly end: number; readonly answer: string }
  | { readonly number: number; readonly wish: "answer"; readonly end: number; readonly offer: string }
  | { readonly number: number; readonly wish: "begin" }
  | { readonly number: number; readonly wish: "count" };
export interface Count { readonly sent: number; readonly received: number; readonly delaysMs: readonly number[] }

/** One clock for all processes of the machine. */
const nowMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

const CONNECT_MS_MAX = 4000;
const falseAfter = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

interface End { send: ((datagram: Buffer, index: number) => void) | undefined; take(sdp: string): Promise<boolean> }
/** Of telephones: SRTP with keys in the SDP (RFC 4568), or clear. */
const IS_ENCRYPTED = process.argv[3] === "srtp";

const ends = new Map<number, End>();
let count = { sent: 0, received: 0, delaysMs: [] as number[] };

/** Each payload carries the moment it was sent. */
function heard(payload: Buffer): void {
  count.received += 1;
  if (payload.length === SAMPLES_PER_FRAME) count.delaysMs.push(nowMs() - payload.readDoubleBE(0));
}

const ssrcOf = (end: number): number => 1000 + end;

async function openPhone(end: number): Promise<string> {
  const crypto: Crypto | undefined = IS_ENCRYPTED ? { tag: 1, suite: "AES_CM_128_HMAC_SHA1_80", master: randomBytes(MASTER_BYTES) } : undefined;
  let receiver: SrtpReceiver | undefined;
  const socket: Socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  // The engine may close first.
  socket.on("error", () => undefined);
  socket.on("message", (datagram) => {
    const header = readHeader(datagram);
    const clear = header && receiver ? receiver.unprotect(datagram, header) : datagram;
    const packet = header && clear && readPacket(clear, header);
    if (packet) heard(packet.payload);
  });
  const phone: End = {
    send: undefined,
    async take(sdp) {
      const far = readAudio(sdp)!;
      await new Promise<void>((resolve) => socket.connect(far.port, "127.0.0.1", resolve));
      const sender = crypto && new SrtpSender(crypto);
      receiver = far.crypto && new SrtpReceiver(far.crypto);
      phone.send = (datagram, index) => socket.send(sender ? sender.protect(datagram, { ssrc: ssrcOf(end), index, headerBytes: 12 }) : datagram);
      return true;
    },
  };
  ends.set(end, phone);
  return writeAudio({ address: "127.0.0.1", port: socket.address().port, session: { id: 1, version: 1 }, crypto, digitType: 101, direction: "sendrecv" });
}

async function openBrowser(end: number): Promise<string> {
  const connection = new RTCPeerConnection({
    codecs: { audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 })], video: [] },
    iceServers: [], iceUseIpv4: false, iceUseIpv6: false, iceUseTcp: false, iceAdditionalHostAddresses: ["127.0.0.1"], iceInterfaceAddresses: { udp4: "127.0.0.1" },
  });
  const track = new MediaStreamTrack({ kind: "audio" });
  connection.addTransceiver(track, { direction: "sendrecv" }).onTrack.subscribe((each) => each.onReceiveRtp.subscribe((packet) => heard(packet.payload)));
  limitGathering(connection, { iceServers: [], isOver: () => false });
  const connected = new Promise<void>((resolve) => connection.connectionStateChange.subscribe((state) => state === "connected" && resolve()));
  const browser: End = {
    send: undefined,
    async take(sdp) {
      // werift cannot read `a=rtcp` without an address (RFC 3605 allows it); with rtcp-mux it says nothing anyway.
      await connection.setRemoteDescription({ type: "answer", sdp: sdp.replace(/^a=rtcp:\d+\r?\n/m, "") });
      const isConnected = await Promise.race([connected.then(() => true), falseAfter(CONNECT_MS_MAX)]);
      if (!isConnected) {
        ends.delete(end);
        await connection.close();
        return false;
      }
      browser.send = (datagram: Buffer) => track.writeRtp(datagram);
      return true;
    },
  };
  ends.set(end, browser);
  await connection.setLocalDescription(await connection.createOffer());
  return connection.localDescription!.sdp;
}

async function answerWith(end: number, offer: string): Promise<string> {
  const ours = await openPhone(end);
  await ends.get(end)!.take(offer);
  return ours;
}

let [seq, timestamp, dueAt] = [0, 0, nowMs()];

const BEHIND_MS_MAX = 5 * FRAME_MS;

/** All ends speak at once, each 20 ms: harder than calls that began at different moments. */
function speak(): void {
  const payload = Buffer.alloc(SAMPLES_PER_FRAME, 0x55);
  for (const [end, { send }] of ends) {
    if (!send) continue;
    payload.writeDoubleBE(nowMs(), 0);
    send(writePacket({ payloadType: 0, marker: false, seq: seq & 0xffff, timestamp, ssrc: ssrcOf(end), payload }), seq);
    count.sent += 1;
  }
  seq += 1;
  timestamp = (timestamp + SAMPLES_PER_FRAME) >>> 0;
  // Held up for long, it goes on from now: what was not said in time is not sent as a flood.
  dueAt = nowMs() - dueAt > BEHIND_MS_MAX ? nowMs() : dueAt + FRAME_MS;
  setTimeout(speak, Math.max(1, dueAt - nowMs()));
}

async function grant(wish: Wish): Promise<unknown> {
  switch (wish.wish) {
    case "offer": return process.argv[2] === "phones" ? openPhone(wish.end) : openBrowser(wish.end);
    case "answer": return answerWith(wish.end, wish.offer);
    case "take": return ends.get(wish.end)!.take(wish.answer);
    case "begin": count = { sent: 0, received: 0, delaysMs: [] };
      return undefined;
    case "count": return count;
  }
}

process.on("message", (wish: Wish) => void grant(wish).then((granted) => process.send!({ number: wish.number, granted }), () => process.exit(1)));
process.on("disconnect", () => process.exit(0));
speak();
