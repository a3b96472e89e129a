import { createSocket, type Socket } from "node:dgram";
import { randomInt } from "node:crypto";
import { rms } from "../../server/edge/media/g711.ts";

/** A caller's voice over RTP: 20 ms of PCMU every 20 ms, digits as RFC 4733 events, and an ear for what comes back. */
export interface Speech {
  readonly port: number;
  say(pcmu: Buffer): Promise<void>;
  press(digit: string): Promise<void>;
  towards(far: { address: string; port: number }): void;
  /** Loudness of the last second heard (root mean square of 16-bit samples; speech is above 300), and packets heard so far. */
  heard(): { loudness: number; packets: number };
  close(): void;
}

const FRAME_BYTES = 160;
const FRAME_MS = 20;
const DIGIT_FRAMES = 8;
const SILENCE = Buffer.alloc(FRAME_BYTES, 0xff);

/** `hear` is given every frame that arrives, as it came. */
export async function openSpeech(hear?: (pcmu: Buffer) => void): Promise<Speech> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const out = { seq: randomInt(65_536), ts: randomInt(2 ** 31), ssrc: randomInt(2 ** 31) };
  const queue: { frame: Buffer; payload: number; event: boolean; done?: () => void }[] = [];
  let far: { address: string; port: number } | undefined;
  let packets = 0;
  let recent: Buffer[] = [];
  socket.on("message", (bytes) => {
    if (bytes.length <= 12 || (bytes[1]! & 0x7f) !== 0) return;
    packets += 1;
    recent = [...recent.slice(-49), bytes.subarray(12)];
    hear?.(bytes.subarray(12));
  });
  const timer = pace(() => {
    const next = queue.shift() ?? { frame: SILENCE, payload: 0, event: false };
    if (far) sendFrame({ socket, far, out }, next);
    next.done?.();
  });
  const push = (frames: readonly Buffer[], payload: number, event: boolean): Promise<void> =>
    new Promise((done) => frames.forEach((frame, i) => queue.push({ frame, payload, event, ...(i === frames.length - 1 && { done }) })));
  return {
    port: socket.address().port,
    towards: (to) => void (far = to),
    say: (pcmu) => push(Array.from({ length: Math.ceil(pcmu.length / FRAME_BYTES) }, (_, i) => Buffer.concat([pcmu.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES), SILENCE]).subarray(0, FRAME_BYTES)), 0, false),
    press: async (digit) => {
      const code = "0123456789*#ABCD".indexOf(digit.toUpperCase());
      if (code < 0) throw new RangeError("a digit is one of 0-9 * # A-D");
      const event = (n: number): Buffer => Buffer.from([code, (n >= DIGIT_FRAMES - 3 ? 0x80 : 0) | 10, ((n + 1) * FRAME_BYTES) >> 8, ((n + 1) * FRAME_BYTES) & 0xff]);
      await push(Array.from({ length: DIGIT_FRAMES }, (_, n) => event(n)), 101, true);
      out.ts = (out.ts + DIGIT_FRAMES * FRAME_BYTES) >>> 0;
    },
    heard: () => ({ loudness: recent.length === 0 ? 0 : rms(Buffer.concat(recent)), packets }),
    close: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}

/** A tick every 20 ms on average, whatever a single timer does. */
function pace(tick: () => void): NodeJS.Timeout {
  const start = performance.now();
  let done = 0;
  return setInterval(() => {
    for (const due = Math.floor((performance.now() - start) / FRAME_MS); done < due; done++) tick();
  }, 10);
}

function sendFrame({ socket, far, out }: { socket: Socket; far: { address: string; port: number }; out: { seq: number; ts: number; ssrc: number } }, next: { frame: Buffer; payload: number; event: boolean }): void {
  const head = Buffer.alloc(12);
  head[0] = 0x80;
  head[1] = next.payload;
  head.writeUInt16BE(out.seq, 2);
  head.writeUInt32BE(out.ts, 4);
  head.writeUInt32BE(out.ssrc, 8);
  out.seq = (out.seq + 1) & 0xffff;
  if (!next.event) out.ts = (out.ts + FRAME_BYTES) >>> 0; // All packets of one digit carry the time of its beginning (RFC 4733 2.5.1.2).
  socket.send(Buffer.concat([head, next.frame]), far.port, far.address);
}
