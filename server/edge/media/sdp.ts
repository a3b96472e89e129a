/**
 * The offers and answers of telephone legs (RFC 4566, RFC 3264): one audio stream, PCMU with telephone events, 20 ms,
 * clear (RTP/AVP) or keyed by SDES (RTP/SAVP, RFC 4568; or RTP/AVP, RFC 8643). What is not understood for certain is refused.
 */
import { isIPv4 } from "node:net";
import { MASTER_BYTES, SUITES, type Suite } from "./srtp.ts";

export const SDP_BYTES_MAX = 16_384;
const LINES_MAX = 400;
const LINE_CHARACTERS_MAX = 1024;
const STREAMS_MAX = 8;
/** RTP is never sent to the ports of other services. */
const PORT_MIN = 1024;

export interface Crypto { readonly tag: number; readonly suite: Suite; readonly master: Buffer }

/** What the far end says of its audio. */
export interface FarAudio {
  readonly address: string;
  readonly port: number;
  readonly crypto: Crypto | undefined;
  /** Its payload type for telephone events; undefined when it has none. */
  readonly digitType: number | undefined;
  readonly sends: boolean;
  readonly wants: boolean;
  /** All its streams, as the answer must mirror them (RFC 3264 §6); `chosen` is the audio above. */
  readonly streams: readonly Stream[];
  readonly chosen: number;
}

export interface Stream { readonly media: string; readonly protocol: string; readonly formats: readonly string[]; readonly port: number; readonly lines: readonly string[] }

export interface NearAudio {
  readonly address: string;
  readonly port: number;
  readonly session: { readonly id: number; readonly version: number };
  readonly crypto: Crypto | undefined;
  /** Our own offer is keyed under the plain profile, as the far end's was (RFC 8643). An answer has the profile of its offer. */
  readonly opportunistic?: boolean;
  readonly digitType: number | undefined;
  readonly direction: Direction;
}

type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

const STREAM = /^([a-z]{1,16}) (\d{1,5})(?:\/\d{1,3})? ([A-Za-z0-9/]{3,40}) ([\w.+-]{1,16}(?: [\w.+-]{1,16}){0,63})$/;
const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)$/;

/** Undefined: malformed, or nothing in common (488). */
export function readAudio(sdp: string): FarAudio | undefined {
  const [session, ...parts] = sectionsOf(sdp) ?? [];
  if (!session || parts.length > STREAMS_MAX) return undefined;
  const streams = parts.map(streamOf).filter((each) => each !== undefined);
  const chosen = streams.length === parts.length ? choose(streams) : undefined;
  if (chosen === undefined) return undefined;
  const address = addressOf(streams[chosen]!, session);
  return address === undefined ? undefined : audioOf({ session, address, streams, chosen });
}

/** The one that must be encrypted, then one that may be (RFC 8643 §3.1: a key we can use is taken up), then the clear one; else the order of the offer. */
function choose(streams: readonly Stream[]): number | undefined {
  const spoken = [...streams.keys()].filter((at) => isSpoken(streams[at]!));
  return spoken.find((at) => isKeyed(streams[at]!)) ?? spoken.find((at) => cryptoOf(streams[at]!) !== undefined) ?? spoken[0];
}

function sectionsOf(sdp: string): string[][] | undefined {
  if (sdp.length > SDP_BYTES_MAX) return undefined;
  const lines = sdp.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const wellFormed = lines.length <= LINES_MAX && lines[0] === "v=0" && lines.every((line) => line.length <= LINE_CHARACTERS_MAX && /^[a-z]=[^\0\r\n]*$/.test(line));
  if (!wellFormed) return undefined;
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith("m=")) sections.push([]);
    sections.at(-1)!.push(line);
  }
  return sections;
}

function streamOf(lines: string[]): Stream | undefined {
  const match = STREAM.exec(lines[0]!.slice(2));
  if (!match || Number(match[2]) > 65_535) return undefined;
  return { media: match[1]!, port: Number(match[2]), protocol: match[3]!, formats: match[4]!.split(" "), lines };
}

