import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

/** Somebody whom the house rings: picks up at once, says back whatever they hear, and follows when the other side's sound moves. */
export interface Clinician {
  readonly port: number;
  /** Calls that are up. */
  readonly talking: number;
  close(): void;
}

const loopback = async (): Promise<Socket> => {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
};
const field = (text: string, name: string): string[] => [...text.matchAll(new RegExp(`^${name}\\s*:.*$`, "gim"))].map(([line]) => line.trim());

export async function openClinician(): Promise<Clinician> {
  const [signals, sound] = [await loopback(), await loopback()];
  const { port } = signals.address();
  const up = new Set<string>();
  let far: { address: string; port: number } | undefined;
  sound.on("message", (packet) => void (far && sound.send(packet, far.port, far.address)));
  const answer = (to: string, from: RemoteInfo, body: string): void => {
    const kept = ["Via", "Record-Route", "From", "Call-ID", "CSeq"].flatMap((name) => field(to, name));
    const asked = field(to, "To")[0]!;
    const own = [asked.includes(";tag=") ? asked : `${asked};tag=clinician`, `Contact: <sip:clinician@127.0.0.1:${port}>`, ...(body === "" ? [] : ["Content-Type: application/sdp"]), `Content-Length: ${body.length}`];
    signals.send(["SIP/2.0 200 OK", ...kept, ...own, "", body].join("\r\n"), from.port, from.address);
  };
  signals.on("message", (bytes, from) => {
    const text = bytes.toString("latin1");
    const [method] = text.split(" ", 1);
    const call = field(text, "Call-ID")[0]!;
    if (method === "INVITE") {
      far = { address: /^c=IN IP4 (\S+)/m.exec(text)![1]!, port: Number(/^m=audio (\d+)/m.exec(text)![1]) };
      up.add(call);
      answer(text, from, sdpOf(sound.address().port));
    } else if (method === "BYE") up.delete(call);
    if (method === "BYE" || method === "OPTIONS") answer(text, from, "");
  });
  return {
    port,
    get talking() {
      return up.size;
    },
    close: () => {
      signals.close();
      sound.close();
    },
  };
}

const sdpOf = (port: number): string =>
  ["v=0", "o=clinician 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", `m=audio ${port} RTP/AVP 0 101`, "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=sendrecv", ""].join("\r\n");
