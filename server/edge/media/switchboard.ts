/** What both engines share: where each endpoint lives, and everything that is done with sound once it is there. */
import type { Endpoint, MediaEvent, Piece, PlayOptions, PromptName, RecordSink, RoomSeat, SpokenSound } from "../../care/calls/ports.ts";
import { MediaPool, type MediaProcess } from "./pool.ts";
import type { MediaSettings } from "./settings.ts";
import type { Order, Reply, Told } from "./worker/protocol.ts";

interface Held {
  readonly endpoint: Endpoint;
  /** Undefined while its process is dead and it was not built again. */
  home: MediaProcess | undefined;
  sinks: { said: RecordSink; heard: RecordSink | undefined } | undefined;
}

/** Waiting for a process to be ready when the only one died: a caller's patience. */
const READY_MS_MAX = 10_000;
/** At start nobody waits yet, and a machine that has just been switched on does everything at once. */
const START_MS_MAX = 60_000;
const READY_LOOK_MS = 10;
/** A media process keeps so many pieces of music, of 1.4 MB at most. */
const PIECES_MAX = 32;

type Event = Exclude<Told, { kind: "reply" | "ready" | "beat" }>;

export class Switchboard {
  readonly #pool: MediaPool;
  readonly #held = new Map<string, Held>();
  readonly #plays = new Map<number, { id: string; end: (how: "ended" | "stopped") => void }>();
  readonly #handlers: ((event: MediaEvent) => void)[] = [];
  #play = 0;

  constructor(settings: MediaSettings) {
    this.#pool = new MediaPool(settings, { onEvent: (event) => this.#happened(event), onLost: (home) => this.#lost(home) });
  }

  admits(): boolean {
    return this.#pool.admits();
  }