const isKeyed = (stream: Stream): boolean => stream.protocol === "RTP/SAVP";

function isSpoken(stream: Stream): boolean {
  const usable = stream.media === "audio" && stream.port >= PORT_MIN && (isKeyed(stream) || stream.protocol === "RTP/AVP");
  return usable && hasPcmu(stream) && (!isKeyed(stream) || cryptoOf(stream) !== undefined);
}

/** Payload type 0 is PCMU by RFC 3551 unless the offer says otherwise. */
function hasPcmu(stream: Stream): boolean {
  const map = stream.lines.find((line) => line.startsWith("a=rtpmap:0 "));
  return stream.formats.includes("0") && (map === undefined || /^a=rtpmap:0 PCMU\/8000(\/1)?$/i.test(map));
}

function audioOf({ session, address, streams, chosen }: { session: string[]; address: string; streams: Stream[]; chosen: number }): FarAudio {
  const stream = streams[chosen]!;
  const direction = directionIn(stream.lines) ?? directionIn(session) ?? "sendrecv";
  return {
    address, port: stream.port, digitType: digitTypeOf(stream), streams, chosen, crypto: cryptoOf(stream),
    sends: direction.startsWith("send"),
    // RFC 2543 hold: nobody is at 0.0.0.0, nothing is sent there.
    wants: address !== "0.0.0.0" && (direction === "sendrecv" || direction === "recvonly"),
  };
}

const addressIn = (lines: readonly string[]): string | undefined => lines.map((line) => /^c=IN IP4 (\S+)$/.exec(line)?.[1]).find((each) => each !== undefined);
const directionIn = (lines: readonly string[]): Direction | undefined => lines.map((line) => DIRECTION.exec(line)?.[1] as Direction | undefined).find((each) => each !== undefined);

/** No names (nothing is looked up for a caller), no multicast, no broadcast. */
function addressOf(stream: Stream, session: readonly string[]): string | undefined {
  const address = addressIn(stream.lines) ?? addressIn(session);
  return address !== undefined && isIPv4(address) && Number(address.split(".")[0]) < 224 ? address : undefined;
}

function digitTypeOf(stream: Stream): number | undefined {
  const types = stream.lines.map((line) => /^a=rtpmap:(\d{2,3}) telephone-event\/8000$/i.exec(line)?.[1]);
  const type = types.find((each) => each !== undefined && stream.formats.includes(each) && Number(each) >= 96 && Number(each) <= 127);
  return type === undefined ? undefined : Number(type);
}

/** The first key we can use, in the order of the offer. Keys with an MKI or session parameters are not ours. */
function cryptoOf(stream: Stream): Crypto | undefined {
  return stream.lines.filter((line) => line.startsWith("a=crypto:")).map(readCrypto).find((each) => each !== undefined);
}

function readCrypto(line: string): Crypto | undefined {
  const match = /^a=crypto:(\d{1,9}) (\w+) inline:([A-Za-z0-9+/]{40}={0,2})(\|(?:2\^)?\d{1,15})?(?: WSH=\d+)?\s*$/.exec(line);
  const suite = match?.[2];
  if (!match || suite === undefined || !Object.hasOwn(SUITES, suite)) return undefined;
  const master = Buffer.from(match[3]!, "base64");
  return master.length === MASTER_BYTES ? { tag: Number(match[1]), suite: suite as Suite, master } : undefined;
}

/** Our offer, when `far` is undefined; else our answer, with every stream that is not spoken refused by port 0. */
export function writeAudio(near: NearAudio, far?: Pick<FarAudio, "streams" | "chosen">): string {
  const ours = audioLines(near, far?.streams[far.chosen]?.protocol ?? profileOf(near));
  const streams = far ? far.streams.flatMap((each, at) => (at === far.chosen ? ours : [`m=${each.media} 0 ${each.protocol} ${each.formats.join(" ")}`])) : ours;
  const head = ["v=0", `o=- ${near.session.id} ${near.session.version} IN IP4 ${near.address}`, "s=-", `c=IN IP4 ${near.address}`, "t=0 0"];
  return `${[...head, ...streams].join("\r\n")}\r\n`;
}

