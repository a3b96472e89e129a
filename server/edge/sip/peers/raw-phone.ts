import { createSocket } from "node:dgram";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Framer } from "../wire/framing.ts";
import { until } from "./edge.ts";

/** One message as a test reads it. */
export interface Heard {
  readonly text: string;
  readonly start: string;
  readonly body: string;
  field(name: string): string | undefined;
}

/** A telephone that says exactly what the test tells it to, right or wrong. Nothing is sent or answered by itself. */
export interface RawPhone {
  readonly port: number;
  readonly heard: Heard[];
  readonly closed: () => boolean;
  send(text: string | Buffer): void;
  /** The next message whose start line matches, that was not taken before and is no repeat, word for word, of one that was. An ACK answers anew each time. */
  take(start: RegExp, milliseconds?: number): Promise<Heard>;
  close(): void;
}

export function read(text: string): Heard {
  const [head = "", body = ""] = text.split(/\r\n\r\n(.*)/s);
  const lines = head.split("\r\n");
  const field = (name: string): string | undefined =>
    lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))?.slice(name.length + 1).trim();
  return { text, start: lines[0]!, body, field };
}

type Sender = Pick<RawPhone, "port" | "send" | "close" | "closed">;

function phone(sender: Sender, heard: Heard[]): RawPhone {
  const taken = new Set<Heard>();
  const isRepeat = ({ start, text }: Heard): boolean => !start.startsWith("ACK ") && [...taken].some((earlier) => earlier.text === text);
  const take: RawPhone["take"] = async (start, milliseconds) => {
    const find = (): Heard | undefined => heard.find((message) => start.test(message.start) && !taken.has(message) && !isRepeat(message));
    await until(`a message like ${start}; heard ${heard.map((message) => message.start).join(" | ")}`, () => find() !== undefined, milliseconds);
    const found = find()!;
    taken.add(found);
    return found;
  };
  return { ...sender, heard, take };
}

/** Without a port it speaks to whoever spoke to it last: a trunk that waits for calls. */
export async function udpPhone(edgePort?: number, address = "127.0.0.1"): Promise<RawPhone> {
  const socket = createSocket("udp4");
  const heard: Heard[] = [];
  let to = edgePort ?? 0;
  socket.on("message", (bytes, from) => {
    to = edgePort ?? from.port;
    heard.push(read(bytes.toString("utf8")));
  });
  socket.bind(0, address);
  await once(socket, "listening");
  const close = (): void => void socket.close();
  return phone({ port: socket.address().port, send: (text) => socket.send(text, to, "127.0.0.1"), close, closed: () => false }, heard);
}

export async function tcpPhone(edgePort: number): Promise<RawPhone> {
  const socket = connectTcp(edgePort, "127.0.0.1");
  await once(socket, "connect");
  return overStream(socket);
}

export async function tlsPhone(edgePort: number, options: { ca: string; cert?: string; key?: string }): Promise<RawPhone> {
  const socket = connectTls({ port: edgePort, host: "127.0.0.1", servername: "localhost", ...options });
  await once(socket, "secureConnect");
  return overStream(socket);
}

/** Every message of a stream as it is whole. */
export function overStream(socket: Socket): RawPhone {
  const framer = new Framer();
  const heard: Heard[] = [];
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    if (bytes.equals(Buffer.from("\r\n"))) return void heard.push(read("PONG"));
    for (const frame of framer.push(bytes)) if (frame.kind === "message") heard.push(read(frame.bytes.toString("utf8")));
    return undefined;
  });
  const close = (): void => void socket.destroy();
  return phone({ port: socket.localPort ?? 0, send: (text) => void socket.write(text), close, closed: () => socket.destroyed }, heard);
}

export interface Call {
  readonly callId: string;
  readonly fromTag: string;
  readonly branch: string;
  readonly transport: string;
  readonly port: number;
}

export const newCall = (port: number, transport = "UDP"): Call => ({
  callId: `c${randomBytes(8).toString("hex")}`, fromTag: randomBytes(4).toString("hex"), branch: `z9hG4bK${randomBytes(6).toString("hex")}`, transport, port,
});

export interface Wording {
  readonly user?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly to?: string;
  readonly uri?: string;
  readonly extra?: readonly string[];
  readonly body?: string;
  /** Header fields to leave out. */
  readonly without?: readonly string[];
}

const DEFAULTS = { user: "5550100", cseq: 1, extra: [] as readonly string[], body: "", without: [] as readonly string[] };

/** A request as a correct telephone writes it, unless the wording says otherwise. */
export function request(method: string, call: Call, wording: Wording = {}): string {
  const asked = { ...DEFAULTS, branch: call.branch, ...wording };
  const uri = asked.uri ?? `sip:${asked.user}@127.0.0.1`;
  const fields = [
    `Via: SIP/2.0/${call.transport} 127.0.0.1:${call.port};branch=${asked.branch};rport`,
    "Max-Forwards: 70",
    `From: "Pat Roe" <sip:+15550199@127.0.0.1>;tag=${call.fromTag}`,
    `To: ${asked.to ?? `<sip:${asked.user}@127.0.0.1>`}`,
    `Call-ID: ${call.callId}`,
    `CSeq: ${asked.cseq} ${method}`,
    `Contact: <sip:caller@127.0.0.1:${call.port};transport=${call.transport.toLowerCase()}>`,
    ...(asked.body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${Buffer.byteLength(asked.body)}`,
  ].filter((field) => !asked.without.some((name) => field.startsWith(`${name}:`)));
  return `${method} ${uri} SIP/2.0\r\n${[...fields, ...asked.extra].join("\r\n")}\r\n\r\n${asked.body}`;
}

const fresh = (): string => `z9hG4bK${randomBytes(6).toString("hex")}`;

/** Writes requests inside the dialog that `answer` (a 1xx or 2xx with a To tag) made. ACK to a 2xx has its own branch. */
export const inDialog =
  (call: Call, answer: Heard) =>
  (method: string, wording: Wording = {}): string =>
    request(method, call, { to: answer.field("To")!, branch: fresh(), cseq: method === "ACK" ? 1 : 2, ...wording });

/** Our answer to a request the edge sent. */
export function answerTo(heard: Heard, status: string, wording: { extra?: readonly string[]; body?: string } = {}): string {
  const body = wording.body ?? "";
  const echoed = ["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `${name}: ${heard.field(name)!}`);
  const type = body === "" ? [] : ["Content-Type: application/sdp"];
  return [`SIP/2.0 ${status}`, ...echoed, ...(wording.extra ?? []), ...type, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}
