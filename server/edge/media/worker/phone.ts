/** A telephone: one UDP socket, RTP or SRTP, and one far address from which alone it listens. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { OutPacket } from "../out-stream.ts";
import { readHeader, readPacket, writePacket, type RtpPacket } from "../rtp.ts";
import { SrtpReceiver, SrtpSender } from "../srtp.ts";
import { Fault } from "./fault.ts";
import { Leg, type LegNeeds } from "./leg.ts";
import type { Far, Watch } from "./protocol.ts";

const RTP_HEADER_BYTES = 12;
const SOCKET_BUFFER_BYTES = 262_144;

/** RTP ports are even by custom (RFC 3550 §11); each process walks through its own. */
export class Ports {
  readonly #range: { readonly min: number; readonly max: number };
  #next: number;

  constructor(range: { readonly min: number; readonly max: number }) {
    this.#range = range;
    this.#next = range.min + (range.min % 2);
  }

  async open(address: string): Promise<Socket> {
    for (let tries = (this.#range.max - this.#range.min) / 2; tries > 0; tries--) {
      const port = this.#next;
      this.#next = port + 2 > this.#range.max ? this.#range.min + (this.#range.min % 2) : port + 2;
      const socket = await bound(address, port);
      if (socket) return socket;
    }
    throw new Fault("no RTP port is free");
  }
}

function bound(address: string, port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: "udp4", recvBufferSize: SOCKET_BUFFER_BYTES });
  return new Promise((resolve) => {
    socket.once("error", () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners("error");
      // A far end whose port is closed answers with ICMP; that is silence, told as such.
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });
}

export class Phone extends Leg {
  readonly #socket: Socket;
  #far: Far | undefined;
  #toPort = 0;
  #latched = false;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #allowance = { left: 0, at: 0 };

  constructor(at: { readonly id: string; readonly watch: Watch; readonly socket: Socket }, needs: LegNeeds) {
    super(at.id, at.watch, needs);
    this.#socket = at.socket;
    this.#socket.on("message", (datagram, from) => this.#received(datagram, from));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  protected get isExpectedToSend(): boolean {
    return this.#far?.sends ?? false;
  }

  setFar(far: Far): void {
    const before = this.#far;
    this.#far = far;
    this.digitType = far.digitType;
    this.#setKeys(far.keys);
    if (before?.address !== far.address || before.port !== far.port) this.#unlatch(far.port);
    this.alive();
  }

  /** Keys that have not changed keep their rollover counters and replay windows (RFC 3711 §3.3.1). */
  #setKeys(keys: Far["keys"]): void {
    this.#sender = keys && (this.#sender?.isFor(keys.ours) ? this.#sender : new SrtpSender(keys.ours));
    this.#receiver = keys && (this.#receiver?.isFor(keys.theirs) ? this.#receiver : new SrtpReceiver(keys.theirs));
  }

  #unlatch(port: number): void {
    if (this.#latched) this.#socket.disconnect();
    this.#latched = false;
    this.#toPort = port;
  }

  #received(datagram: Buffer, from: RemoteInfo): void {
    if (!this.#isNegotiated(from) || !this.#isAllowed()) return;
    const packet = this.#open(datagram);
    if (!packet) return;
    if (!this.#latched) this.#latch(from);
    this.arrived(packet);
  }

  #isNegotiated(from: RemoteInfo): boolean {
    return from.address === this.#far?.address && (!this.#latched || from.port === this.#toPort);
  }

  #open(datagram: Buffer): RtpPacket | undefined {
    const header = readHeader(datagram);
    if (!header) return undefined;
    const clear = this.#receiver ? this.#receiver.unprotect(datagram, header) : datagram;
    return clear && readPacket(clear, header);
  }

  /**
   * The first good packet from the negotiated address decides the port, once (RFC 4961, RFC 7362). From then on the
   * kernel drops what comes from anywhere else.
   */
  #latch(from: RemoteInfo): void {
    this.#latched = true;
    this.#toPort = from.port;
    this.#socket.connect(from.port, from.address);
  }

  /** A bucket that holds one second of allowance. */
  #isAllowed(): boolean {
    const perSecond = this.needs.limits.packetsPerSecondMax;
    const now = performance.now();
    const left = Math.min(perSecond, this.#allowance.left + ((now - this.#allowance.at) * perSecond) / 1000);
    this.#allowance = { left: Math.max(0, left - 1), at: now };
    return left >= 1;
  }

  protected transmit(packet: OutPacket): void {
    if (!this.#far?.wants) return;
    const clear = writePacket(packet);
    const datagram = this.#sender ? this.#sender.protect(clear, { ssrc: packet.ssrc, index: packet.index, headerBytes: RTP_HEADER_BYTES }) : clear;
    if (this.#isConnected()) this.#socket.send(datagram, noted);
    else if (!this.#latched) this.#socket.send(datagram, this.#toPort, this.#far.address, noted);
  }

  /** `connect` takes a turn of the event loop; the frame between is one of the lost. */
  #isConnected(): boolean {
    try {
      return this.#latched && this.#socket.remoteAddress().port === this.#toPort;
    } catch {
      return false;
    }
  }

  protected closeSockets(): void {
    this.#socket.close();
  }
}

/** Sending fails only as the network does; the far end hears a gap. */
const noted = (): void => undefined;
