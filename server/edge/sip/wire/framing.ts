import { LIMITS } from "../settings.ts";

/** What came out of a stream of bytes. After "fault" the connection is of no use: there is no next boundary to trust. */
export type Frame =
  | { readonly kind: "message"; readonly bytes: Buffer }
  | { readonly kind: "ping" } // CRLF CRLF (RFC 5626 4.4.1), answered with one CRLF
  | { readonly kind: "fault"; readonly because: string };

const CR = 13;
const LF = 10;
const HALF_PING_BYTES_MAX = 3;
const LENGTH = /^(?:content-length|l)[ \t]*:[ \t\r\n]*([^\r\n]*)/gim;

/** Cuts SIP messages out of TCP and TLS by Content-Length, which is mandatory there (RFC 3261 18.3). */
export class Framer {
  #held: Buffer = Buffer.alloc(0);
  /** What came since, and how many bytes there must be before there is anything to look at. */
  #came: Buffer[] = [];
  #bytes = 0;
  #needed = 0;
  #broken = false;

  /** True while a message has begun and not ended. Half a keep-alive is no message. */
  get partial(): boolean {
    return this.#bytes > HALF_PING_BYTES_MAX;
  }

  push(bytes: Buffer): Frame[] {
    const frames: Frame[] = [];
    if (this.#broken) return frames;
    this.#came.push(bytes);
    this.#bytes += bytes.length;
    // A message whose length is known is put together once, not again for each byte that comes.
    if (this.#bytes < this.#needed) return frames;
    this.#held = this.#bytes > bytes.length ? Buffer.concat([this.#held, ...this.#came]) : bytes;
    this.#came = [];
    this.#needed = 0;
    for (let frame = this.#next(); frame; frame = this.#next()) {
      frames.push(frame);
      if (frame.kind === "fault") break;
    }
    this.#bytes = this.#held.length;
    return frames;
  }

  #next(): Frame | undefined {
    const blank = leadingBlank(this.#held);
    if (blank < 4 && this.#held.length <= HALF_PING_BYTES_MAX) return undefined;
    this.#held = this.#held.subarray(blank);
    if (blank >= 4) return { kind: "ping" };
    const end = this.#held.indexOf("\r\n\r\n");
    if ((end < 0 ? this.#held.length : end + 4) > LIMITS.headBytes) return this.#fault("head-too-long");
    if (end < 0) return undefined;
    const length = contentLength(this.#held.toString("latin1", 0, end));
    return typeof length === "string" ? this.#fault(length) : this.#cut(end + 4 + length);
  }

  #cut(whole: number): Frame | undefined {
    if (this.#held.length < whole) {
      this.#needed = whole;
      return undefined;
    }
    const message = this.#held.subarray(0, whole);
    this.#held = this.#held.subarray(whole);
    return { kind: "message", bytes: message };
  }

  #fault(because: string): Frame {
    this.#broken = true;
    this.#held = Buffer.alloc(0);
    return { kind: "fault", because };
  }
}

/** Exactly one, and within bounds; else the fixed word that says why not. */
function contentLength(head: string): number | string {
  const lengths = [...head.matchAll(LENGTH)];
  if (lengths.length !== 1) return lengths.length === 0 ? "no-content-length" : "two-content-length";
  const value = lengths[0]![1]!.trim();
  if (!/^\d{1,9}$/.test(value)) return "content-length";
  return Number(value) > LIMITS.bodyBytes ? "body-too-long" : Number(value);
}

/** Whole CRLF pairs before the first line (RFC 3261 7.5). */
function leadingBlank(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
  return at;
}
