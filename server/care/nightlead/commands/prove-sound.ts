import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { tonesAfter } from "../rules/tones.ts";
import * as store from "../store/sound.ts";

/** `tones`: what the browser is to play now; null once this sign-in has proved its sound. */
export interface SoundStanding {
  readonly tones: number | null;
  readonly provedAt: Instant | null;
}

const sessionOf = (as: Operating): string => (as.kind === "person" && as.session) || "none";
const shown = ({ tones, provedAt }: store.SoundRow): SoundStanding => ({ tones: provedAt === null ? tones : null, provedAt });

/** [NL11] Asked when a desk opens. Another sign-in of the same person begins anew: it may be at another desk, with another headset. */
export const askSound = (needs: Needs) => (as: Operating): Promise<SoundStanding> =>
  needs.db.transaction(as.scope, async (tx) => {
    const row = await store.lock(tx, as.person);
    return row?.session === sessionOf(as) ? shown(row) : shown(await play(needs, tx, { as, before: null }));
  });

/** Nothing is proved until the number is said. */
async function play(needs: Needs, tx: Tx, { as, before }: { as: Operating; before: number | null }): Promise<store.SoundRow> {
  const row = { person: as.person, session: sessionOf(as), tones: tonesAfter(before, needs.world.bytes(1)[0]!), askedAt: needs.world.now(), provedAt: null };
  await store.save(tx, row);
  return row;
}

/** [NL11] The number that was heard. A wrong one is answered with another number of tones. */
export const proveSound = (needs: Needs) => (as: Operating, heard: number): Promise<Outcome<SoundStanding>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const row = await store.lock(tx, as.person);
    if (row?.session !== sessionOf(as)) return refuse(refusals.nothingPlayed);
    const isHeard = row.provedAt !== null || row.tones === heard;
    await needs.audit.record(tx, as, "desk.sound", { type: "person", id: as.person }, isHeard ? "heard" : "not-heard");
    if (!isHeard) return done(shown(await play(needs, tx, { as, before: row.tones })));
    const proved = { ...row, provedAt: row.provedAt ?? needs.world.now() };
    await store.save(tx, proved);
    return done(shown(proved));
  });
