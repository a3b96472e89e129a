import { connect, type TLSSocket } from "node:tls";
import { createReader, FRAME_BYTES_MAX, written, type Frame } from "./frames.ts";
import { SUITE } from "./suite.ts";

/** Our line to one other node: what we tell and ask goes out here, and its answers come back. */
export interface Line {
  readonly address: string;
  readonly isUp: boolean;
  tell(word: string, body: unknown): void;
  ask(word: string, body: unknown): Promise<unknown>;
  close(): void;
}

export interface LineNeeds {
  readonly self: string;
  readonly node: string;
  readonly address: string;
  readonly key: Buffer;
  readonly onUp: () => void;
  readonly onCut: () => void;
  /** [ND4] What was to be told is longer than the limit of a frame. */
  readonly onTooLong: (word: string) => void;
}

const CONNECT_MS_MAX = 1_000;
const AGAIN_MS = 200;
/** A host that vanished says nothing more: it is asked each second. */
const PING_MS = 1_000;
const PINGS_MISSED_MAX = 2;
const ANSWER_MS_MAX = 10_000;
/** What may wait for a node that does not read before its line is cut. */
const UNSENT_BYTES_MAX = 32 * 1024 * 1024;

const WHY_NOT_SENT = {
  cut: "the line to the other node is cut",
  "too-long": `what was asked of the other node is longer than ${FRAME_BYTES_MAX} bytes`,
} as const;

interface Asked {
  readonly done: PromiseWithResolvers<unknown>;
  readonly timer: NodeJS.Timeout;
}

/** Keeps one line up for as long as the other node is there. */
export const openLine = (needs: LineNeeds): Line => new KeptLine(needs);

class KeptLine implements Line {
  readonly #needs: LineNeeds;
  readonly #asked = new Map<number, Asked>();
  #socket: TLSSocket | undefined;
  #up = false;
  #closed = false;
  #next = 1;
  #again: NodeJS.Timeout | undefined;

  constructor(needs: LineNeeds) {
    this.#needs = needs;
    this.#dial();
  }

  get address(): string {
    return this.#needs.address;
  }

  get isUp(): boolean {
    return this.#up;
  }

  tell(word: string, body: unknown): void {
    if (this.#up && this.#send({ kind: "tell", word, body }) === "too-long") this.#needs.onTooLong(word);
  }

  ask(word: string, body: unknown): Promise<unknown> {
    return this.#up ? this.#ask(word, body) : Promise.reject(new Error("the line to the other node is cut"));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    if (this.#socket) this.#cut(this.#socket);
  }

  #dial(): void {
    const [host, port] = hostAndPort(this.#needs.address);
    const { key: psk, self: identity } = this.#needs;
    const socket = connect({ host, port, ...SUITE, checkServerIdentity: () => undefined, pskCallback: () => ({ psk, identity }) });
    this.#socket = socket;
    const late = setTimeout(() => this.#cut(socket), CONNECT_MS_MAX);
    socket.setNoDelay(true);
    socket.on("error", () => this.#cut(socket));
    socket.on("close", () => {
      clearTimeout(late);
      this.#cut(socket);
    });
    socket.once("secureConnect", () => {
      clearTimeout(late);
      const read = createReader((frame) => this.#heard(frame));
      socket.on("data", (bytes: Buffer) => safely(() => read(bytes), () => this.#cut(socket)));
      socket.write(written({ kind: "hello", name: identity })!);
      this.#watch(socket);
    });
  }

  /** Up from the first answer on: then it is known who answers. */
  #watch(socket: TLSSocket): void {
    let missed = 0;
    const known = (name: unknown): void => {
      if (name !== this.#needs.node) return this.#cut(socket);
      missed = 0;
      if (this.#up || this.#socket !== socket) return undefined;
      this.#up = true;
      return this.#needs.onUp();
    };
    const ping = (): void => {
      missed += 1;
      if (missed > PINGS_MISSED_MAX) return this.#cut(socket);
      return void this.#ask("ping", undefined).then(known, () => undefined);
    };
    const timer = setInterval(ping, PING_MS);
    socket.once("close", () => clearInterval(timer));
    ping();
  }

  #heard(frame: Frame): void {
    if (frame.kind !== "answer") return;
    this.#settle(frame.id, ({ done }) => (frame.ok ? done.resolve(frame.body) : done.reject(new Error("the other node could not do it"))));
  }

  #ask(word: string, body: unknown): Promise<unknown> {
    const id = this.#next++;
    const done = Promise.withResolvers<unknown>();
    const fail = (why: string): void => this.#settle(id, () => done.reject(new Error(why)));
    this.#asked.set(id, { done, timer: setTimeout(() => fail("the other node did not answer"), ANSWER_MS_MAX) });
    const how = this.#send({ kind: "ask", id, word, body });
    if (how !== "sent") fail(WHY_NOT_SENT[how]);
    return done.promise;
  }

  #send(frame: Frame): "sent" | keyof typeof WHY_NOT_SENT {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return "cut";
    const bytes = written(frame);
    if (!bytes) return "too-long";
    socket.write(bytes);
    if (socket.writableLength > UNSENT_BYTES_MAX) this.#cut(socket);
    return "sent";
  }

  #settle(id: number, how: (asked: Asked) => void): void {
    const one = this.#asked.get(id);
    if (!one) return;
    this.#asked.delete(id);
    clearTimeout(one.timer);
    how(one);
  }

  #cut(socket: TLSSocket): void {
    socket.destroy();
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    const wasUp = this.#up;
    this.#up = false;
    for (const id of this.#asked.keys()) this.#settle(id, ({ done }) => done.reject(new Error("the line to the other node was cut")));
    if (wasUp) this.#needs.onCut();
    if (!this.#closed) this.#again = setTimeout(() => this.#dial(), AGAIN_MS);
  }
}

function safely(act: () => void, failed: () => void): void {
  try {
    act();
  } catch {
    failed(); // Not what a node of ours would say.
  }
}

export function hostAndPort(address: string): [string, number] {
  const at = address.lastIndexOf(":");
  return [address.slice(0, at).replace(/^\[(.*)\]$/, "$1"), Number(address.slice(at + 1))];
}
