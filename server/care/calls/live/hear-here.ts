import { soundOf } from "../rules/inherited.ts";
import type { LiveCall } from "./board.ts";
import { performEffect, type EffectNeeds } from "./effects.ts";
import { owesNotice } from "./recorded-before.ts";
import { ringAnew } from "./rung-anew.ts";

/** [C83] The sound of a dead node's call is here: those who talk hear each other, a caller without anybody hears us, and whoever has them is asked for their sound. */
export async function hearHere(needs: EffectNeeds, call: LiveCall): Promise<void> {
  const sound = soundOf(call.state, { notice: owesNotice(call) });
  if (call.state.phase === "joined") await performEffect(needs, call, { do: "join" });
  for (const { leg, stage } of call.state.others) if (stage === "asked") await performEffect(needs, call, { do: "ask-key", leg });
  if (sound) await performEffect(needs, call, { do: "play", ...sound });
  if (call.state.operator !== null) {
    call.browserAwaitedSince = needs.world.now();
    needs.mediaLost(call);
  }
  await ringAnew(needs, call, (leg) => performEffect(needs, call, { do: "dial", leg }));
}
