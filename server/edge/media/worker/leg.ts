/** What a telephone and a browser have in common: they are bridged, played to, recorded and listened to for life. */
import { DigitEar } from "../digits.ts";
import { SAMPLES_PER_FRAME } from "../g711.ts";
import { OutStream, type OutPacket } from "../out-stream.ts";
import type { RtpPacket } from "../rtp.ts";
import type { MediaLimits } from "../settings.ts";
import { Timeline } from "../timeline.ts";
import type { PlayClock } from "./play-clock.ts";
import type { Tell, Watch } from "./protocol.ts";

export interface LegNeeds {
  readonly tell: Tell;
  readonly clock: PlayClock;
  readonly limits: MediaLimits;
  /** [M40] The server died, and another node takes up what is here. */
  isLeftAlone?: boolean;
}

/** Where the sound of an end goes: to the other end of a bridge, or into a room. */
export interface Outlet {
  hear(from: Leg, packet: RtpPacket): void;
  /** A digit was pressed there: it is told, not passed on. */
  withheld(from: Leg, packet: RtpPacket): void;
  left(leg: Leg): void;
}

/** Somebody who hears what this end says and hears. */
export interface Listening {
  said(packet: RtpPacket): void;
  /** True: it is mixed with a whisper, and comes back by `deliver`. */
  heard(owner: object, packet: RtpPacket): boolean;
  /** The end that was listened to is closed. */
  end(): void;
}

export interface Prompt {
  readonly play: number;
  readonly sound: Buffer;
  readonly loop: boolean;
  /** Music: after whatever was said meanwhile it goes on where it stopped. */
  readonly goesOn: boolean;
}

const PCMU = 0;
/** Five packets: a far end that was sending and sends nothing any more has been taken up elsewhere. */
const MOVED_MS = 100;

export abstract class Leg implements Outlet {
  readonly id: string;
  protected readonly needs: LegNeeds;
  protected digitType: number | undefined;
  readonly #watch: Watch;
  readonly #out = new OutStream();
  readonly #ear = new DigitEar();
  #outlet: Outlet | undefined;
  #listening: Listening | undefined;
  #endPlay: ((how: "ended" | "stopped") => void) | undefined;
  #music: { readonly sound: Buffer; readonly at: number } | undefined;
  #said: Timeline | undefined;
  #heard: Timeline | undefined;
  #connected = false;
  #aliveAt = performance.now();
  #silentSteps = 0;

  constructor(id: string, watch: Watch, needs: LegNeeds) {
    this.id = id;
    this.#watch = watch;
    this.needs = needs;
  }

  get ssrc(): number {
    return this.#out.ssrc;
  }

  protected abstract readonly isExpectedToSend: boolean;
  protected abstract transmit(packet: OutPacket): void;
  protected abstract closeSockets(): void;

  /** A packet of this end came in, authenticated. */
  protected arrived(packet: RtpPacket): void {
    const now = performance.now();
    this.alive(now);
    this.#connect();
    if (packet.payloadType === this.digitType) return this.#pressed(packet);
    if (packet.payloadType !== PCMU) return;
    this.#said?.add(packet, now);
    this.#listening?.said(packet);
    this.#outlet?.hear(this, packet);
  }

  /** Anything that proves the far end is there. */
  protected alive(now = performance.now()): void {
    this.#aliveAt = now;
    this.#silentSteps = 0;
  }

