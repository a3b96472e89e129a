/** A browser's WebRTC in a few lines, for tests that need no Chromium: it offers, takes the answer, hums, and remembers what it heard. */
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { SAMPLES_PER_FRAME, tone } from "../g711.ts";
import { writePacket } from "../rtp.ts";
import { limitGathering } from "../worker/gathering.ts";

export interface Way {
  /** It reaches us only where our own relay is, as when a firewall of ours lets nothing else in. */
  readonly towardsRelayOnly?: boolean;
}

export class FarBrowser {
  readonly heard: Buffer[] = [];
  readonly #connection: RTCPeerConnection;
  readonly #relays: Set<string>;
  readonly #track = new MediaStreamTrack({ kind: "audio" });
  #speaking: NodeJS.Timeout | undefined;

  private constructor(connection: RTCPeerConnection, relays: Set<string>) {
    this.#relays = relays;
    this.#connection = connection;
    const { onTrack } = connection.addTransceiver(this.#track, { direction: "sendrecv" });
    onTrack.subscribe((track) => track.onReceiveRtp.subscribe(({ payload }) => this.heard.push(payload)));
  }

  static async open({ towardsRelayOnly = false }: Way = {}): Promise<FarBrowser> {
    const relays = new Set<string>();
    const connection = new RTCPeerConnection({
      codecs: { audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 })], video: [] },
      iceServers: [], ...(towardsRelayOnly && { iceFilterCandidatePair: ({ remoteCandidate }) => remoteCandidate.type === "relay", iceFilterStunResponse: (_, from) => relays.has(from.join(" ")) }),
      iceUseIpv4: false, iceUseIpv6: false, iceUseTcp: false, iceAdditionalHostAddresses: ["127.0.0.1"], iceInterfaceAddresses: { udp4: "127.0.0.1" },
    });
    const browser = new FarBrowser(connection, relays);
    limitGathering(connection, { iceServers: [], isOver: () => false });
    await connection.setLocalDescription(await connection.createOffer());
    return browser;
  }

  get offer(): string {
    return this.#connection.localDescription!.sdp;
  }

  async take(answer: string): Promise<void> {
    for (const [, at] of answer.matchAll(/ (\S+ \d+) typ relay/g)) this.#relays.add(at!);
    // werift cannot read `a=rtcp` without an address (RFC 3605 allows it); with rtcp-mux it says nothing anyway.
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer.replace(/^a=rtcp:\d+\r?\n/m, "") });
  }

  /** A tone, steady when its frequency is a multiple of 50. */
  speak(hertz: number): this {
    const payload = tone(hertz, 20, 8000);
    let sent = 0;
    this.#speaking = setInterval(() => {
      sent += 1;
      this.#track.writeRtp(writePacket({ payloadType: 0, marker: false, seq: sent & 0xffff, timestamp: sent * SAMPLES_PER_FRAME, ssrc: 7, payload }));
    }, 20);
    return this;
  }

  lately(frames = 10): Buffer {
    return Buffer.concat(this.heard.slice(-frames));
  }

  /** Which kind of address of ours the sound goes to. */
  get wayToUs(): string | undefined {
    return this.#connection.iceTransports[0]!.connection.nominated?.remoteCandidate.type;
  }

  forget(): void {
    this.heard.length = 0;
  }

  async close(): Promise<void> {
    clearInterval(this.#speaking);
    await this.#connection.close();
  }
}
