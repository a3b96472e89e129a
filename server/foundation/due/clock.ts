import { instant, type Instant } from "../time.ts";
import type { World } from "../world.ts";

/**
 * The time that waiting work goes by. It follows the product's clock forward and never goes back: when that clock is set back, it
 * goes on by the steady one, so that what waits five minutes waits five minutes. How far it is ahead of the product's clock since
 * then is added when work is kept and taken off when it is told, so nobody outside `due` ever sees it.
 */
export interface DueClock {
  now(): Instant;
  /** From the product's clock to this one, and back. */
  keep(at: Instant): Instant;
  tell(at: Instant): Instant;
  /** How far it is ahead, in whole milliseconds. */
  ahead(): number;
  /** Goes on from where another process left off, which kept its work by this clock. */
  resume(aheadMilliseconds: number): void;
}

export interface Step {
  readonly kind: "back" | "forward";
  readonly milliseconds: number;
}

/** Clocks are slewed by less than this; a difference that is larger was a step. */
const STEP_MILLISECONDS_MIN = 500;

export function createDueClock(world: Pick<World, "now" | "steady">, onStep: (step: Step) => void): DueClock {
  const last = { wall: world.now() as number, steady: world.steady(), due: world.now() as number };
  const look = (): { due: number; ahead: number } => {
    const [wall, steady] = [world.now() as number, world.steady()];
    const moved = wall - last.wall - (steady - last.steady);
    const due = Math.max(last.due + (steady - last.steady), wall);
    Object.assign(last, { wall, steady, due });
    if (Math.abs(moved) >= STEP_MILLISECONDS_MIN) onStep({ kind: moved < 0 ? "back" : "forward", milliseconds: Math.round(Math.abs(moved)) });
    return { due, ahead: Math.round(due - wall) };
  };
  return {
    now: () => instant(look().due),
    keep: (at) => instant(at + look().ahead),
    tell: (at) => instant(at - look().ahead),
    ahead: () => look().ahead,
    resume: (aheadMilliseconds) => void (last.due = Math.max(look().due, last.wall + aheadMilliseconds)),
  };
}
