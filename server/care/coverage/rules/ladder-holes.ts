import type { PersonId } from "../../../foundation/ids.ts";
import { holeTracks, type Asked, type Hole, type InForce, type ReachOf, type SeatCover } from "../../oncall/index.ts";
import { askedBy, type SavedLadder } from "./in-force.ts";

type Window = Pick<InForce, "from" | "until">;

/**
 * [CV30] Every hole of the ladders as they would be, of which some minute is none with the ladders as they are. A role is compared with
 * itself: that a role had nobody excuses no minute at which nobody at all is reached.
 */
export function openedHoles(cover: SeatCover, { before, after, ...ask }: { before: readonly InForce[]; after: readonly InForce[]; of: ReachOf; window: Window }): Hole[] {
  const [was, would] = [holeTracks(cover, { ...ask, ladders: before }), holeTracks(cover, { ...ask, ladders: after })];
  return [...would].flatMap(([about, holes]) => holes.filter((hole) => !isWithin(hole, was.get(about) ?? []))).toSorted((a, b) => a.from - b.from);
}

/** Whether these stretches, in order, leave no minute of the window out. */
function isWithin({ from, until }: Window, stretches: readonly Window[]): boolean {
  const reachedTo = stretches.reduce((at, one) => (one.from <= at && one.until > at ? one.until : at), from);
  return reachedTo >= until;
}

export interface NeverReached {
  /** Counted from 0. */
  readonly step: number;
  /** "silent": somebody stands there, and has no telephone that it may ring. */
  readonly why: "nobody" | "silent";
}

interface StepsAsk {
  readonly steps: SavedLadder["steps"];
  /** Who covers the account. */
  readonly people: ReadonlyMap<PersonId, unknown>;
  /** Who has a telephone that was proved. */
  readonly rung: ReadonlySet<PersonId>;
  readonly window: Window;
}

/**
 * [CV30] The first step that asks a person and has nobody to ask in the whole window, whenever its message began. A page without a device
 * waits in the inbox, and the desk rings by hand, so that is a hole and no such step; a call to no telephone is one.
 */
export function neverReached(cover: SeatCover, { steps, people, rung, window }: StepsAsk): NeverReached | undefined {
  const of: ReachOf = (person, by) => {
    if (!people.has(person)) return "left";
    return by === "call" && !rung.has(person) ? "unverified" : "verified";
  };
  for (const [step, one] of steps.entries()) {
    const asked = askedBy(one);
    if (asked && isUnnamed(asked)) continue;
    const alone = { ...window, ladders: asked ? [{ asks: [asked], alarm: true, mustReach: true }] : [] };
    const holes = holeTracks(cover, { ladders: [alone], of, window }).get(null) ?? [];
    if (isWithin(window, holes)) return { step, why: holes.some(({ why }) => why === "unverified") ? "silent" : "nobody" };
  }
  return undefined;
}

/** A person or a role that is not chosen yet: what is wrong with such a step is its shape. */
const isUnnamed = ({ target, person, role }: Asked): boolean => (target === "person" && person === null) || (target === "role" && role === "");
