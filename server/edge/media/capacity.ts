/**
 * How many bridged calls one machine carries: telephones and WebRTC far ends run beside the engine, on the same cores,
 * so the figure is a floor. Delay is one way, from the far end's send to the other far end's hearing, both stacks included.
 */
import { fork, type ChildProcess } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Endpoint, MediaEngine } from "../../care/calls/ports.ts";
import type { Count, Wish } from "./capacity/ends.ts";

export interface CapacityAsk {
  readonly calls: number;
  readonly seconds: number;
  /** A sign that the load is heavier than what is to be measured; the rest of the calls is not opened. */
  readonly stopWhen?: () => boolean;
}

export interface Capacity {
  readonly engine: MediaEngine["name"];
  readonly calls: number;
  readonly lossPercent: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  /** Of the process that called: where SIP and HTTP would run. */
  readonly mainLoopP99Ms: number;
  /** Of the slowest media process, as admission sees it. */
  readonly mediaLoopP99Ms: number;
}

const WARM_UP_MS = 2000;
const LOOP_RESOLUTION_MS = 5;

type WithoutNumber<T> = T extends unknown ? Omit<T, "number"> : never;

class Ends {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (granted: unknown) => void>();
  readonly #ended: Promise<never>;
  #number = 0;

  constructor(...kind: ["browsers"] | ["phones", "clear" | "srtp"]) {
    this.#child = fork(new URL("./capacity/ends.ts", import.meta.url), kind, { execArgv: [], env: {}, serialization: "advanced" });
    this.#ended = new Promise((_, reject) => this.#child.once("exit", () => reject(new Error(`capacity: the ${kind[0]} have ended`))));
    this.#ended.catch(() => undefined);
    this.#child.on("message", ({ number, granted }: { number: number; granted: unknown }) => {
      this.#waiting.get(number)?.(granted);
      this.#waiting.delete(number);
    });
  }

  ask<T>(wish: WithoutNumber<Wish>): Promise<T> {
    this.#number += 1;
    const number = this.#number;
    const granted = new Promise<T>((resolve) => {
      this.#waiting.set(number, resolve as (granted: unknown) => void);
      this.#child.send({ ...wish, number });
    });
    return Promise.race([granted, this.#ended]);
  }

  close(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Opens the calls on a ready engine, lets them run, and closes them. */
export async function measureCapacity(media: MediaEngine, ask: CapacityAsk): Promise<Capacity> {
  const [phones, browsers] = [new Ends("phones", "clear"), new Ends("browsers")];
  const opened: { close(): Promise<void> }[] = [];
  try {
    while (opened.length < ask.calls && !ask.stopWhen?.()) opened.push(await openCall(media, { phones, browsers }, opened.length));
    return { engine: media.name, calls: opened.length, ...(await run(media, [phones, browsers], ask.seconds)) };
  } finally {
    phones.close();
    browsers.close();
    for (const each of opened) await each.close();
  }
}

export interface Patched extends Capacity {
  /** The same telephones speaking to each other without the house: what their own stacks and this machine take. */
  readonly directP50Ms: number;
}

/**
 * Patches: a telephone that rang us and one that we rang, both encrypted (SDES), bridged. The delay that the house adds is what is heard
 * beyond the direct way of the same telephones at the same time of day.
 */
export async function measurePatched(media: MediaEngine, ask: CapacityAsk): Promise<Patched> {
  const [callers, callees] = [new Ends("phones", "srtp"), new Ends("phones", "srtp")];
  const opened: { close(): Promise<void> }[] = [];
  try {
    for (let end = 0; end < ask.calls; end++) await pair(callers, callees, end);
    const direct = await run(media, [callers, callees], ask.seconds / 2);
    while (opened.length < ask.calls && !ask.stopWhen?.()) opened.push(await openPatch(media, { callers, callees }, opened.length));
    return { engine: media.name, calls: opened.length, ...(await run(media, [callers, callees], ask.seconds)), directP50Ms: direct.delayP50Ms };
  } finally {
    callers.close();
    callees.close();
    for (const each of opened) await each.close();
  }
}

/** Two telephones without anybody between them. */
async function pair(callers: Ends, callees: Ends, end: number): Promise<void> {
  const offer = await callers.ask<string>({ wish: "offer", end });
  await callers.ask({ wish: "take", end, answer: await callees.ask<string>({ wish: "answer", end, offer }) });
}

async function openPatch(media: MediaEngine, { callers, callees }: { callers: Ends; callees: Ends }, end: number): Promise<{ close(): Promise<void> }> {
  const caller = await media.createPhone(await callers.ask<string>({ wish: "offer", end }));
  if (!caller) throw new Error("capacity: the engine refused a telephone");
  await callers.ask({ wish: "take", end, answer: caller.answer });
  const callee = await media.offerPhone("tls", caller.endpoint);
  if (!(await media.acceptPhoneAnswer(callee.endpoint, await callees.ask<string>({ wish: "answer", end, offer: callee.offer })))) throw new Error("capacity: the answer was not taken");
  await media.bridge(caller.endpoint, callee.endpoint);
  return {
    async close() {
      await media.close(callee.endpoint);
      await media.close(caller.endpoint);
    },
  };
}

async function openCall(media: MediaEngine, { phones, browsers }: { phones: Ends; browsers: Ends }, end: number): Promise<{ close(): Promise<void> }> {
  const phone = await media.createPhone(await phones.ask<string>({ wish: "offer", end }));
  if (!phone) throw new Error("capacity: the engine refused a telephone");
  await phones.ask({ wish: "take", end, answer: phone.answer });
  const browser = await connectBrowser(media, browsers, { end, near: phone.endpoint });
  await media.bridge(phone.endpoint, browser);
  return {
    async close() {
      await media.close(browser);
      await media.close(phone.endpoint);
    },
  };
}

/** werift as a DTLS client fails about once in thirty against OpenSSL, which rtpengine uses; Chromium does not (80 of 80). */
const BROWSER_TRIES_MAX = 4;

async function connectBrowser(media: MediaEngine, browsers: Ends, { end, near }: { end: number; near: Endpoint }): Promise<Endpoint> {
  for (let tries = 0; tries < BROWSER_TRIES_MAX; tries++) {
    const { endpoint, answer } = await media.createBrowser(await browsers.ask<string>({ wish: "offer", end }), near);
    if (await browsers.ask<boolean>({ wish: "take", end, answer })) return endpoint;
    await media.close(endpoint);
  }
  throw new Error("capacity: a browser could not connect");
}

async function run(media: MediaEngine, ends: readonly Ends[], seconds: number): Promise<Omit<Capacity, "engine" | "calls">> {
  await pause(WARM_UP_MS);
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  for (const each of ends) await each.ask({ wish: "begin" });
  await pause(seconds * 1000);
  const counts = await Promise.all(ends.map((each) => each.ask<Count>({ wish: "count" })));
  loop.disable();
  const sent = counts.reduce((sum, each) => sum + each.sent, 0);
  const received = counts.reduce((sum, each) => sum + each.received, 0);
  const delays = Float64Array.from(counts.flatMap((each) => each.delaysMs)).toSorted();
  return {
    // What was under way at both ends of the measurement evens out; a surplus is no loss.
    lossPercent: Math.max(0, (100 * (sent - received)) / Math.max(1, sent)),
    delayP50Ms: delays[Math.floor(delays.length * 0.5)] ?? Infinity, delayP99Ms: delays[Math.floor(delays.length * 0.99)] ?? Infinity,
    mainLoopP99Ms: Math.max(0, loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS), mediaLoopP99Ms: media.status().loopDelayP99Ms,
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
