import type { CallId } from "../../../foundation/ids.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

type Act = { readonly kind: "take-over" } | { readonly kind: "finish"; readonly reason: string };

/** [K11] An operator takes over what another left behind, or finishes what is theirs. Either way it asks nobody else any more. */
export const finishing = (needs: Needs, moved: () => void) => async (as: Operating, ask: { call: CallId; act: Act }): Promise<Outcome<undefined>> => {
  const outcome = await needs.calls.handle(as, ask);
  if (outcome.ok) {
    await needs.db.transaction(as.scope, (tx) => store.finishUnfinished(tx, { call: ask.call, at: needs.world.now(), by: as.person }));
    moved();
  }
  return outcome;
};