  status(): { processes: number; endpoints: number; loopDelayP99Ms: number } {
    return { processes: this.#pool.living.length, endpoints: this.#held.size, loopDelayP99Ms: this.#pool.loopDelayP99Ms };
  }

  onEvent(handler: (event: MediaEvent) => void): void {
    this.#handlers.push(handler);
  }

  async ready(isEnough = (living: number): boolean => living > 0, msMax = READY_MS_MAX): Promise<void> {
    const deadline = performance.now() + msMax;
    while (!isEnough(this.#pool.living.length)) {
      if (performance.now() > deadline) throw new Error("no media process came up");
      await new Promise((resolve) => setTimeout(resolve, READY_LOOK_MS));
    }
  }

  allReady(): Promise<void> {
    return this.ready((living) => living === this.#pool.processes.length, START_MS_MAX);
  }

  /** Opens an endpoint, near another one when they are to be bridged. A known id moves to its new home. */
  async open(endpoint: Endpoint, order: Order & { op: "phone" | "browser" }, near?: Endpoint): Promise<Reply> {
    await this.ready();
    const home = (near && this.#held.get(near.id)?.home) ?? this.#pool.place();
    const before = this.#held.get(endpoint.id);
    const held = before ?? { endpoint, home: undefined, sinks: undefined };
    this.#leave(held);
    held.home = home;
    home.endpoints += 1;
    this.#held.set(endpoint.id, held);
    try {
      return await home.ask(order);
    } catch (error) {
      // A telephone that was there before may be built again; what never came to be is not counted.
      if (!before || endpoint.kind === "browser") {
        this.#leave(held);
        this.#forget(endpoint.id);
      }
      throw error;
    }
  }

  #leave(held: Held): void {
    if (!held.home) return;
    held.home.endpoints = Math.max(0, held.home.endpoints - 1);
    held.home.ask({ op: "close", id: held.endpoint.id }).catch(noted);
    held.home = undefined;
  }

  tell(order: Order): Promise<Reply> {
    const home = this.#held.get(order.id)?.home;
    return home ? home.ask(order) : Promise.reject(new Error(`media ${order.op}: the endpoint is not there`));
  }

  async bridge(a: Endpoint, b: Endpoint): Promise<void> {
    if (this.#held.get(a.id)?.home !== this.#held.get(b.id)?.home) throw new Error("media bridge: both ends must be opened near each other");
    await this.tell({ op: "bridge", id: a.id, with: b.id });
  }

  async room(seats: readonly RoomSeat[]): Promise<void> {
    const [first] = seats;
    if (!first) throw new Error("media room: nobody is named");
    const homeOf = ({ endpoint }: RoomSeat): MediaProcess | undefined => this.#held.get(endpoint.id)?.home;
    if (seats.some((seat) => homeOf(seat) !== homeOf(first))) throw new Error("media room: all ends must be opened near each other");
    await this.tell({ op: "room", id: first.endpoint.id, seats: seats.map(({ endpoint, part }) => ({ id: endpoint.id, part })) });
  }

  async listen(listener: Endpoint, to: Endpoint, whispers: boolean): Promise<void> {
    if (this.#held.get(listener.id)?.home !== this.#held.get(to.id)?.home) throw new Error("media listen: both ends must be opened near each other");
    await this.tell({ op: "listen", id: listener.id, to: to.id, whispers });
  }

  play(endpoint: Endpoint, prompt: PromptName, options: PlayOptions = {}): Promise<"ended" | "stopped"> {
    return this.#follow(endpoint, (play) => ({ op: "play", id: endpoint.id, play, prompt, loop: options.loop ?? false }));
  }

  playSound(endpoint: Endpoint, sound: SpokenSound): Promise<"ended" | "stopped"> {
    return this.#follow(endpoint, (play) => ({ op: "speak", id: endpoint.id, play, sound }));
  }

  playMusic(endpoint: Endpoint, piece: Piece): Promise<"ended" | "stopped"> {
    return this.#follow(endpoint, (play) => ({ op: "music", id: endpoint.id, play, piece: piece.id, ...this.#untold(endpoint, piece) }));
  }

  /** What its process has to be told of a piece before it can play it. */
  #untold(endpoint: Endpoint, { id, sound }: Piece): { sound?: SpokenSound; forgets?: string | undefined } {
    const pieces = this.#held.get(endpoint.id)?.home?.pieces;
    if (!pieces || pieces.has(id)) return {};
    const [oldest] = pieces;
    const forgets = pieces.size >= PIECES_MAX ? oldest : undefined;
    if (forgets !== undefined) pieces.delete(forgets);
    pieces.add(id);
    return { sound, forgets };
  }

  #follow(endpoint: Endpoint, orderOf: (play: number) => Order): Promise<"ended" | "stopped"> {
    this.#play += 1;
    const play = this.#play;
    return new Promise((resolve, reject) => {
      const end = (how: "ended" | "stopped"): void => {
        this.#plays.delete(play);
        resolve(how);
      };
      this.#plays.set(play, { id: endpoint.id, end });
      this.tell(orderOf(play)).catch((error: unknown) => {
        this.#plays.delete(play);
        reject(error as Error);
      });
    });
  }

  async record(endpoint: Endpoint, said: RecordSink, heard?: RecordSink): Promise<void> {
    const held = this.#held.get(endpoint.id);
    if (!held) throw new Error("media record: the endpoint is not there");
    held.sinks = { said, heard };
    await this.tell({ op: "record", id: endpoint.id, heard: heard !== undefined });
  }

  /** The last frames arrive before the reply, on the same channel. */
  async stopRecording(endpoint: Endpoint): Promise<void> {
    const held = this.#held.get(endpoint.id);
    if (held?.home) await this.tell({ op: "stop-recording", id: endpoint.id });
    if (held) held.sinks = undefined;
  }

  async close(endpoint: Endpoint): Promise<void> {
    const home = this.#held.get(endpoint.id)?.home;
    if (home) {
      home.endpoints = Math.max(0, home.endpoints - 1);
      await home.ask({ op: "close", id: endpoint.id }).catch(noted);
    }
    this.#forget(endpoint.id);
  }

  #forget(id: string): void {
    this.#held.delete(id);
    this.#endPlays(id);
  }

  #endPlays(id: string): void {
    for (const each of this.#plays.values()) if (each.id === id) each.end("stopped");
  }

  #happened(event: Event): void {
    if (event.kind === "played") this.#plays.get(event.play)?.end(event.how);
    else if (event.kind === "recorded") this.#held.get(event.id)?.sinks?.[event.side]?.(Buffer.from(event.pcmu));
    else if (this.#held.has(event.id)) this.tellEvent(toMediaEvent(event));
  }

  tellEvent(event: MediaEvent): void {
    for (const handler of this.#handlers) handler(event);
  }

  #lost(home: MediaProcess): void {
    const lost = [...this.#held.values()].filter((held) => held.home === home);
    for (const held of lost) {
      held.home = undefined;
      this.#endPlays(held.endpoint.id);
      if (held.endpoint.kind === "browser") this.#held.delete(held.endpoint.id);
    }
    for (const { endpoint } of lost) this.tellEvent({ kind: "lost", endpoint: endpoint.id });
  }

  /** What stands before the switchboard is gone, and every endpoint with it. */
  loseAll(): void {
    const all = [...this.#held.values()];
    for (const held of all) {
      this.#leave(held);
      this.#endPlays(held.endpoint.id);
      if (held.endpoint.kind === "browser") this.#held.delete(held.endpoint.id);
    }
    for (const { endpoint } of all) this.tellEvent({ kind: "lost", endpoint: endpoint.id });
  }

  async shutdown(): Promise<void> {
    for (const each of this.#plays.values()) each.end("stopped");
    this.#held.clear();
    await this.#pool.close();
  }
}

function toMediaEvent(event: Exclude<Event, { kind: "played" | "recorded" }>): MediaEvent {
  if (event.kind === "digit") return { kind: "digit", endpoint: event.id, digit: event.digit };
  if (event.kind === "silent") return { kind: "silent", endpoint: event.id, seconds: event.seconds };
  return { kind: event.kind, endpoint: event.id };
}

/** Closing what is already gone is done. */
const noted = (): void => undefined;
