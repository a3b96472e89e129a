import { createSocket, type Socket } from "node:dgram";
import { randomBytes, randomInt } from "node:crypto";

/** One outgoing call over SIP on UDP, as a telephone would place it: enough of RFC 3261 to ring our own service, and no more. */
export interface SipCaller {
  /** Resolves with the far end's RTP address when the call is answered; rejects with the status when it is refused. */
  readonly answered: Promise<{ address: string; port: number }>;
  readonly ended: Promise<string>;
  hangUp(): void;
}

export interface RingSettings {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly fromName: string;
  readonly rtpPort: number;
  readonly say: (line: string) => void;
}

const T1_MS = 500;
const TRIES_MAX = 7;

interface Dialog {
  readonly callId: string;
  readonly fromTag: string;
  readonly branch: string;
  to: string;
  target: string;
  cseq: number;
}

interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly cseqMethod: string;
  readonly to: string;
  readonly contact: string | undefined;
  readonly body: string;
}

const header = (text: string, name: string): string | undefined => new RegExp(`^${name}\\s*:\\s*(.*)$`, "im").exec(text)?.[1]?.trim();

interface Here {
  readonly settings: RingSettings;
  readonly socket: Socket;
}

function readReply(text: string): Reply | undefined {
  const first = /^SIP\/2\.0 (\d{3}) (.*)\r?$/m.exec(text);
  if (!first) return undefined;
  return {
    status: Number(first[1]), reason: first[2]!.trim(), cseqMethod: (header(text, "CSeq") ?? "").split(/\s+/)[1] ?? "", to: header(text, "To") ?? "",
    contact: /<([^>]+)>/.exec(header(text, "Contact") ?? "")?.[1], body: text.split("\r\n\r\n").slice(1).join("\r\n\r\n"),
  };
}

export function placeCall(settings: RingSettings): SipCaller {
  const socket = createSocket("udp4");
  const dialog: Dialog = { callId: randomBytes(10).toString("hex"), fromTag: randomBytes(6).toString("hex"), branch: `z9hG4bK${randomBytes(10).toString("hex")}`, to: `<sip:${settings.user}@${settings.host}>`, target: `sip:${settings.user}@${settings.host}:${settings.port}`, cseq: 1 };
  const { promise: answered, resolve: onAnswer, reject: onRefused } = Promise.withResolvers<{ address: string; port: number }>();
  const { promise: ended, resolve: onEnd } = Promise.withResolvers<string>();
  let state: "calling" | "up" | "over" = "calling";
  let again: NodeJS.Timeout | undefined;

  const send = (text: string): void => socket.send(text, settings.port, settings.host);
  const over = (why: string): void => {
    if (state === "over") return;
    state = "over";
    clearTimeout(again);
    onEnd(why);
    setTimeout(() => socket.close(), T1_MS);
  };
  const onReply = (reply: Reply): void => {
    if (reply.cseqMethod !== "INVITE") return;
    clearTimeout(again);
    if (reply.status < 200) return settings.say(`${reply.status} ${reply.reason}`);
    dialog.to = reply.to;
    if (reply.status >= 300) {
      send(request({ settings, socket }, dialog, { method: "ACK", sameBranch: true }));
      onRefused(Object.assign(new Error(`${reply.status} ${reply.reason}`), { contact: reply.contact }));
      return over("refused");
    }
    dialog.target = reply.contact ?? dialog.target;
    send(request({ settings, socket }, dialog, { method: "ACK" }));
    if (state !== "calling") return;
    state = "up";
    const far = farEnd(reply.body);
    if (far) onAnswer(far);
    else onRefused(new Error("the answer has no sound"));
  };
  socket.on("message", (bytes) => {
    const text = bytes.toString("utf8");
    const reply = readReply(text);
    if (reply) return onReply(reply);
    if (text.startsWith("BYE ")) {
      send(okTo(text));
      over("the service hung up");
    } else if (/^(INVITE|OPTIONS|UPDATE) /.test(text)) send(okTo(text, text.startsWith("INVITE ") ? offer(settings, socket) : undefined));
  });
  socket.bind(0, "127.0.0.1", () => {
    const invite = request({ settings, socket }, dialog, { method: "INVITE", body: offer(settings, socket) });
    const sendInvite = (tries: number): void => {
      send(invite);
      again = setTimeout(() => (tries >= TRIES_MAX ? onRefused(new Error("no answer from the service")) : sendInvite(tries + 1)), T1_MS * 2 ** tries);
    };
    sendInvite(0);
  });
  const hangUp = (): void => {
    if (state === "over") return;
    dialog.cseq += 1;
    send(state === "up" ? request({ settings, socket }, dialog, { method: "BYE" }) : request({ settings, socket }, { ...dialog, cseq: 1 }, { method: "CANCEL", sameBranch: true }));
    over("hung up");
  };
  return { answered, ended, hangUp };
}

function request({ settings, socket }: Here, dialog: Dialog, { method, body = "", sameBranch = method === "INVITE" }: { method: string; body?: string; sameBranch?: boolean }): string {
  const local = socket.address();
  const branch = sameBranch ? dialog.branch : `z9hG4bK${randomBytes(10).toString("hex")}`;
  const lines = [
    `${method} ${dialog.target} SIP/2.0`, `Via: SIP/2.0/UDP ${local.address}:${local.port};branch=${branch};rport`, "Max-Forwards: 70",
    `From: "${settings.fromName}" <sip:${settings.from}@${settings.host}>;tag=${dialog.fromTag}`, `To: ${dialog.to}`, `Call-ID: ${dialog.callId}`, `CSeq: ${dialog.cseq} ${method}`,
    `Contact: <sip:caller@${local.address}:${local.port}>`, "User-Agent: compline-ring", ...(body ? ["Content-Type: application/sdp"] : []), `Content-Length: ${Buffer.byteLength(body)}`, "", body,
  ];
  return lines.join("\r\n");
}

function okTo(requestText: string, body = ""): string {
  const kept = requestText.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq|Contact)\s*:/i.test(line));
  return ["SIP/2.0 200 OK", ...kept, ...(body ? ["Content-Type: application/sdp"] : []), `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

const sessionId = randomInt(2 ** 31 - 1);
function offer(settings: RingSettings, socket: Socket): string {
  const { address } = socket.address();
  return ["v=0", `o=ring ${sessionId} 1 IN IP4 ${address}`, "s=-", `c=IN IP4 ${address}`, "t=0 0", `m=audio ${settings.rtpPort} RTP/AVP 0 101`, "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv", ""].join("\r\n");
}

function farEnd(sdp: string): { address: string; port: number } | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
  return address && port ? { address, port: Number(port) } : undefined;
}
