/** An operator's browser: ICE, DTLS and SRTP by werift, PCMU both ways. */
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, type RtpPacket as WeriftPacket } from "werift";
import { writePacket } from "../rtp.ts";
import { withoutNames } from "../sdp.ts";
import type { OutPacket } from "../out-stream.ts";
import { limitGathering } from "./gathering.ts";
import { Leg, type LegNeeds } from "./leg.ts";
import type { Begin, Order } from "./protocol.ts";

export type BrowserPlace = Pick<Begin, "bindAddress" | "mediaAddress" | "ports"> & Pick<Order & { op: "browser" }, "iceServers">;

export class Browser extends Leg {
  readonly #connection: RTCPeerConnection;
  readonly #track = new MediaStreamTrack({ kind: "audio" });
  readonly #place: BrowserPlace;
  #closed = false;

  constructor(id: string, place: BrowserPlace, needs: LegNeeds) {
    super(id, "browser", needs);
    this.#place = place;
    this.#connection = this.#connect();
    this.#connection.addTransceiver(this.#track, { direction: "sendrecv" }).onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#received(packet));
    });
    this.#connection.connectionStateChange.subscribe((state) => this.#changed(state));
    limitGathering(this.#connection, { iceServers: place.iceServers, isOver: () => this.#closed });
  }

  protected readonly isExpectedToSend = true;

  #connect(): RTCPeerConnection {
    const { bindAddress, ports, iceServers } = this.#place;
    return new RTCPeerConnection({
      codecs: { audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 })], video: [] },
      iceServers: [...iceServers], iceUseTcp: false, icePortRange: [ports.min, ports.max], bundlePolicy: "max-bundle",
      // werift opens a socket for each address of the machine, bound to the one below whatever it is called: one is enough.
      iceUseIpv4: false, iceUseIpv6: false, iceAdditionalHostAddresses: [bindAddress], iceInterfaceAddresses: { udp4: bindAddress },
      // Every STUN request of the browser is a sign of life: it keeps a muted operator from being taken for gone.
      iceFilterStunResponse: () => {
        this.alive();
        return true;
      },
    });
  }

  async answer(offer: string): Promise<string> {
    await this.#connection.setRemoteDescription({ type: "offer", sdp: withoutNames(offer) });
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return asSeenOutside(this.#connection.localDescription!.sdp, this.#place);
  }

  #received({ header, payload }: WeriftPacket): void {
    const { payloadType, marker, sequenceNumber: seq, timestamp, ssrc } = header;
    this.arrived({ payloadType, marker, seq, timestamp, ssrc, payload });
  }

  #changed(state: RTCPeerConnection["connectionState"]): void {
    if (state === "connected") this.connectedBySignal();
    // "disconnected" may heal; the beat decides about it.
    else if (state === "failed" || (state === "closed" && !this.#closed)) this.gone();
  }

  protected transmit(packet: OutPacket): void {
    if (this.connectedNow) this.#track.writeRtp(writePacket(packet));
  }

  protected closeSockets(): void {
    this.#closed = true;
    void this.#connection.close();
  }
}

/** Where we listen is told as the address at which we are reached. */
function asSeenOutside(sdp: string, { bindAddress, mediaAddress }: BrowserPlace): string {
  const lines = sdp.split("\r\n").map((line) => (line.startsWith("a=candidate:") ? line.replaceAll(` ${bindAddress} `, ` ${mediaAddress} `) : line));
  return lines.map((line) => (line.startsWith("c=") ? `c=IN IP4 ${mediaAddress}` : line)).join("\r\n");
}
