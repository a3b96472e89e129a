import type { DeskPlace } from "../../../../contract/index.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import { done } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { KnownDesk, Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";

interface ShownDesk {
  readonly workstation: string;
  readonly desk: DeskPlace | null;
  readonly seenAt: string;
  readonly seenBy: string;
  readonly savedAt: string | null;
}

/** [K71] Every desk that was seen, who was there last, and where it stands; those without a place first. */
async function shown(needs: Needs, as: Operating, desks: readonly KnownDesk[]): Promise<Outcome<{ desks: ShownDesk[] }>> {
  const names = await needs.db.transaction(as.scope, (tx) => needs.people.namesOf(tx, [...new Set(desks.map(({ seenBy }) => seenBy))]));
  const rows = desks.map(({ workstation, desk, seenAt, seenBy, savedAt }) => ({ workstation, desk, seenAt: toIso(seenAt), seenBy: names.get(seenBy) ?? "", savedAt: savedAt === null ? null : toIso(savedAt) }));
  return done({ desks: rows.toSorted((a, b) => Number(a.desk !== null) - Number(b.desk !== null)) });
}

export const showDesks = (needs: Needs) => async (as: Operating): Promise<Outcome<{ desks: ShownDesk[] }>> => {
  const desks = await needs.calls.help.deskPlaces(as);
  return desks.ok ? shown(needs, as, desks.value) : desks;
};

export const saveDesk = (needs: Needs) => async (as: Operating, ask: { workstation: string; desk: DeskPlace }): Promise<Outcome<{ desks: ShownDesk[] }>> => {
  const desks = await needs.calls.help.saveDeskPlace(as, ask);
  return desks.ok ? shown(needs, as, desks.value) : desks;
};
