/** The media processes: started, watched by their beat, killed when they hang, replaced at once when they die. */
import { fork, type ChildProcess } from "node:child_process";
import { afterBeat, newDoor, type Door } from "./admission.ts";
import { mediaLimits, type MediaLimits, type MediaSettings } from "./settings.ts";
import type { Asked, Begin, Order, Reply, Told } from "./worker/protocol.ts";

const WATCH_MS = 500;
const REPLY_MS_MAX = 5000;
/** TURN and STUN servers that do not answer may hold up a browser's answer for this long. */
const BROWSER_REPLY_MS_MAX = 15_000;
/** A process that dies before it was ready is started again only after a pause, so that a fault at start makes no storm. */
const STILLBORN_PAUSE_MS = 1000;

type Event = Exclude<Told, { kind: "reply" | "ready" | "beat" }>;

export interface PoolNeeds {
  readonly onEvent: (event: Event) => void;
  readonly onLost: (slot: MediaProcess) => void;
}

/** One place in the pool. Its child comes and goes; endpoints of a dead child are lost. */
export class MediaProcess {
  readonly #begin: Begin;
  readonly #needs: PoolNeeds;
  readonly #waiting = new Map<number, (told: Told & { kind: "reply" }) => void>();
  #child: ChildProcess | undefined;
  #number = 0;
  #beatAt = 0;
  #closing = false;
  #restart: NodeJS.Timeout | undefined;
  #door: Door | undefined;
  isReady = false;
  /** When it last died at work. */
  lostAt = -Infinity;
  loopDelayP99Ms = 0;
  endpoints = 0;
  /** The pieces of music whose sound it has, the oldest first. */
  readonly pieces = new Set<string>();

  constructor(begin: Begin, needs: PoolNeeds) {
    this.#begin = begin;
    this.#needs = needs;
    this.#start();
  }

  #start(): void {
    // Nothing of our environment is a media process's business: it is given its settings as a message.
    const child = fork(new URL("./worker/main.ts", import.meta.url), { execArgv: [], env: {}, serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#child = child;
    this.#beatAt = performance.now();
    child.on("message", (told: Told) => this.#hear(told));
    child.on("error", () => child.kill("SIGKILL"));
    child.on("exit", () => this.#died());
    this.#send({ begin: this.#begin });
  }

  #hear(told: Told): void {
    if (told.kind === "reply") return this.#waiting.get(told.number)?.(told);
    if (told.kind === "ready") this.#isUp();
    else if (told.kind === "beat") this.#beat(told.loopDelayP99Ms);
    else return this.#needs.onEvent(told);
    this.#beatAt = performance.now();
  }

  #isUp(): void {
    this.isReady = true;
    this.#door = newDoor(performance.now(), this.#begin.limits);
  }

  #beat(loopDelayP99Ms: number): void {
    this.loopDelayP99Ms = loopDelayP99Ms;
    this.#door = this.#door && afterBeat(this.#door, { at: performance.now(), loopDelayP99Ms, endpoints: this.endpoints }, this.#begin.limits);
  }

  /** Not overloaded, and with room. */
  get isOpen(): boolean {
    return this.isReady && this.#door?.isOpen === true && this.endpoints < this.#begin.limits.endpointsPerProcessMax;
  }

  #died(): void {
    const wasReady = this.isReady;
    this.isReady = false;
    this.#door = undefined;
    this.loopDelayP99Ms = 0;
    this.#child = undefined;
    this.endpoints = 0;
    this.pieces.clear();
    for (const [number, answer] of this.#waiting) answer({ kind: "reply", number, failed: "media process lost" });
    if (this.#closing) return;
    if (wasReady) {
      this.lostAt = performance.now();
      this.#start();
    } else this.#restart = setTimeout(() => this.#start(), STILLBORN_PAUSE_MS);
    this.#needs.onLost(this);
  }

  /** Called each half second; `stalledMs` is how long the main process itself was not running. */
  watch(stalledMs: number): void {
    this.#beatAt += stalledMs;
    if (!this.#child || !this.isReady) return;
    if (performance.now() - this.#beatAt > this.#begin.limits.hungSecondsMax * 1000) this.#child.kill("SIGKILL");
  }

  /** Rejects when the process died, hangs, or could not do it; the message holds nothing of the order. */
  ask(order: Order): Promise<Reply> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      const settle = (told: Pick<Told & { kind: "reply" }, "reply" | "failed">): void => {
        clearTimeout(patience);
        this.#waiting.delete(number);
        if (told.failed === undefined) resolve(told.reply ?? {});
        else reject(new Error(`media ${order.op}: ${told.failed}`));
      };
      const patience = setTimeout(() => settle({ failed: "no reply in time" }), order.op === "browser" ? BROWSER_REPLY_MS_MAX : REPLY_MS_MAX);
      this.#waiting.set(number, settle);
      if (!this.#send({ number, order })) settle({ failed: "media process lost" });
    });
  }

  #send(asked: Asked): boolean {
    if (!this.#child?.connected) return false;
    this.#child.send(asked);
    return true;
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}

export class MediaPool {
  readonly processes: readonly MediaProcess[];
  readonly #limits: MediaLimits;
  readonly #watch: NodeJS.Timeout;

  constructor(settings: MediaSettings, needs: PoolNeeds) {
    this.#limits = { ...mediaLimits, ...settings.limits };
    const { min, max } = settings.rtpPorts;
    const share = Math.floor((max - min + 1) / settings.processes);
    const beginOf = (slot: number): Begin => ({
      mediaAddress: settings.mediaAddress, bindAddress: settings.bindAddress, limits: this.#limits,
      ports: { min: min + slot * share, max: min + (slot + 1) * share - 1 },
    });
    this.processes = Array.from({ length: settings.processes }, (_, slot) => new MediaProcess(beginOf(slot), needs));
    this.#watch = this.#watchAll();
  }

  /** A hang of our own delays the beats we read, too; it is no hang of theirs. */
  #watchAll(): NodeJS.Timeout {
    let lastAt = performance.now();
    return setInterval(() => {
      const now = performance.now();
      const late = now - lastAt - WATCH_MS;
      lastAt = now;
      for (const each of this.processes) each.watch(late > WATCH_MS / 2 ? late : 0);
    }, WATCH_MS);
  }

  get living(): readonly MediaProcess[] {
    return this.processes.filter((each) => each.isReady);
  }

  get loopDelayP99Ms(): number {
    return Math.max(0, ...this.living.map((each) => each.loopDelayP99Ms));
  }

  /** A process that died a moment ago is being replaced, which takes less than a caller's patience: what is opened meanwhile waits for it. */
  admits(): boolean {
    if (this.living.length > 0) return this.#open.length > 0;
    return performance.now() - Math.max(...this.processes.map((each) => each.lostAt)) < this.#limits.absentSecondsMax * 1000;
  }

  get #open(): readonly MediaProcess[] {
    return this.processes.filter((each) => each.isOpen);
  }

  /** The least busy of the open ones; when none is open, the least busy living one: a live call is never refused its rebuild. */
  place(): MediaProcess {
    const place = [...(this.#open.length > 0 ? this.#open : this.living)].toSorted((one, other) => one.endpoints - other.endpoints)[0];
    if (!place) throw new Error("no media process is alive");
    return place;
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await Promise.all(this.processes.map((each) => each.close()));
  }
}
