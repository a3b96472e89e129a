import { readVia } from "../wire/head.ts";
import type { Flow } from "./flow.ts";

interface Pending {
  timer: NodeJS.Timeout;
}

/** RFC 3261 17: T1 and what is counted in it. */
export interface Patience {
  readonly t1: number;
  readonly t2: number;
  /** 64 × T1: timers B, F and H. */
  readonly giveUp: number;
}

const VIA = /^via:[ \t]*([^\r\n]*)/im;
const CSEQ = /^cseq:[ \t]*\d+[ \t]+(\S+)/im;

/**
 * The resending that the transaction core leaves to reliable transports: timer A (INVITE), E (other requests) and
 * G (a refused INVITE, until its ACK), for UDP alone. Keyed by top Via and method (RFC 3261 17.1.3, 17.2.3).
 */
export class Resend {
  readonly #patience: Patience;
  readonly #pending = new Map<string, Pending>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Called with each message we send over UDP, as it is sent. */
  sent(text: string, flow: Flow): void {
    const method = CSEQ.exec(text)?.[1];
    const key = keyOf(readVia(VIA.exec(text)?.[1]), method);
    if (key === undefined || !needsResending(text, method)) return;
    // Timer A doubles without a ceiling; E and G stop at T2.
    const ceiling = text.startsWith("INVITE ") ? Number.POSITIVE_INFINITY : this.#patience.t2;
    this.#start(key, () => flow.write(text), ceiling);
  }

  /** A response came: A stops at the first one, E at the final one. */
  answered(via: Via, method: string, status: number): void {
    if (method === "INVITE" || status >= 200) this.#stop(keyOf(via, method));
  }

  /** An ACK came for a final answer that was no success. */
  acknowledged(via: Via): void {
    this.#stop(keyOf(via, "INVITE"));
  }

  stopAll(): void {
    for (const pending of this.#pending.values()) clearTimeout(pending.timer);
    this.#pending.clear();
  }

  #start(key: string, again: () => void, ceiling: number): void {
    if (this.#pending.has(key)) return;
    const pending: Pending = { timer: setTimeout(() => undefined, 0) };
    const wait = (delay: number, spent: number): void => {
      clearTimeout(pending.timer);
      pending.timer = setTimeout(() => {
        if (spent + delay >= this.#patience.giveUp) return this.#stop(key);
        again();
        return wait(Math.min(delay * 2, ceiling), spent + delay);
      }, Math.min(delay, this.#patience.giveUp - spent));
    };
    this.#pending.set(key, pending);
    wait(this.#patience.t1, 0);
  }

  #stop(key: string | undefined): void {
    if (key === undefined) return;
    clearTimeout(this.#pending.get(key)?.timer);
    this.#pending.delete(key);
  }
}

type Via = NonNullable<ReturnType<typeof readVia>>;

/** Requests but ACK, and refusals of an INVITE. The core resends a 2xx itself, and answers repeated requests. */
function needsResending(text: string, method: string | undefined): boolean {
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1];
  return status === undefined ? method !== "ACK" : method === "INVITE" && Number(status) >= 300;
}

const keyOf = (via: Via | undefined, method: string | undefined): string | undefined =>
  via && method ? `${via.branch} ${via.sentBy}:${via.port ?? ""} ${method}` : undefined;
