import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { FRAME_MS, SAMPLES_PER_FRAME } from "../../server/edge/media/g711.ts";
import { writePacket } from "../../server/edge/media/rtp.ts";
import { until } from "../../server/edge/media/testing/until.ts";

/** The sound of an operator's browser: WebRTC as werift speaks it, one tone as the microphone. */
export interface OperatorSound {
  readonly offer: string;
  take(answer: string): Promise<void>;
  /** How often exactly this frame was heard. */
  heardSound(frame: Buffer): number;
  close(): Promise<void>;
}

const SSRC = 4711;

export async function openOperatorSound(frame: Buffer): Promise<OperatorSound> {
  const connection = new RTCPeerConnection({
    codecs: { audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 })], video: [] },
    iceServers: [], iceUseIpv6: false, iceUseTcp: false, iceAdditionalHostAddresses: ["127.0.0.1"], iceInterfaceAddresses: { udp4: "127.0.0.1" },
  });
  const track = new MediaStreamTrack({ kind: "audio" });
  const heard: Buffer[] = [];
  connection.addTransceiver(track, { direction: "sendrecv" }).onTrack.subscribe((far) => far.onReceiveRtp.subscribe(({ payload }) => void heard.push(payload)));
  await connection.setLocalDescription(await connection.createOffer());
  let speaking: NodeJS.Timeout | undefined;
  let seq = 0;
  const speak = (): void => {
    seq += 1;
    track.writeRtp(writePacket({ payloadType: 0, marker: false, seq: seq & 0xffff, timestamp: seq * SAMPLES_PER_FRAME, ssrc: SSRC, payload: frame }));
  };
  return {
    offer: connection.localDescription!.sdp,
    take: async (answer) => {
      // werift cannot read `a=rtcp` without an address (RFC 3605 allows it); with rtcp-mux it says nothing anyway.
      await connection.setRemoteDescription({ type: "answer", sdp: answer.replace(/^a=rtcp:\d+\r?\n/m, "") });
      await until("the operator's sound connects", () => connection.connectionState === "connected");
      speaking = setInterval(speak, FRAME_MS);
    },
    heardSound: (wanted) => heard.filter((payload) => payload.equals(wanted)).length,
    close: async () => {
      clearInterval(speaking);
      await connection.close();
    },
  };
}
