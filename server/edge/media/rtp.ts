/** RTP as it is on the wire (RFC 3550 §5.1). */

/** Largest datagram we read; a 60 ms PCMU packet with SRTP tag is 510 bytes. */
export const RTP_BYTES_MAX = 1500;
const FIXED_BYTES = 12;

export interface RtpHeader {
  readonly bytes: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly seq: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

export interface RtpPacket extends Omit<RtpHeader, "bytes"> {
  readonly payload: Buffer;
}

/** The header with its CSRCs and extension, or undefined when this is no RTP (RTCP sent here by a muxing far end included, RFC 5761 §4). */
export function readHeader(datagram: Buffer): RtpHeader | undefined {
  if (datagram.length < FIXED_BYTES || datagram.length > RTP_BYTES_MAX || datagram[0]! >> 6 !== 2) return undefined;
  const payloadType = datagram[1]! & 0x7f;
  if (payloadType >= 64 && payloadType <= 95) return undefined;
  const bytes = headerBytes(datagram);
  if (bytes > datagram.length) return undefined;
  return {
    bytes, payloadType, marker: datagram[1]! >= 0x80,
    seq: datagram.readUInt16BE(2), timestamp: datagram.readUInt32BE(4), ssrc: datagram.readUInt32BE(8),
  };
}

function headerBytes(datagram: Buffer): number {
  const upToExtension = FIXED_BYTES + (datagram[0]! & 0x0f) * 4;
  if (!(datagram[0]! & 0x10)) return upToExtension;
  if (upToExtension + 4 > datagram.length) return Infinity;
  return upToExtension + 4 + datagram.readUInt16BE(upToExtension + 2) * 4;
}

/** The packet in the clear, its padding removed; undefined when the padding count lies. */
export function readPacket(datagram: Buffer, header: RtpHeader): RtpPacket | undefined {
  const padding = datagram[0]! & 0x20 ? datagram[datagram.length - 1]! : 0;
  const end = datagram.length - padding;
  if (end < header.bytes || (padding === 0 && datagram[0]! & 0x20)) return undefined;
  const { bytes, ...rest } = header;
  return { ...rest, payload: datagram.subarray(bytes, end) };
}

export function writePacket(packet: RtpPacket): Buffer {
  const datagram = Buffer.allocUnsafe(FIXED_BYTES + packet.payload.length);
  datagram[0] = 0x80;
  datagram[1] = packet.payloadType | (packet.marker ? 0x80 : 0);
  datagram.writeUInt16BE(packet.seq, 2);
  datagram.writeUInt32BE(packet.timestamp, 4);
  datagram.writeUInt32BE(packet.ssrc, 8);
  packet.payload.copy(datagram, FIXED_BYTES);
  return datagram;
}

/** The 48-bit index whose low 16 bits are `seq` and which lies nearest to `near` (RFC 3711 §3.3.1). */
export function nearestIndex(seq: number, near: number): number {
  const index = near - (near % 65_536) + seq;
  if (index - near > 32_768 && index >= 65_536) return index - 65_536;
  return near - index > 32_768 ? index + 65_536 : index;
}

/** Remembers which of the last 64 packet indexes were seen (RFC 3711 §3.3.2), so that none is taken twice. */
export class ReplayWindow {
  readonly #seen = new Float64Array(64).fill(-1);
  #highest = -1;

  get highest(): number {
    return this.#highest;
  }

  isFresh(index: number): boolean {
    return index > this.#highest - 64 && this.#seen[index % 64] !== index;
  }

  mark(index: number): void {
    this.#seen[index % 64] = index;
    this.#highest = Math.max(this.#highest, index);
  }
}
