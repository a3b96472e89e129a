/** A telephone for tests and measurements: one socket, speech as a tone, and a memory of what it heard. */
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { SAMPLES_PER_FRAME, tone } from "../g711.ts";
import { readHeader, readPacket, writePacket, type RtpPacket } from "../rtp.ts";
import { readAudio, writeAudio, type Crypto, type FarAudio, type NearAudio } from "../sdp.ts";
import { MASTER_BYTES, SrtpReceiver, SrtpSender, type Suite } from "../srtp.ts";

export interface Heard { readonly at: number; readonly packet: RtpPacket }

export class FakePhone {
  readonly heard: Heard[] = [];
  /** Bytes as they came, for what must be seen on the wire. */
  readonly datagrams: Buffer[] = [];
  readonly near: NearAudio;
  readonly #socket: Socket;
  #far: FarAudio | undefined;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #index = 1000;
  #timestamp = 50_000;
  #ssrc = randomBytes(4).readUInt32BE(0);
  #speaking: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, suite: Suite | undefined) {
    this.#socket = socket;
    const crypto: Crypto | undefined = suite && { tag: 1, suite, master: randomBytes(MASTER_BYTES) };
    this.near = { address: "127.0.0.1", port: socket.address().port, session: { id: 1, version: 1 }, crypto, digitType: 101, direction: "sendrecv" };
    socket.on("message", (datagram) => this.#hear(datagram));
  }

  static async open(suite?: Suite): Promise<FakePhone> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return new FakePhone(socket, suite);
  }

  offer(change: Partial<NearAudio> = {}): string {
    return writeAudio({ ...this.near, ...change });
  }

  /** Takes the other side's offer or answer. */
  meet(sdp: string): this {
    const far = readAudio(sdp);
    if (!far) throw new Error("the fake telephone does not understand this SDP");
    this.#far = far;
    if (!this.near.crypto || !far.crypto) return this;
    if (!this.#sender) this.#sender = new SrtpSender(this.near.crypto);
    if (!this.#receiver?.isFor(far.crypto)) this.#receiver = new SrtpReceiver(far.crypto);
    return this;
  }

  get farPort(): number {
    return this.#far!.port;
  }

  answer(offer: string): string {
    this.meet(offer);
    const crypto = this.near.crypto && this.#far!.crypto && { ...this.near.crypto, tag: this.#far!.crypto.tag };
    return writeAudio({ ...this.near, crypto, digitType: this.#far!.digitType }, this.#far);
  }

  /** A tone, steady when its frequency is a multiple of 50 (whole waves in 20 ms). */
  speak(hertz = 450, amplitude = 8000): this {
    const sound = tone(hertz, 20, amplitude);
    this.hush();
    this.#speaking = setInterval(() => this.say(sound), 20);
    return this;
  }

  hush(): void {
    clearInterval(this.#speaking);
  }

  /** One PCMU packet. */
  say(payload: Buffer): void {
    this.send(this.packet({ payload }));
    this.#timestamp += SAMPLES_PER_FRAME;
  }

  /** One key press as RFC 4733 sends it: three beginnings, three ends, one timestamp. */
  press(digit: string): void {
    const event = "0123456789*#ABCD".indexOf(digit);
    const timestamp = this.#timestamp;
    for (const [at, duration] of [160, 320, 480, 640, 640, 640].entries()) {
      const payload = Buffer.from([event, (at > 2 ? 0x80 : 0) | 10, duration >> 8, duration & 0xff]);
      this.send(this.packet({ payload, payloadType: 101, marker: at === 0, timestamp }));
    }
    this.#timestamp += 800;
  }

  packet(change: Partial<RtpPacket>): RtpPacket & { index: number } {
    this.#index += 1;
    return { index: this.#index, payloadType: 0, marker: false, seq: this.#index % 65_536, timestamp: this.#timestamp >>> 0, ssrc: this.#ssrc, payload: Buffer.alloc(160), ...change };
  }

  send(packet: RtpPacket & { index: number }, from: Socket = this.#socket): void {
    const clear = writePacket(packet);
    const datagram = this.#sender ? this.#sender.protect(clear, { ssrc: packet.ssrc, index: packet.index, headerBytes: 12 }) : clear;
    from.send(datagram, this.#far!.port, this.#far!.address);
  }

  sendRaw(datagram: Buffer): void {
    this.#socket.send(datagram, this.#far!.port, this.#far!.address);
  }

  #hear(datagram: Buffer): void {
    this.datagrams.push(datagram);
    const header = readHeader(datagram);
    if (!header) return;
    const clear = this.#receiver ? this.#receiver.unprotect(datagram, header) : datagram;
    const packet = clear && readPacket(clear, header);
    if (packet) this.heard.push({ at: performance.now(), packet });
  }

  /** The sound of the last `frames` packets. */
  lately(frames = 10): Buffer {
    return Buffer.concat(this.heard.slice(-frames).map((each) => each.packet.payload));
  }

  forget(): void {
    this.heard.length = 0;
    this.datagrams.length = 0;
  }

  close(): void {
    this.hush();
    this.#socket.close();
  }
}
