/** Reads what tcpdump wrote (pcap, LINKTYPE_EN10MB, IPv4) and judges whether any of it is in the clear. */

export interface Packet {
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
  readonly payload: Buffer;
}

export interface Ports {
  readonly web: number;
  /** SIP over UDP and TCP; TLS is the next one. */
  readonly sip: number;
  readonly rtp: { readonly first: number; readonly last: number };
}

export interface Traffic {
  /** One sentence for each kind of packet that should not be. */
  readonly clear: readonly string[];
  readonly seen: { readonly web: number; readonly sip: number; readonly sound: number };
  /** The bytes of each TCP direction together, so that a marker over two segments is found, and each datagram. */
  readonly streams: readonly Buffer[];
}

const FILE_HEAD_BYTES = 24;
const RECORD_HEAD_BYTES = 16;
const ETHERNET_BYTES = 14;
const IPV4 = 0x0800;

export function* packetsIn(pcap: Buffer): Generator<Packet> {
  if (pcap.length < FILE_HEAD_BYTES || pcap.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error("the capture is not a pcap file");
  for (let at = FILE_HEAD_BYTES; at + RECORD_HEAD_BYTES <= pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    const frame = pcap.subarray(at + RECORD_HEAD_BYTES, at + RECORD_HEAD_BYTES + length);
    at += RECORD_HEAD_BYTES + length;
    const packet = packetOf(frame);
    if (packet) yield packet;
  }
}

function packetOf(frame: Buffer): Packet | undefined {
  if (frame.length < ETHERNET_BYTES + 28 || frame.readUInt16BE(12) !== IPV4) return undefined;
  const ip = frame.subarray(ETHERNET_BYTES);
  const protocol = ({ 6: "tcp", 17: "udp" } as const)[ip[9]!];
  if (!protocol) return undefined;
  const segment = ip.subarray((ip[0]! & 0x0f) * 4, ip.readUInt16BE(2) || ip.length);
  const head = protocol === "udp" ? 8 : (segment[12]! >> 4) * 4;
  return { protocol, from: segment.readUInt16BE(0), to: segment.readUInt16BE(2), payload: segment.subarray(head) };
}

export function judgeTraffic(packets: Iterable<Packet>, ports: Ports): Traffic {
  const full = [...packets].filter(({ payload }) => payload.length > 0);
  const seen = { web: 0, sip: 0, sound: 0 };
  for (const kind of full.map((packet) => kindOf(packet, ports))) if (kind) seen[kind] += 1;
  const datagrams = full.filter(({ protocol }) => protocol === "udp");
  const directions = [...Map.groupBy(full.filter(({ protocol }) => protocol === "tcp"), keyOf)].map(([key, parts]) => ({ key, bytes: Buffer.concat(parts.map(({ payload }) => payload)) }));
  const wrong = [
    ...datagrams.map((packet) => wrongDatagram(packet, ports)).filter((what) => what !== undefined),
    ...directions.filter(({ bytes }) => !isTls(bytes)).map(({ key }) => `TCP without TLS on port ${portOf(key, ports)}`),
  ];
  const clear = [...Map.groupBy(wrong, (what) => what)].map(([what, all]) => `${what}: ${all.length}`);
  return { clear, seen, streams: [...directions.map(({ bytes }) => bytes), ...datagrams.map(({ payload }) => payload)] };
}

const keyOf = ({ from, to }: Packet): string => `${from}>${to}`;
const portOf = (key: string, { web, sip }: Ports): string => key.split(">").find((port) => [web, sip, sip + 1].includes(Number(port))) ?? "?";
const touches = ({ from, to }: Packet, port: number): boolean => from === port || to === port;
const inRange = (port: number, { rtp }: Ports): boolean => port >= rtp.first && port <= rtp.last;

function kindOf(packet: Packet, ports: Ports): keyof Traffic["seen"] | undefined {
  if (packet.protocol === "udp") return isRtp(packet.payload) && (inRange(packet.from, ports) || inRange(packet.to, ports)) ? "sound" : undefined;
  if (touches(packet, ports.web)) return "web";
  return touches(packet, ports.sip + 1) ? "sip" : undefined;
}

/** A TLS record begins with its type, 20 to 23, and 3 (RFC 8446, 5.1). */
const isTls = (bytes: Buffer): boolean => bytes[0]! >= 20 && bytes[0]! <= 23 && bytes[1] === 3;
/** RFC 7983: the first byte tells STUN, DTLS and RTP apart. */
const isRtp = (datagram: Buffer): boolean => datagram[0]! >= 128 && datagram[0]! <= 191;
const isStunOrDtls = (datagram: Buffer): boolean => datagram[0]! <= 3 || (datagram[0]! >= 20 && datagram[0]! <= 63);

function wrongDatagram(packet: Packet, ports: Ports): string | undefined {
  if (touches(packet, ports.sip) || touches(packet, ports.sip + 1)) return "SIP over UDP";
  if (isStunOrDtls(packet.payload)) return undefined;
  if (!isRtp(packet.payload)) return "a datagram that is neither STUN, DTLS nor SRTP";
  if (isRtcp(packet.payload)) return isClearRtcp(packet.payload) ? "RTCP in the clear" : undefined;
  return isClearRtp(packet.payload) ? "RTP in the clear" : undefined;
}

/** RFC 5761, 4. */
const isRtcp = (datagram: Buffer): boolean => (datagram[1]! & 0x7f) >= 64 && (datagram[1]! & 0x7f) <= 95;
/** SRTCP is longer than its reports by an index and a tag; clear reports fill the datagram exactly (RFC 3550, 6.1). */
function isClearRtcp(datagram: Buffer): boolean {
  let at = 0;
  while (at + 4 <= datagram.length) at += (datagram.readUInt16BE(at + 2) + 1) * 4;
  return at === datagram.length;
}

const RTP_HEAD_BYTES = 12;
/** 20 ms of PCMU, or one telephone event, without the tag of SRTP (at least 4 bytes). */
const CLEAR_PAYLOAD_BYTES = [160, 4];
/** 160 bytes that look like chance hold some 119 different values; a tone, silence or a digit holds few. */
const VALUES_MIN = 64;

function isClearRtp(datagram: Buffer): boolean {
  const payload = datagram.subarray(RTP_HEAD_BYTES);
  const hasExtension = (datagram[0]! & 0x1f) !== 0;
  if (!hasExtension && CLEAR_PAYLOAD_BYTES.includes(payload.length)) return true;
  return payload.length >= 160 && new Set(payload).size < VALUES_MIN;
}
