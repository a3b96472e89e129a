/** JSON behind its length in bytes (four, the highest first): what two nodes say to each other. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

export type Frame =
  | { readonly kind: "hello"; readonly name: string }
  | { readonly kind: "tell"; readonly word: string; readonly body?: unknown }
  | { readonly kind: "ask"; readonly id: number; readonly word: string; readonly body?: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly ok: boolean; readonly body?: unknown };

/** Undefined: it is longer than the limit, and the other node would cut the line for it. */
export function written(frame: Frame): Buffer | undefined {
  const text = Buffer.from(JSON.stringify(frame));
  if (text.length > FRAME_BYTES_MAX) return undefined;
  const head = Buffer.alloc(4);
  head.writeUInt32BE(text.length);
  return Buffer.concat([head, text]);
}

/** Cuts a stream into frames. Throws on what is none: the line is cut then. */
export function createReader(onFrame: (frame: Frame) => void): (bytes: Buffer) => void {
  let waiting: Buffer = Buffer.alloc(0);
  return (bytes) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0);
      if (length > FRAME_BYTES_MAX) throw new RangeError("a frame between nodes is too long");
      if (waiting.length < 4 + length) return;
      const text = waiting.subarray(4, 4 + length);
      waiting = waiting.subarray(4 + length);
      onFrame(JSON.parse(text.toString("utf8")) as Frame);
    }
  };
}
