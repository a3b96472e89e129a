import type { Tx } from "../../../foundation/db/db.ts";
import type { CallId } from "../../../foundation/ids.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

/** [K72] Whoever reads the message later sees whom the operator rang for the caller, and what came of it. Finished twice, it is told once. */
async function tellOthers(needs: Needs, tx: Tx, { as, call: id }: { as: Operating; call: CallId }): Promise<void> {
  const call = await needs.calls.find(tx, id);
  const message = call?.message && (await needs.messages.find(tx, call.message));
  if (!call || !message) return;
  const at = needs.world.now();
  for (const say of await needs.calls.help.othersOf(tx, call)) {
    await needs.messages.addEvent(tx, { client: call.client, message: message.id, revision: message.revision, at, kind: "rang", who: as.person, say });
  }
}

type Act = { readonly kind: "take-over" } | { readonly kind: "finish"; readonly reason: string };

/** [K11] An operator takes over what another left behind, or finishes what is theirs. Either way it asks nobody else any more. */
export const finishing = (needs: Needs, moved: () => void) => async (as: Operating, ask: { call: CallId; act: Act }): Promise<Outcome<undefined>> => {
  const lived = needs.calls.live().some(({ id }) => id === ask.call);
  const outcome = await needs.calls.handle(as, ask);
  if (outcome.ok) {
    await needs.db.transaction(as.scope, async (tx) => {
      if (lived && ask.act.kind === "finish") await tellOthers(needs, tx, { as, call: ask.call });
      await store.finishUnfinished(tx, { call: ask.call, at: needs.world.now(), by: as.person });
    });
    moved();
  }
  return outcome;
};
