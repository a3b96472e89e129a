import type { ImportPreview } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Cover, Rank } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { readCalendar, type Proposed } from "../rules/calendar-in.ts";
import * as store from "../store/calendars.ts";
import { lookAt } from "./on-account.ts";
import { prove, shownProof } from "./prove.ts";

/** How long what was shown may be saved: other people plan too. */
const PREVIEW_HOURS = 1;
/** Overrides of a preview that is proved before they have ids of their own. */
const PROPOSED = "proposed";

/** [CV14] What the calendar would change, and what it would leave uncovered. Kept for the hour in which it may be saved; changes nothing. */
export const previewImport =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: { rank: Rank; calendar: string }): Promise<Outcome<ImportPreview>> =>
    lookAt(needs, { as, account: id, act: "oncall.change" }, async (tx, account) => {
      const before = await prove(needs, tx, { account: id });
      if (!before.ok || as.kind !== "person") return before.ok ? refuse(refusals.notAllowed) : before;
      const { cover } = before.value;
      const read = readCalendar(ask.calendar, { at: needs.world.now(), zone: cover.zone, people: [...cover.people.values()] });
      if (typeof read === "string") return refuse(read === "too-much" ? refusals.tooMuch : refusals.noCalendar);
      const overrides = read.proposals.map((one) => ({ ...one, rank: ask.rank }));
      const after = await prove(needs, tx, { account: id, overrides: overrides.map((one) => ({ ...one, id: PROPOSED })) });
      if (!after.ok) return after;
      const row = { client: account.client, id: needs.world.id(), account: id, shownTo: as.person, shownAt: needs.world.now(), overrides };
      await store.insertImport(tx, row);
      await needs.audit.record(tx, as, "coverage.preview-import", { type: "import", id: row.id, client: account.client }, "yes", { account: id, proposals: overrides.length });
      return done({
        id: row.id, zone: cover.zone,
        proposals: read.proposals.map((one) => shown(one, cover, ask.rank)),
        leftOut: [...read.leftOut].map(([why, count]) => ({ why, count })),
        now: await shownProof({ needs, tx }, id, before.value), after: await shownProof({ needs, tx }, id, after.value),
      });
    });

const nameOf = ({ people }: Cover, person: Proposed["person"] | null | undefined): string | null => (person ? (people.get(person)?.name ?? null) : null);

function shown(one: Proposed, cover: Cover, rank: Rank): ImportPreview["proposals"][number] {
  const stands = cover.ranks.find((of) => of.rank === rank)?.spans.find((span) => span.from <= one.from && one.from < span.until)?.person;
  return { from: toIso(one.from), until: toIso(one.until), person: one.person, name: nameOf(cover, one.person) ?? "", rank, now: nameOf(cover, stands) };
}

function judge(row: store.ImportRow | undefined, as: Actor, now: Instant): Outcome<store.ImportRow> {
  if (!row || as.kind !== "person" || row.shownTo !== as.person) return refuse(refusals.noSuchImport);
  return row.savedAt !== null || plus(row.shownAt, { hours: PREVIEW_HOURS }) < now ? refuse(refusals.importOver) : done(row);
}

/** [CV14] Each becomes an override, with the rules of one that is typed; what is refused there is counted. */
export const saveImport =
  (needs: Needs) =>
  async (as: Actor, id: AccountId, ask: { import: string; reason: string }): Promise<Outcome<{ added: number; refused: number }>> => {
    const taken = await lookAt(needs, { as, account: id, act: "oncall.change" }, (tx, { client }) => take(needs, tx, { as, account: id, client, id: ask.import }));
    if (!taken.ok) return taken;
    let added = 0;
    for (const { from, until, person, rank } of taken.value.overrides) {
      const outcome = await needs.oncall.addOverride(as, id, { from, until, person, rank: rank as Rank, reason: ask.reason });
      if (outcome.ok) added += 1;
    }
    return done({ added, refused: taken.value.overrides.length - added });
  };

/** Once: of two who press at once, the second is told that it was saved. */
async function take(needs: Needs, tx: Tx, of: { as: Actor; account: AccountId; client: string; id: string }): Promise<Outcome<store.ImportRow>> {
  const now = needs.world.now();
  const judged = judge(await store.lockImport(tx, of), of.as, now);
  await needs.audit.record(tx, of.as, "coverage.save-import", { type: "import", id: of.id, client: of.client as never }, verdictOf(judged));
  if (judged.ok) await store.noteSaved(tx, of.id, now);
  return judged;
}
