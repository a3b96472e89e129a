import { z } from "zod";
import { Iso, route, Uuid } from "./common.ts";
import { WorkingRow } from "./messages.ts";

export const DIGEST_MESSAGES_MAX = 300;
export const DIGESTS_SHOWN_MAX = 31;

/** One night of one practice, counted when it was made. No patient. */
export const Digest = z.object({
  id: Uuid, account: Uuid, from: Iso, until: Iso, madeAt: Iso,
  calls: z.number().int(), unanswered: z.number().int(), messages: z.number().int(), taken: z.number().int(), held: z.number().int(),
  untaken: z.number().int().describe("nobody had acknowledged them when it was made"),
  dueAt: Iso.nullable().describe("the office opens it until then; null: there is nothing to pick up"),
  pickedUpBy: z.string().nullable(), pickedUpAt: Iso.nullable(),
});
export type Digest = z.infer<typeof Digest>;
export const DigestMessage = z.object({ row: WorkingRow, held: z.boolean(), openedBy: z.string().nullable(), openedAt: Iso.nullable() });
export const DigestPlan = z.object({ at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/), pickUpMinutes: z.number().int().min(15).max(600) });
export type DigestPlan = z.infer<typeof DigestPlan>;

const Account = z.object({ account: Uuid });
export const digestRoutes = {
  digests: route({ method: "GET", path: "/api/accounts/:account/digests", summary: "The digests of the last nights, newest first, with who picked each up, and when they are made", params: Account, reply: z.object({ digests: z.array(Digest).max(DIGESTS_SHOWN_MAX), plan: DigestPlan }) }),
  openDigest: route({ method: "POST", path: "/api/digests/:digest/open", summary: "One digest with its messages; opened by the office, that is the proof of its pick-up", params: z.object({ digest: Uuid }), body: z.object({}), reply: z.object({ digest: Digest, messages: z.array(DigestMessage).max(DIGEST_MESSAGES_MAX), more: z.boolean() }) }),
  saveDigestPlan: route({ method: "PUT", path: "/api/accounts/:account/digest-plan", summary: "At which hour of the practice's own clock its digest is made, and how long it may wait to be opened", params: Account, body: DigestPlan, reply: DigestPlan }),
};
