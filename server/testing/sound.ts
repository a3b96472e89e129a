import type { Endpoint, MediaEngine, MediaEvent, RecordSink } from "../care/calls/ports.ts";

export interface FakeSound extends MediaEngine {
  /** What this endpoint hears now: a prompt, "bridge NAME", "room NAME NAME", "listens to NAME", "whispers to NAME", or nothing. */
  hears(endpoint: string): string | undefined;
  /** The prompt that plays at this endpoint comes to its end. */
  finish(endpoint: string): void;
  /** Their media process died: they hear nothing, and nobody was told yet. */
  deaf(...endpoints: string[]): void;
  /** Everything that was ever played at any endpoint, in order. */
  readonly played: string[];
  readonly open: Set<string>;
  tell(event: MediaEvent): void;
  /** Speaks into a recording that runs at this endpoint. */
  speak(endpoint: string, seconds: number): void;
  admitting: boolean;
  /** An answer with which no sound is in common. */
  deafTo: string | undefined;
  /** What the next createPhone answers: false stands for no common codec. */
  common: boolean;
}

/** Sound in memory: who hears what, and nothing else. */
export function fakeSound(): FakeSound {
  const hear: ((event: MediaEvent) => void)[] = [];
  let count = 0;
  const open = new Set<string>();
  const heard = new Map<string, string>();
  const ending = new Map<string, (how: "ended" | "stopped") => void>();
  const sinks = new Map<string, RecordSink>();
  const played: string[] = [];

  const make = (kind: Endpoint["kind"]): Endpoint => {
    const endpoint = { id: `${kind}-${++count}`, kind };
    open.add(endpoint.id);
    return endpoint;
  };
  const stop = (id: string, how: "ended" | "stopped"): void => {
    heard.delete(id);
    const end = ending.get(id);
    ending.delete(id);
    end?.(how);
  };
  const fake: FakeSound = {
    name: "werift", admitting: true, common: true, deafTo: undefined, played, open,
    hears: (id) => heard.get(id),
    deaf: (...ids) => ids.forEach((id) => heard.delete(id)),
    finish: (id) => stop(id, "ended"),
    tell: (event) => hear.forEach((each) => each(event)),
    speak: (id, seconds) => sinks.get(id)?.(Buffer.alloc(seconds * 8000, 0x7f)),
    admits: () => fake.admitting,
    status: () => ({ processes: 1, endpoints: open.size, loopDelayP99Ms: 0 }),
    createPhone: async () => (fake.common ? { endpoint: make("phone"), answer: "v=0" } : undefined),
    offerPhone: async () => ({ endpoint: make("phone"), offer: "v=0" }),
    acceptPhoneAnswer: async (_endpoint, answer) => answer !== fake.deafTo,
    updatePhone: async () => "v=0",
    rebuildPhone: async () => "v=0",
    createBrowser: async (offer) => {
      if (offer.includes("broken")) throw new Error("no sound in this offer");
      return { endpoint: make("browser"), answer: "v=0 answer" };
    },
    bridge: async (a, b) => {
      stop(a.id, "stopped");
      heard.set(a.id, `bridge ${b.id}`);
      heard.set(b.id, `bridge ${a.id}`);
    },
    unbridge: async (a) => {
      const other = heard.get(a.id)?.replace("bridge ", "");
      heard.delete(a.id);
      if (other) heard.delete(other);
    },
    room: async (seats) => {
      for (const { endpoint: { id }, part } of seats) {
        if (!heard.get(id)?.startsWith("room ")) stop(id, "stopped");
        const others = seats.filter((other) => other.endpoint.id !== id && other.part === "speaks").map((other) => other.endpoint.id);
        heard.set(id, part === "held" ? "hold" : `room ${others.join(" ")}`);
      }
    },
    listen: async (listener, to, { whispers }) => void heard.set(listener.id, `${whispers ? "whispers to" : "listens to"} ${to.id}`),
    play: (endpoint, prompt, options) => {
      stop(endpoint.id, "stopped");
      played.push(prompt);
      if (prompt === "record-tone") return Promise.resolve("ended");
      heard.set(endpoint.id, prompt);
      return new Promise((resolve) => ending.set(endpoint.id, options?.loop ? () => resolve("stopped") : resolve));
    },
    playSound: (endpoint, sound) => fake.play(endpoint, sound.toString()),
    playMusic: (endpoint, piece) => fake.play(endpoint, `music ${piece.id}`, { loop: true }),
    stop: async (endpoint) => stop(endpoint.id, "stopped"),
    record: async (endpoint, said) => void sinks.set(endpoint.id, said),
    stopRecording: async (endpoint) => void sinks.delete(endpoint.id),
    close: async (endpoint) => {
      stop(endpoint.id, "stopped");
      open.delete(endpoint.id);
      sinks.delete(endpoint.id);
    },
    onEvent: (handler) => void hear.push(handler),
    shutdown: async () => undefined,
  };
  return fake;
}
