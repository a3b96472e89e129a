import { IncomingRequestMessage, IncomingResponseMessage, LoggerFactory, NameAddrHeader, Parser, type URI } from "sip.js/lib/core/index.js";
import { first, rewrite, type Fields, type Head, type RequestLine } from "../wire/head.ts";
import { readNameAddr, userOf } from "../wire/name-addr.ts";
import { hostPort, type Address } from "../transport/flow.ts";
import { OWN_USER } from "./edge-core.ts";

const factory = new LoggerFactory();
factory.builtinEnabled = false; // The parser logs what it cannot parse: numbers and names.
const silent = factory.getLogger("edge");

export interface ParsedRequest {
  readonly message: IncomingRequestMessage;
  /** The user part as dialled; "" when the Request-URI has none. */
  readonly dialled: string;
}

/** The library's grammar would read them at once, and nobody here asks for them. */
const UNREAD = ["refer-to", "www-authenticate", "proxy-authenticate"] as const;

/** The request as the core wants it, or undefined: then it is answered 400. */
export function parseRequest(head: Head, body: string, way: { from: Address; local: Address }): ParsedRequest | undefined {
  const line = head.line as RequestLine;
  const from = plainAddress(first(head.fields, "from")!, way.local);
  const to = plainAddress(first(head.fields, "to")!, way.local);
  if (from === undefined || to === undefined) return undefined;
  const uri = asSip(line.uri, way.local);
  const fields = new Map(head.fields).set("from", [from]).set("to", [to]);
  for (const name of UNREAD) fields.delete(name);
  const text = rewrite({ ...head, start: `${line.method} ${uri} SIP/2.0`, fields }, body, way.from);
  const message = Parser.parseMessage(text, silent);
  if (!(message instanceof IncomingRequestMessage) || !complete(message)) return undefined;

  // Answers repeat From and To as they came (RFC 3261 8.2.6.2); the library keeps what it has parsed beside the text.
  message.headers["From"]![0]!.raw = first(head.fields, "from")!;
  message.headers["To"]![0]!.raw = first(head.fields, "to")!;
  message.viaBranch = transactionKey(head, way.from);
  message.ruri.user = OWN_USER;
  message.ruri.scheme = "sip";
  return { message, dialled: userOf(line.uri) ?? "" };
}

/** What the library must not read by itself: it knows MD5 alone, and takes the last challenge instead of the first. */
const challenges = new WeakMap<IncomingResponseMessage, readonly string[]>();
export const challengesOf = (message: IncomingResponseMessage): readonly string[] => challenges.get(message) ?? [];

/** The status of a provisional answer to an INVITE, which the library is shown as 100: so it makes no early dialogs, of which each fork would have one. */
const provisionals = new WeakMap<IncomingResponseMessage, number>();
export const provisionalOf = (message: IncomingResponseMessage): number => provisionals.get(message) ?? message.statusCode ?? 100;

export function parseResponse(head: Head, written: string, from: Address): IncomingResponseMessage | undefined {
  const isSdp = /^application\/sdp\s*(?:;|$)/i.test(first(head.fields, "content-type") ?? "");
  const body = isSdp ? written : "";
  const fields = plainFields(head, from, body !== "");
  const message = fields && parsed(head, fields, { body, from });
  const sound = message && withoutContact(message) ? parsed(head, new Map(fields).set("contact", [`<sip:${hostPort(from)}>`]), { body, from }) : message;
  return keep(sound, head);
}

/** What says how to read a body. The library throws on what it did not expect there; we take SDP and nothing else. */
const BODY_FIELDS = ["content-type", "content-disposition", "content-encoding", "content-length"] as const;

function plainFields(head: Head, from: Address, sdp: boolean): Fields | undefined {
  const fields = new Map(head.fields);
  for (const name of [...UNREAD, ...BODY_FIELDS]) fields.delete(name);
  if (sdp) fields.set("content-type", ["application/sdp"]).set("content-disposition", ["session"]);
  for (const name of ["from", "to"]) {
    const plain = plainAddress(first(fields, name)!, from);
    if (plain === undefined) return undefined;
    fields.set(name, [plain]);
  }
  return fields;
}

/** Without a Contact that can be used, the way the answer came is the way back. */
const withoutContact = (message: IncomingResponseMessage): boolean =>
  message.method === "INVITE" && (message.statusCode ?? 0) >= 200 && (message.statusCode ?? 0) < 300 && !reachable(message);

function keep(message: IncomingResponseMessage | undefined, head: Head): IncomingResponseMessage | undefined {
  const asked = ["www-authenticate", "proxy-authenticate"].flatMap((name) => head.fields.get(name) ?? []);
  if (!message) return undefined;
  if (asked.length > 0) challenges.set(message, asked);
  const status = message.statusCode ?? 0;
  if (message.method === "INVITE" && status > 100 && status < 200) {
    provisionals.set(message, status);
    message.statusCode = 100;
  }
  return message;
}

function parsed(head: Head, fields: Fields, rest: { body: string; from: Address }): IncomingResponseMessage | undefined {
  const message = Parser.parseMessage(rewrite({ ...head, fields }, rest.body, rest.from), silent);
  return message instanceof IncomingResponseMessage ? message : undefined;
}

/** All three matching rules of RFC 3261 17.2.3 and the sender's address. The library matches on the branch alone. */
export function transactionKey(head: Head, from: Address): string {
  const method = (head.line as RequestLine).method;
  const matched = method === "ACK" || method === "CANCEL" ? "INVITE" : method;
  return `${head.via.branch} ${head.via.sentBy}:${head.via.port ?? ""} ${from.address} ${matched}`;
}

/** Display names and tel: URIs stop the library's grammar: it is shown `<sip:…>;tag=…` alone. */
function plainAddress(value: string, local: Address): string | undefined {
  const address = readNameAddr(value);
  if (!address) return undefined;
  return `<${asSip(address.uri, local)}>${address.tag === undefined ? "" : `;tag=${address.tag}`}`;
}

/** RFC 3261 19.1.6, and sips: as sip: since the transport is already what it is. */
function asSip(uri: string, local: Address): string {
  if (!/^tel:/i.test(uri)) return uri.replace(/^sips:/i, "sip:");
  return `sip:${encodeURIComponent(userOf(uri) ?? "").replace(/%2B/g, "+")}@${hostPort(local)}`;
}

/** What the library takes for granted, and throws without. */
const complete = (message: IncomingRequestMessage): message is IncomingRequestMessage & { ruri: URI } =>
  message.ruri !== undefined && Boolean(message.fromTag) && (!needsContact(message.method) || reachable(message));

const needsContact = (method: string): boolean => method === "INVITE" || method === "UPDATE";

/** A dialog needs exactly one Contact with a SIP URI (RFC 3261 8.1.1.8). */
function reachable(message: IncomingRequestMessage | IncomingResponseMessage): boolean {
  if (message.getHeaders("contact").length !== 1) return false;
  const contact: unknown = message.parseHeader("contact");
  return contact instanceof NameAddrHeader && /^sips?$/.test(contact.uri.scheme) && contact.uri.host !== "";
}
