import type { Instant } from "../../../foundation/time.ts";
import { MINUTES_PER_DAY, wallAt } from "../../directory/index.ts";

/** Minutes since midnight on the practice's own clock. */
export const wallMinuteOf = (at: Instant, zone: string): number => wallAt(at, zone) % MINUTES_PER_DAY;
