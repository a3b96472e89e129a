/** A media process: opens its sockets itself, takes orders, tells events. Dies with its parent, or a little later. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { HOLD_MUSIC, promptSound } from "../prompts.ts";
import { Browser } from "./browser.ts";
import { Ear } from "./ear.ts";
import { Fault } from "./fault.ts";
import type { Leg, LegNeeds } from "./leg.ts";
import { Phone, Ports } from "./phone.ts";
import { PlayClock } from "./play-clock.ts";
import type { Asked, Begin, Order, Reply, Told } from "./protocol.ts";
import { Room } from "./room.ts";

const TICK_MS = 100;
const TICKS_PER_CHECK = 5;
/** A tick later than this was a stall of ours. */
const STALL_MS = 250;
const DELAY_RESOLUTION_MS = 5;

/** [M40] A server that died a moment ago is not known to be dead yet: what cannot be said is said to nobody, and the sound goes on. */
const tell = (told: Told): void => {
  if (process.connected) process.send!(told, undefined, undefined, () => undefined);
};

/** What is done with an end that is there. */
type Direct = Exclude<Order, { op: "phone" | "browser" | "close" }>;

class Process {
  readonly #begin: Begin;
  readonly #legs = new Map<string, Leg>();
  readonly #pieces = new Map<string, Buffer>();
  readonly #needs: LegNeeds;
  readonly #lingerSeconds: number;
  readonly #phonePorts: Ports;
  readonly #browserPorts: Begin["ports"];

  constructor(begin: Begin) {
    this.#begin = begin;
    this.#needs = { tell, clock: new PlayClock(), limits: begin.limits };
    this.#lingerSeconds = begin.limits.lingerSeconds;
    const middle = Math.floor((begin.ports.min + begin.ports.max) / 2);
    this.#phonePorts = new Ports({ min: begin.ports.min, max: middle });
    this.#browserPorts = { min: middle + 1, max: begin.ports.max };
    this.#beat();
  }

  async perform(order: Order): Promise<Reply> {
    if (order.op === "phone") return this.#openPhone(order);
    if (order.op === "browser") return this.#openBrowser(order);
    if (order.op === "music") this.#learn(order);
    if (order.op === "close") this.#close(order.id);
    else this.#direct(order);
    return {};
  }

  async #openPhone({ id, watch }: Order & { op: "phone" }): Promise<Reply> {
    const socket = await this.#phonePorts.open(this.#begin.bindAddress);
    const phone = new Phone({ id, watch, socket }, this.#needs);
    this.#legs.set(id, phone);
    return { port: phone.port, ssrc: phone.ssrc };
  }

  async #openBrowser({ id, offer, iceServers }: Order & { op: "browser" }): Promise<Reply> {
    const browser = new Browser(id, { ...this.#begin, ports: this.#browserPorts, iceServers }, this.#needs);
    this.#legs.set(id, browser);
    try {
      return { answer: await browser.answer(offer) };
    } catch (error) {
      this.#close(id);
      throw error;
    }
  }

  /** [M40] Nobody tells this process anything any more, and what it tells nobody hears: who hears whom stays as it is until others have them. */
  linger(): void {
    if (this.#legs.size === 0) process.exit(0);
    this.#needs.isLeftAlone = true;
    setTimeout(() => process.exit(0), this.#lingerSeconds * 1000);
  }

  readonly #doing: { readonly [K in Direct["op"]]: (leg: Leg, order: Extract<Direct, { op: K }>) => void } = {
    far: (leg, { far }) => (leg as Phone).setFar(far),
    bridge: (leg, order) => leg.bridge(this.#leg(order.with)),
    room: (_leg, { seats }) => Room.seat(seats.map(({ id, part }) => ({ leg: this.#leg(id), part })), this.#needs.clock),
    listen: (listener, { to, whispers }) => Ear.put({ listener, to: this.#leg(to), whispers }, this.#needs.clock),
    unbridge: (leg) => leg.unbridge(),
    play: (leg, { play, loop, prompt }) => leg.play({ play, loop, sound: promptSound(prompt), goesOn: prompt === HOLD_MUSIC }),
    speak: (leg, { play, sound }) => leg.play({ play, loop: false, sound: Buffer.from(sound), goesOn: false }),
    music: (leg, { play, piece }) => leg.play({ play, loop: true, sound: this.#pieces.get(piece) ?? promptSound(HOLD_MUSIC), goesOn: true }),
    stop: (leg) => leg.stop(),
    record: (leg, { heard }) => leg.record(heard),
    "stop-recording": (leg) => leg.stopRecording(),
  };

  /** Before its end is looked for: that one is closed makes nothing untold. */
  #learn({ piece, sound, forgets }: Order & { op: "music" }): void {
    if (forgets !== undefined) this.#pieces.delete(forgets);
    if (sound) this.#pieces.set(piece, Buffer.from(sound));
  }

  #direct(order: Direct): void {
    (this.#doing[order.op] as (leg: Leg, order: Direct) => void)(this.#leg(order.id), order);
  }

  #leg(id: string): Leg {
    const leg = this.#legs.get(id);
    if (!leg) throw new Fault("no such endpoint");
    return leg;
  }

  #close(id: string): void {
    this.#legs.get(id)?.close();
    this.#legs.delete(id);
  }

  #beat(): void {
    const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
    delay.enable();
    let [ticks, lastAt] = [0, performance.now()];
    setInterval(() => {
      const now = performance.now();
      const late = now - lastAt - TICK_MS;
      lastAt = now;
      for (const leg of this.#legs.values()) leg.flushRecording(now);
      const stalledMs = late > STALL_MS ? late : 0;
      ticks += 1;
      if (stalledMs === 0 && ticks % TICKS_PER_CHECK) return;
      for (const leg of this.#legs.values()) leg.check(now, stalledMs);
      tell({ kind: "beat", loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS) });
      delay.reset();
    }, TICK_MS);
  }
}

let started: Process | undefined;

process.on("message", (asked: Asked) => {
  if ("begin" in asked) {
    started = new Process(asked.begin);
    return tell({ kind: "ready" });
  }
  const { number, order } = asked;
  started!.perform(order).then(
    (reply) => tell({ kind: "reply", number, reply }),
    (error: unknown) => tell({ kind: "reply", number, failed: causeOf(error) }),
  );
});
/** Our own words may be told. Messages of werift may quote the offer: of those only the kind leaves. */
function causeOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : "unknown";
}

process.on("disconnect", () => (started ? started.linger() : process.exit(0)));
// A terminal and systemd tell the whole group: the server alone decides when a live call has no more sound.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
