import { RTCPeerConnection, RTCRtpCodecParameters } from "werift";
import { promptSound } from "../../server/edge/media/prompts.ts";
import { placeCall } from "../ring/sip-caller.ts";
import { openSpeech } from "../ring/speech.ts";

export interface Caller {
  readonly number: string;
  /** What the far end said before the answer. */
  readonly saw: readonly string[];
  /** It rings at the far end, or is answered. */
  isTaken(): boolean;
  /** Why the call was not taken, such as "503 Service Unavailable". */
  refused(): string | undefined;
  /** Puts the receiver down and closes the sound; safe twice, and with nobody left to tell. */
  hangUp(): void;
}

/** A real telephone: SIP and RTP, speaking as soon as it is answered. */
export async function ring(to: { readonly number: string; readonly sipPort: number; readonly from: string }): Promise<Caller> {
  const speech = await openSpeech();
  const saw: string[] = [];
  const call = placeCall({ user: to.number, host: "127.0.0.1", port: to.sipPort, from: to.from, fromName: "MARIA SAMPLE", rtpPort: speech.port, say: (line) => saw.push(line) });
  let refused: string | undefined;
  let answered = false;
  let over = false;
  call.answered.then((far) => {
    answered = true;
    speech.towards(far);
    void speakOn();
  }, (error: Error) => void (refused = error.message));
  const speakOn = (): Promise<void> => speech.say(promptSound("ring-caller")).then(() => (over ? undefined : speakOn()));
  const hangUp = (): void => {
    if (over) return;
    over = true;
    call.hangUp();
    speech.close();
  };
  return { number: to.from, saw, isTaken: () => answered || saw.some((line) => line.startsWith("18")), refused: () => refused, hangUp };
}

/** The operator's browser, as far as the server can see: an offer, and a connection that takes the answer. */
export async function openSound(): Promise<{ readonly offer: string; take(sdp: string): Promise<void>; close(): Promise<void> }> {
  const connection = new RTCPeerConnection({
    codecs: { audio: [new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 })], video: [] },
    iceServers: [], iceUseIpv6: false, iceUseTcp: false, iceAdditionalHostAddresses: ["127.0.0.1"], iceInterfaceAddresses: { udp4: "127.0.0.1" },
  });
  connection.addTransceiver("audio", { direction: "sendrecv" });
  for (const { connection: ice } of connection.iceTransports) ice.stunServer = undefined; // Else werift asks one of its own choice on the internet.
  await connection.setLocalDescription(await connection.createOffer());
  return {
    offer: connection.localDescription!.sdp,
    // werift cannot read `a=rtcp` without an address (RFC 3605 allows it); with rtcp-mux it says nothing anyway.
    take: (sdp) => connection.setRemoteDescription({ type: "answer", sdp: sdp.replace(/^a=rtcp:\d+\r?\n/m, "") }),
    close: () => connection.close(),
  };
}
