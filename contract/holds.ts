import { z } from "zod";
import { HoldFinding, HoldReason } from "./calls.ts";
import { Done, Iso, route, Uuid } from "./common.ts";

export const HOLDS_SHOWN_MAX = 200;

/** A message that waited for the office: who let it wait, why, and what came of it. No patient. */
export const Hold = z.object({
  id: Uuid, message: Uuid, revision: z.number().int(), account: Uuid, accountName: z.string(), zone: z.string(),
  heldAt: Iso, until: Iso.describe("when the office was to open"),
  heldBy: z.string().nullable().describe("null: the practice's own ladder"),
  reason: HoldReason.nullable(),
  outcome: z.enum(["waiting", "alarm", "office", "clinician", "corrected"]),
  takenBy: z.string().nullable(), takenAt: Iso.nullable(),
  /** Whoever asks held it: somebody else reviews it. */
  own: z.boolean(),
  reviewedBy: z.string().nullable(), reviewedAt: Iso.nullable(), finding: HoldFinding.nullable(),
});
export type Hold = z.infer<typeof Hold>;

export const holdRoutes = {
  takeHeld: route({ method: "POST", path: "/api/messages/:message/take-held", summary: "The office takes a message that was held for it, this revision", params: z.object({ message: Uuid }), body: z.object({ revision: z.number().int().min(1) }), reply: z.object({ takenAt: Iso }) }),
  holds: route({ method: "GET", path: "/api/holds", summary: "Held messages that nobody has reviewed, the longest first, and those reviewed in the last seven days", reply: z.object({ holds: z.array(Hold).max(HOLDS_SHOWN_MAX), more: z.boolean() }) }),
  reviewHold: route({ method: "POST", path: "/api/holds/:hold/review", summary: "Whether it was right to let a message wait; by somebody else than who did", params: z.object({ hold: Uuid }), body: z.object({ finding: HoldFinding }), reply: Done }),
};
