import { SKIPPED_MAX, UNKNOWN_MAX, type ImportPreview } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Cover, Rank } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { badCalendar, notSaved, refusals } from "../refusals.ts";
import { countsOf, readCalendar, unknownIn, type Proposed, type Skipped } from "../rules/calendar-in.ts";
import { wallWords } from "../rules/words.ts";
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
      const room = await needs.oncall.roomForOverrides(tx, id);
      const read = readCalendar(ask.calendar, { at: needs.world.now(), zone: cover.zone, people: [...cover.people.values()], room });
      if ("what" in read) return refuse(badCalendar(read));
      const overrides = read.proposals.map((one) => ({ ...one, rank: ask.rank }));
      const after = await prove(needs, tx, { account: id, overrides: overrides.map((one) => ({ ...one, id: PROPOSED })) });
      if (!after.ok) return after;
      const counts = { events: read.events, skipped: read.skipped.length };
      const row = { client: account.client, id: needs.world.id(), account: id, shownTo: as.person, shownAt: needs.world.now(), overrides, ...counts };
      await store.insertImport(tx, row);
      await needs.audit.record(tx, as, "coverage.preview-import", { type: "import", id: row.id, client: account.client }, "yes", { account: id, proposals: overrides.length, ...counts });
      return done({
        id: row.id, zone: cover.zone, events: read.events,
        proposals: read.proposals.map((one) => shown(one, cover, ask.rank)),
        ...shownSkips(read.skipped),
        now: await shownProof({ needs, tx }, id, before.value), after: await shownProof({ needs, tx }, id, after.value),
      });
    });

const shownSkips = (skipped: readonly Skipped[]): Pick<ImportPreview, "leftOut" | "skipped" | "more" | "unknown"> => ({
  leftOut: countsOf(skipped),
  skipped: skipped.slice(0, SKIPPED_MAX).map(({ why, title, at }) => ({ why, title, at: at === null ? null : toIso(at) })),
  more: Math.max(0, skipped.length - SKIPPED_MAX),
  unknown: unknownIn(skipped).slice(0, UNKNOWN_MAX),
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

/** [CV14] Each becomes an override, with the rules of one that is typed: all of them, or none. Of two who press at once, the second is told that it was saved. */
export const saveImport =
  (needs: Needs) =>
  (as: Actor, id: AccountId, ask: { import: string; reason: string }): Promise<Outcome<{ events: number; added: number; skipped: number }>> =>
    lookAt(needs, { as, account: id, act: "oncall.change" }, async (tx, { client }) => {
      const now = needs.world.now();
      const row = await store.lockImport(tx, { id: ask.import, account: id });
      const judged = judge(row, as, now);
      const saved = judged.ok ? await addAll(needs, tx, { as, row: judged.value, reason: ask.reason }) : judged;
      await needs.audit.record(tx, as, "coverage.save-import", { type: "import", id: ask.import, client }, verdictOf(saved));
      if (saved.ok) await store.noteSaved(tx, ask.import, now);
      return saved;
    });

async function addAll(needs: Needs, tx: Tx, { as, row, reason }: { as: Actor; row: store.ImportRow; reason: string }): Promise<Outcome<{ events: number; added: number; skipped: number }>> {
  const asks = row.overrides.map(({ from, until, person, rank }) => ({ from, until, person, rank: rank as Rank, reason }));
  const not = await needs.oncall.addOverrides(tx, as, { account: row.account, client: row.client, asks });
  if (!not) return done({ events: row.events, added: asks.length, skipped: row.skipped });
  const [account, names] = [await needs.directory.account(tx, row.account), await needs.namesOf(tx, [not.ask.person])];
  return refuse(notSaved(names.get(not.ask.person) ?? "somebody who has left", wallWords(not.ask.from, account?.zone ?? "UTC"), not.refusal));
}
