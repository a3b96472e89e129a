/**
 * A supervisor's ear at one end: it hears what that end says and hears, whatever that is made of, and touches none of it.
 * Only while the supervisor whispers does what the end hears go through here, to have the whisper laid over it.
 */
import { SAMPLES_PER_FRAME } from "../g711.ts";
import { sumOf } from "../mixing.ts";
import { Playout } from "../playout.ts";
import type { RtpPacket } from "../rtp.ts";
import { Fault } from "./fault.ts";
import type { Leg, Listening, Outlet } from "./leg.ts";
import type { PlayClock } from "./play-clock.ts";

interface Who { readonly listener: Leg; readonly to: Leg }

const PCMU = 0;

export class Ear implements Outlet, Listening {
  readonly #who: Who;
  readonly #clock: Pick<PlayClock, "start" | "stop">;
  readonly #said = new Playout();
  #heard = { owner: undefined as object | undefined, playout: new Playout() };
  #whisper: Playout | undefined;
  readonly #onFrame = (skipped: number): void => this.#turn(skipped);
  #frames = 0;
  #sent = 0;

  /** Begins to listen; of an ear that is there already only whether it whispers is changed. */
  static put(who: Who & { readonly whispers: boolean }, clock: Pick<PlayClock, "start" | "stop">): void {
    if (who.listener === who.to) throw new Fault("an end does not listen to itself");
    const before = who.to.listening;
    const ear = before === undefined ? new Ear(who, clock) : before;
    if (!(ear instanceof Ear) || ear.#who.listener !== who.listener) throw new Fault("somebody listens there already");
    ear.#whisper = who.whispers ? (ear.#whisper ?? new Playout()) : undefined;
  }

  private constructor(who: Who, clock: Pick<PlayClock, "start" | "stop">) {
    this.#who = who;
    this.#clock = clock;
    who.listener.enter(this);
    who.to.setListening(this);
    clock.start(this.#onFrame);
  }

  /** The supervisor speaks: heard by nobody, or as a whisper. */
  hear(_from: Leg, packet: RtpPacket): void {
    this.#whisper?.add(packet);
  }

  withheld(): void {}

  said(packet: RtpPacket): void {
    this.#said.add(packet);
  }

  heard(owner: object, packet: RtpPacket): boolean {
    if (this.#heard.owner !== owner) this.#heard = { owner, playout: new Playout() };
    this.#heard.playout.add(packet);
    return this.#whisper !== undefined;
  }

  #turn(skipped: number): void {
    this.#frames += skipped + 1;
    this.#sent += 1;
    const { listener, to } = this.#who;
    const playouts = [this.#said, this.#heard.playout, this.#whisper];
    for (const each of playouts) each?.skip(skipped);
    const [said, heard, whisper] = playouts.map((each) => each?.take());
    listener.hear(this, this.#packet(sumOf([said, heard])));
    if (this.#whisper) to.deliver(this, this.#packet(sumOf([heard, whisper])));
  }

  #packet(payload: Buffer): RtpPacket {
    return { payloadType: PCMU, marker: false, seq: this.#sent % 65_536, timestamp: (this.#frames * SAMPLES_PER_FRAME) >>> 0, ssrc: 0, payload };
  }

  /** The supervisor left. */
  left(): void {
    this.#clock.stop(this.#onFrame);
    this.#who.to.setListening(undefined);
  }

  /** The end that was listened to is closed. */
  end(): void {
    this.#who.listener.unbridge();
  }
}
