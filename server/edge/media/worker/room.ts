/** Several ends that hear each other: one clock, one mix for each end. Lives in the media process of its ends. */
import type { RoomPart } from "../../../care/calls/ports.ts";
import { SAMPLES_PER_FRAME } from "../g711.ts";
import { mixFor, ROOM_ENDS_MAX } from "../mixing.ts";
import { Playout } from "../playout.ts";
import { HOLD_MUSIC, promptSound } from "../prompts.ts";
import type { RtpPacket } from "../rtp.ts";
import { Fault } from "./fault.ts";
import type { Leg, Outlet } from "./leg.ts";
import type { PlayClock } from "./play-clock.ts";

export interface Seat { readonly leg: Leg; readonly part: RoomPart }

/** What turns a room, a frame each 20 ms. */
type Clock = Pick<PlayClock, "start" | "stop">;

interface Taken { part: RoomPart; readonly playout: Playout }

const PCMU = 0;

export class Room implements Outlet {
  readonly #clock: Clock;
  readonly #taken = new Map<Leg, Taken>();
  readonly #music = promptSound(HOLD_MUSIC);
  readonly #onFrame = (skipped: number): void => this.#turn(skipped);
  /** Frames since the room began: those of time, and those that were sent. */
  #frames = 0;
  #sent = 0;

  /** Throws before anything is changed when these ends cannot be in one room. */
  static seat(seats: readonly Seat[], clock: Clock): void {
    checkSeats(seats);
    const room = seats.map(({ leg }) => leg.outlet).find((outlet) => outlet instanceof Room) ?? new Room(clock);
    room.#arrange(seats);
  }

  private constructor(clock: Clock) {
    this.#clock = clock;
    clock.start(this.#onFrame);
  }

  #arrange(seats: readonly Seat[]): void {
    for (const leg of this.#taken.keys()) if (!seats.some((seat) => seat.leg === leg)) leg.unbridge();
    for (const { leg, part } of seats) {
      const before = this.#taken.get(leg);
      if (before) before.part = part;
      else {
        this.#taken.set(leg, { part, playout: new Playout() });
        leg.enter(this);
      }
    }
  }

  /** Of this end's sound: only what somebody may hear is kept. */
  hear(from: Leg, packet: RtpPacket): void {
    const taken = this.#taken.get(from);
    if (taken?.part === "speaks") taken.playout.add(packet);
  }

  /** A digit is told, and nobody hears it: its place in time is silence. */
  withheld(): void {}

  left(leg: Leg): void {
    this.#taken.delete(leg);
    if (this.#taken.size === 0) this.#clock.stop(this.#onFrame);
  }

  #turn(skipped: number): void {
    this.#frames += skipped + 1;
    this.#sent += 1;
    for (const { playout } of this.#taken.values()) playout.skip(skipped);
    const everybody = [...this.#taken].map(([leg, { part, playout }]) => ({ leg, mouth: { id: leg.id, part, said: playout.take() } }));
    const mouths = everybody.map(({ mouth }) => mouth);
    for (const { leg, mouth } of everybody) leg.hear(this, this.#packet(mouth.part === "held" ? this.#bar() : mixFor(mouth, mouths)));
  }

  /** All who are held hear the same place of the music. */
  #bar(): Buffer {
    const bars = Math.floor(this.#music.length / SAMPLES_PER_FRAME);
    const at = (this.#frames % bars) * SAMPLES_PER_FRAME;
    return this.#music.subarray(at, at + SAMPLES_PER_FRAME);
  }

  #packet(payload: Buffer): RtpPacket {
    return { payloadType: PCMU, marker: false, seq: this.#sent % 65_536, timestamp: (this.#frames * SAMPLES_PER_FRAME) >>> 0, ssrc: 0, payload };
  }
}

function checkSeats(seats: readonly Seat[]): void {
  if (seats.length === 0 || seats.length > ROOM_ENDS_MAX) throw new Fault(`a room has from 1 to ${ROOM_ENDS_MAX} ends`);
  if (new Set(seats.map(({ leg }) => leg)).size < seats.length) throw new Fault("an end has one place in a room");
}