  #connect(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.needs.tell({ kind: "connected", id: this.id });
  }

  #pressed(packet: RtpPacket): void {
    this.#outlet?.withheld(this, packet);
    const digit = this.#ear.hear(packet);
    if (digit !== undefined) this.needs.tell({ kind: "digit", id: this.id, digit });
  }

  /** The other end of the bridge speaks, or the room does. A prompt, while it plays, stands in its place. */
  hear(from: object, packet: RtpPacket): void {
    if (!this.#endPlay) this.#send(from, packet);
  }

  /** The other end pressed a digit: it is told, not passed on. */
  withheld(from: Leg, packet: RtpPacket): void {
    this.#out.skip(from, packet);
  }

  #send(owner: object, packet: RtpPacket): void {
    if (!this.#listening?.heard(owner, packet)) this.deliver(owner, packet);
  }

  /** To the far end, as the next piece of its one stream. */
  deliver(owner: object, packet: RtpPacket): void {
    const now = performance.now();
    if (this.needs.isLeftAlone && this.isExpectedToSend && now - this.#aliveAt > MOVED_MS) return;
    const out = this.#out.take(owner, packet, now);
    if (!out) return;
    this.#heard?.add(out, now);
    this.transmit(out);
  }

  get listening(): Listening | undefined {
    return this.#listening;
  }

  setListening(listening: Listening | undefined): void {
    this.#listening = listening;
  }

  get outlet(): Outlet | undefined {
    return this.#outlet;
  }

  bridge(other: Leg): void {
    this.enter(other);
    other.enter(this);
  }

  /** Out of whatever it was in, and whatever it heard stops. */
  enter(outlet: Outlet): void {
    this.unbridge();
    this.stop();
    this.#outlet = outlet;
  }

  /** Alone: out of its bridge, or out of its room. */
  unbridge(): void {
    const was = this.#outlet;
    this.#outlet = undefined;
    was?.left(this);
  }

  /** The other end of the bridge went. */
  left(other: Leg): void {
    if (this.#outlet === other) this.#outlet = undefined;
  }

  play(prompt: Prompt): void {
    this.stop();
    const owner = {};
    let [at, seq, timestamp] = [prompt.goesOn && this.#music?.sound === prompt.sound ? this.#music.at : 0, 0, 0];
    const onFrame = (skipped: number): void => {
      if (at >= prompt.sound.length) return this.#endPlay?.("ended");
      timestamp += skipped * SAMPLES_PER_FRAME;
      const payload = prompt.sound.subarray(at, at + SAMPLES_PER_FRAME);
      this.#send(owner, { payloadType: PCMU, marker: seq === 0, seq: seq % 65_536, timestamp: timestamp >>> 0, ssrc: 0, payload });
      seq += 1;
      timestamp += SAMPLES_PER_FRAME;
      at += SAMPLES_PER_FRAME;
      if (prompt.loop && at >= prompt.sound.length) at = 0;
    };
    this.#endPlay = (how) => {
      this.#endPlay = undefined;
      if (prompt.goesOn) this.#music = { sound: prompt.sound, at };
      this.needs.clock.stop(onFrame);
      this.needs.tell({ kind: "played", id: this.id, play: prompt.play, how });
    };
    this.needs.clock.start(onFrame);
  }

  stop(): void {
    this.#endPlay?.("stopped");
  }

  record(heard: boolean): void {
    this.stopRecording();
    this.#said = new Timeline(performance.now());
    this.#heard = heard ? new Timeline(performance.now()) : undefined;
  }

  stopRecording(): void {
    const now = performance.now();
    this.#tellRecorded((side) => side.finish(now));
    this.#said = this.#heard = undefined;
  }

  /** Called every 100 ms: what is settled leaves this process to be sealed. */
  flushRecording(now: number): void {
    this.#tellRecorded((side) => side.settle(now));
  }

  #tellRecorded(take: (side: Timeline) => Buffer): void {
    for (const [side, line] of [["said", this.#said], ["heard", this.#heard]] as const) {
      const pcmu = line ? take(line) : undefined;
      if (pcmu?.length) this.needs.tell({ kind: "recorded", id: this.id, side, pcmu });
    }
  }

  /** `stalledMs`: for so long this process itself was not running, which is no silence of the far end. */
  check(now: number, stalledMs: number): void {
    this.#aliveAt += stalledMs;
    if (!this.isExpectedToSend) return this.alive(now);
    const quietSeconds = (now - this.#aliveAt) / 1000;
    if (this.#watch === "browser") this.#checkBrowser(quietSeconds);
    else this.#checkPhone(quietSeconds);
  }

  #checkPhone(quietSeconds: number): void {
    const step = this.needs.limits.silentStepSeconds;
    if (quietSeconds < (this.#silentSteps + 1) * step) return;
    this.#silentSteps += 1;
    this.needs.tell({ kind: "silent", id: this.id, seconds: this.#silentSteps * step });
  }

  #checkBrowser(quietSeconds: number): void {
    const { browserQuietSecondsMax, browserConnectSecondsMax } = this.needs.limits;
    if (quietSeconds > (this.#connected ? browserQuietSecondsMax : browserConnectSecondsMax)) this.gone();
  }

  #isGone = false;
  protected gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.needs.tell({ kind: "gone", id: this.id });
  }

  protected get connectedNow(): boolean {
    return this.#connected && !this.#isGone;
  }

  protected connectedBySignal(): void {
    this.alive();
    this.#connect();
  }

  close(): void {
    this.#isGone = true;
    this.#listening?.end();
    this.unbridge();
    this.stop();
    this.stopRecording();
    this.closeSockets();
  }
}
