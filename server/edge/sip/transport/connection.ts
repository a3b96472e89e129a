import type { Socket } from "node:net";
import { unmapped } from "../guard/allow-list.ts";
import { LIMITS } from "../settings.ts";
import { Framer, type Frame } from "../wire/framing.ts";
import type { Flow, Receiver } from "./flow.ts";

/** One TCP or TLS connection: frames in, text out, closed when idle, half-sent, unread or unreadable. */
export class Connection implements Flow {
  readonly transport: "tcp" | "tls";
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #receiver: Receiver;
  readonly #framer = new Framer();
  readonly #lost = new Set<() => void>();
  #calls = 0;
  #partialTimer: NodeJS.Timeout | undefined;

  /** It lives as long as its socket: nobody has to keep it. */
  static over(socket: Socket, receiver: Receiver, transport: "tcp" | "tls"): Connection {
    return new Connection(socket, receiver, transport);
  }

  private constructor(socket: Socket, receiver: Receiver, transport: "tcp" | "tls") {
    this.transport = transport;
    this.#socket = socket;
    this.#receiver = receiver;
    this.address = unmapped(socket.remoteAddress ?? "");
    this.port = socket.remotePort ?? 0;
    socket.setTimeout(receiver.idleSeconds * 1000);
    socket.on("timeout", () => this.#idle()); // Given to setTimeout it would be told once, and a busy connection never closed.
    socket.on("data", (bytes: Buffer) => this.#data(bytes));
    socket.once("close", () => this.#closed());
  }

  get alive(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  write(text: string): void {
    this.#socket.write(text);
    if (this.#socket.writableLength > LIMITS.unsentBytes) this.#cut("peer-does-not-read");
  }

  hold(): void {
    this.#calls += 1;
  }

  release(): void {
    this.#calls -= 1;
  }

  onLost(handler: () => void): () => void {
    this.#lost.add(handler);
    return () => this.#lost.delete(handler);
  }

  #data(bytes: Buffer): void {
    for (const frame of this.#framer.push(bytes)) this.#frame(frame);
    this.#watchPartial();
  }

  #frame(frame: Frame): void {
    if (frame.kind === "fault") return this.#cut(frame.because);
    if (frame.kind === "ping") return this.write("\r\n");
    const from = { address: this.address, port: this.port };
    return this.#receiver.receive({ bytes: frame.bytes, from, flowTo: () => this });
  }

  /** The clock runs from a message's first byte: one byte a second does not reset it. */
  #watchPartial(): void {
    if (!this.#framer.partial) {
      clearTimeout(this.#partialTimer);
      this.#partialTimer = undefined;
      return;
    }
    this.#partialTimer ??= setTimeout(() => this.#cut("message-too-slow"), this.#receiver.partialMessageSeconds * 1000);
  }

  #idle(): void {
    if (this.#calls > 0) this.#socket.setTimeout(this.#receiver.idleSeconds * 1000);
    else this.#socket.destroy();
  }

  #cut(because: string): void {
    this.#receiver.dropped(because);
    this.#socket.destroy();
  }

  #closed(): void {
    clearTimeout(this.#partialTimer);
    for (const tell of this.#lost) tell();
    this.#lost.clear();
  }
}
