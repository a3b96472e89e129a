import type { z } from "zod";
import type { LadderHours } from "../../contract/office.ts";

export type Hours = z.infer<typeof LadderHours>;
/** "The ladder of …". */
export const hoursWord: Readonly<Record<Hours, string>> = { always: "all hours", office: "office hours", "after-hours": "after hours", holiday: "holidays" };
export const specialHours = ["office", "after-hours", "holiday"] as const;
