import type { PersonId } from "../../../foundation/ids.ts";
import { isLive, type CallState } from "./call-words.ts";

/** What a supervisor who wants to listen stands before. */
export interface Wish {
  readonly person: PersonId;
  /** Has a call of their own, or is offered one. */
  readonly isOnACall: boolean;
  /** Who listens to this call already. */
  readonly listener: PersonId | null;
}

type ListenVerdict = "listens" | "yourOwnCall" | "onACall" | "nobodyToHear" | "listenedTo";

/** [C60] [C63] A call is listened to by way of its operator: without one, two people talk with nobody of ours, and nobody of ours hears them. */
export function mayListen(state: CallState, { person, isOnACall, listener }: Wish): ListenVerdict {
  if (!isLive(state) || state.operator === null) return "nobodyToHear";
  if (state.operator === person) return "yourOwnCall";
  if (isOnACall) return "onACall";
  return listener === null || listener === person ? "listens" : "listenedTo";
}

/** [C64] Whether who listens still hears the operator they wanted to hear. */
export const goesOn = (state: CallState, operator: PersonId): boolean => isLive(state) && state.operator === operator;