/** What we said last of a call that another node had, for an offer that goes on from it (RFC 3264 §8): the session, and whether and how it was encrypted. */
export function saidLast(sdp: string): Pick<NearAudio, "session" | "crypto" | "opportunistic"> | undefined {
  const ours = readAudio(sdp);
  const [, id, version] = /^o=- (\d{1,10}) (\d{1,10}) /m.exec(sdp) ?? [];
  if (!ours || id === undefined) return undefined;
  return { session: { id: Number(id), version: Number(version) }, crypto: ours.crypto, opportunistic: isOpportunistic(ours) };
}

const profileOf = ({ crypto, opportunistic = false }: NearAudio): string => (crypto && !opportunistic ? "RTP/SAVP" : "RTP/AVP");

/** Encrypted without its profile saying so: what RFC 8643 calls opportunistic. */
export const isOpportunistic = ({ crypto, streams, chosen }: Pick<FarAudio, "crypto" | "streams" | "chosen">): boolean => crypto !== undefined && !isKeyed(streams[chosen]!);

/** One stream for our one, of its profile, with our tag and suite (RFC 3264 §6, RFC 4568 §5.1.2). A far end that leaves our key out would have the call clear. */
export const isAnswerTo = (near: NearAudio, far: FarAudio): boolean =>
  far.streams.length === 1 && far.streams[0]!.protocol === profileOf(near) && near.crypto?.tag === far.crypto?.tag && near.crypto?.suite === far.crypto?.suite;

function audioLines(near: NearAudio, profile: string): string[] {
  const digits = near.digitType === undefined ? [] : [`a=rtpmap:${near.digitType} telephone-event/8000`, `a=fmtp:${near.digitType} 0-15`];
  const crypto = near.crypto ? [`a=crypto:${near.crypto.tag} ${near.crypto.suite} inline:${near.crypto.master.toString("base64")}`] : [];
  return [
    `m=audio ${near.port} ${profile} ${[0, ...(near.digitType === undefined ? [] : [near.digitType])].join(" ")}`,
    "a=rtpmap:0 PCMU/8000", ...digits, "a=ptime:20", ...crypto, `a=${near.direction}`,
  ];
}

/** RFC 3264 §6.1: we answer to what the far end does. */
export function answering(far: Pick<FarAudio, "sends" | "wants">): Direction {
  if (far.sends) return far.wants ? "sendrecv" : "recvonly";
  return far.wants ? "sendonly" : "inactive";
}

/** For traces: the same text without its keys and passwords. */
export const withoutKeys = (sdp: string): string => sdp.replaceAll(/(inline:|a=ice-pwd:)[^\s|]+/g, "$1…");

const BROWSER_MUST_SAY = ["a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:sha-256 "];

/** Throws unless this is the offer of a browser for one audio stream with PCMU (RFC 8829). werift would take anything. */
export function checkBrowserOffer(sdp: string): void {
  const sections = sectionsOf(sdp) ?? [];
  const streams = sections.slice(1).map(streamOf);
  const saysAll = BROWSER_MUST_SAY.every((start) => sections.flat().some((line) => line.startsWith(start)));
  if (!saysAll || streams.length !== 1 || !isBrowserSound(streams[0])) throw new RangeError("this is not a browser's offer of one audio stream");
}

const isBrowserSound = (stream: Stream | undefined): boolean => stream?.media === "audio" && stream.protocol === "UDP/TLS/RTP/SAVPF" && hasPcmu(stream);

/** Names of a browser's multicast DNS are not looked up: it calls us, its address shows then (RFC 8445 §7.3.1.3). */
export const withoutNames = (sdp: string): string => sdp.split(/\r?\n/).filter((line) => !/^a=candidate:.* \S+\.local \d+ typ /.test(line)).join("\r\n");
