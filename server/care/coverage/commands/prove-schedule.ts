import type { Hole as ShownHole, Proof } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { CoverAsk, Hole, Override } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { opensOf } from "./judge-override.ts";
import { lookAt } from "./on-account.ts";
import { prove, shownProof } from "./prove.ts";

export interface ProofAsk extends NonNullable<CoverAsk["proposed"]> {
  /** With this override on top. */
  readonly override?: Override | undefined;
}

const shownHole = (account: AccountId, { from, until, rank, why }: Hole): ShownHole => ({ account, from: toIso(from), until: toIso(until), rank, why });

/** [CV2] [CV19] The next 60 days as they are, or as they would be with what is proposed. Saves nothing. */
export const proveSchedule =
  (needs: Needs) =>
  (as: Actor, account: AccountId, { override, ...proposed }: ProofAsk): Promise<Outcome<Proof & { opens: (ShownHole & { say: string }) | null }>> =>
    lookAt(needs, { as, account, act: "oncall.see" }, async (tx) => {
      const asked = Object.values(proposed).some((part) => part !== undefined);
      const proven = await prove(needs, tx, { account, proposed: asked ? proposed : undefined, ...(override && { overrides: [override] }) });
      if (!proven.ok) return proven;
      const opened = override ? await opensOf(needs, tx, { account, override }) : done(undefined);
      if (!opened.ok) return opened;
      const opens = opened.value ? { ...shownHole(account, opened.value.hole), say: opened.value.say } : null;
      return done({ ...(await shownProof({ needs, tx }, account, proven.value)), opens });
    });
