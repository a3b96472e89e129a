import { system } from "../../foundation/actor.ts";
import { NotYet } from "../../foundation/due/index.ts";
import { plus } from "../../foundation/time.ts";
import type { Answer, Channel, Errand, Guard } from "../delivery/index.ts";
import { keep } from "./live/keep.ts";
import type { Rings } from "./live/rings.ts";
import type { Needs } from "./needs.ts";
import { UNDER_WAY_MINUTES } from "./rules/line-up.ts";
import { hindrance } from "./rules/telephone.ts";
import { standingOf } from "./standing.ts";

export const VOICE = "voice";

/** A trunk bears some dozens of calls; a person who is rung is told of all that waits, so more calls than two a minute reach nobody better. */
export const VOICE_GUARD: Guard = {
  limits: { channel: { perMinute: 60, atOnceMax: 20 }, person: { perMinute: 2, atOnceMax: 6 } },
  patience: { faultsMax: 3, pauseSeconds: 60, pauseSecondsMax: 900, answerSecondsMax: 20 },
};

/** [VD7] [VD12] A page by telephone: in the inbox as well, then rung. Its answer is kept when the call is over, and until then it is under way. */
export const voiceChannel = (needs: Needs, rings: Rings): Channel => ({
  name: VOICE,
  guard: VOICE_GUARD,
  send: async (errand, keepAnswer): Promise<Answer> => {
    const placed = await needs.inbox.send(errand, async () => undefined);
    if (placed.kind === "failed") return placed;
    const why = await whyNot(needs, errand);
    if (why) return keep(needs, { errand, keep: keepAnswer }, why);
    await rings.add({ errand, keep: keepAnswer });
    throw new NotYet(plus(needs.world.now(), { minutes: UNDER_WAY_MINUTES }));
  },
});

async function whyNot(needs: Needs, { person }: Errand): Promise<ReturnType<typeof hindrance> | "no-trunk"> {
  const standing = await needs.db.transaction(system("voice", { role: "app" }).scope, (tx) => standingOf(needs, tx, person));
  return hindrance(standing, needs.world.now()) ?? (needs.line.hasTrunk() ? undefined : "no-trunk");
}
