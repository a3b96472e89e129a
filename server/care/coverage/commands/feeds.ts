import { createHash, timingSafeEqual } from "node:crypto";
import type { Feed } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { AccountRow } from "../../directory/index.ts";
import { seatsOf } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { calendarText, type Entry } from "../rules/calendar-out.ts";
import { stretchesOf } from "../rules/hand-overs.ts";
import { sayRank, wallWords } from "../rules/words.ts";
import * as store from "../store/calendars.ts";
import { lookAt } from "./on-account.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const FEEDS_MAX = 10;
const LISTED_MAX = 100;
/** More practices than this nobody covers; the calendar of whoever does shows the first by name. */
const PLACES_MAX = 100;
/** What a calendar shows: a week back, so that a night that runs is whole, and the days that are proved. */
const SHOWN_BACK = { days: -7 };
const SHOWN_AHEAD = { days: 60 };

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** [CV12] The address is shown this once; what is kept is a hash of it. */
export const makeFeed =
  (needs: Needs) =>
  (as: Actor, id: AccountId, shows: Feed["shows"]): Promise<Outcome<{ id: string; url: string }>> =>
    lookAt(needs, { as, account: id, act: "oncall.see" }, async (tx, account) => {
      if (as.kind !== "person") return refuse(refusals.notAllowed);
      if ((await store.feedsOf(tx, id, { person: as.person, limit: FEEDS_MAX })).length >= FEEDS_MAX) return refuse(refusals.tooManyFeeds);
      const token = needs.world.bytes(TOKEN_BYTES).toString("base64url");
      const feed = { id: needs.world.id(), client: account.client, account: id, person: as.person, shows, madeAt: needs.world.now() };
      await store.insertFeed(tx, { ...feed, hash: hashOf(token) });
      await needs.audit.record(tx, as, "coverage.make-feed", { type: "feed", id: feed.id, client: account.client }, "yes", { account: id, shows });
      return done({ id: feed.id, url: `${needs.site().origin}/api/calendar/${token}` });
    });

/** [CV25] A clinician's one address for all of their duty. A new one ends the one before. */
export const makeOwnFeed =
  (needs: Needs) =>
  (as: Actor): Promise<Outcome<{ id: string; url: string }>> =>
    needs.db.transaction(as.scope, async (tx) => {
      if (as.kind !== "person") return refuse(refusals.notAllowed);
      const [token, madeAt] = [needs.world.bytes(TOKEN_BYTES).toString("base64url"), needs.world.now()];
      await store.revokeOwnFeeds(tx, as.person, madeAt);
      const feed = { id: needs.world.id(), client: null, account: null, person: as.person, shows: "mine" as const, madeAt };
      await store.insertFeed(tx, { ...feed, hash: hashOf(token) });
      await needs.audit.record(tx, as, "coverage.make-feed", { type: "feed", id: feed.id }, "yes", { shows: "mine" });
      return done({ id: feed.id, url: `${needs.site().origin}/api/calendar/${token}` });
    });

export const readOwnFeed = (needs: Needs) => (as: Actor): Promise<Outcome<{ feed: { id: string; madeAt: string } | null }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const feed = as.kind === "person" ? await store.ownFeed(tx, as.person) : undefined;
    return done({ feed: feed ? { id: feed.id, madeAt: toIso(feed.madeAt) } : null });
  });

export const revokeOwnFeed = (needs: Needs) => (as: Actor): Promise<Outcome<object>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const feed = as.kind === "person" ? await store.ownFeed(tx, as.person) : undefined;
    if (!feed || as.kind !== "person") return refuse(refusals.noSuchFeed);
    await store.revokeOwnFeeds(tx, as.person, needs.world.now());
    await needs.audit.record(tx, as, "coverage.revoke-feed", { type: "feed", id: feed.id }, "yes");
    return done({});
  });

/** Whose calendars a person sees and ends: their own; whoever may change the schedule, everybody's of that account. */
const ownerOf = async ({ access }: Needs, tx: Tx, { as, client }: { as: Actor; client: string }): Promise<PersonId | null> =>
  as.kind === "person" && !(await access.may(tx, as, "oncall.change", client)) ? as.person : null;

export const listFeeds =
  (needs: Needs) =>
  (as: Actor, id: AccountId): Promise<Outcome<{ feeds: Feed[] }>> =>
    lookAt(needs, { as, account: id, act: "oncall.see" }, async (tx, { client }) => {
      const rows = await store.feedsOf(tx, id, { person: await ownerOf(needs, tx, { as, client }), limit: LISTED_MAX });
      const names = await needs.namesOf(tx, [...new Set(rows.map(({ person }) => person))]);
      return done({ feeds: rows.map((row) => ({ id: row.id, shows: row.shows, person: names.get(row.person) ?? "Somebody who has left", mine: as.kind === "person" && row.person === as.person, madeAt: toIso(row.madeAt) })) });
    });

/** [CV12] From this moment the address answers nothing. */
export const revokeFeed =
  (needs: Needs) =>
  (as: Actor, account: AccountId, id: string): Promise<Outcome<object>> =>
    lookAt<object>(needs, { as, account, act: "oncall.see" }, async (tx, { client }) => {
      const owner = await ownerOf(needs, tx, { as, client });
      const known = (await store.feedsOf(tx, account, { person: owner, limit: LISTED_MAX })).some((feed) => feed.id === id);
      await needs.audit.record(tx, as, "coverage.revoke-feed", { type: "feed", id, client }, known ? "yes" : "no");
      if (!known) return refuse(refusals.noSuchFeed);
      await store.revokeFeed(tx, { id, account, at: needs.world.now() });
      return done({});
    });

/** [CV12] By the address alone. Every way in which it may be wrong has the same answer. */
export const readFeed =
  (needs: Needs) =>
  async (nobody: Actor, token: string): Promise<Outcome<string>> => {
    if (!TOKEN.test(token)) return refuse(refusals.noSuchFeed);
    const hash = hashOf(token);
    const feed = await needs.db.transaction(nobody.scope, (tx) => store.feedByHash(tx, hash));
    if (!feed || !timingSafeEqual(feed.hash, hash)) return refuse(refusals.noSuchFeed);
    return feed.account === null ? readOwn(needs, feed.person) : readOf(needs, feed);
  };

/** A place's calendar, for a reader who may see the place's duty at this moment. */
const readOf = (needs: Needs, feed: store.FeedRow): Promise<Outcome<string>> =>
  needs.db.transaction({ role: "app", clients: [feed.client] }, async (tx) => {
    const account = await needs.directory.account(tx, feed.account);
    const reader = await needs.access.actorFor(tx, feed.person);
    if (!account || !(await needs.access.may(tx, reader, "oncall.see", feed.client))) return refuse(refusals.noSuchFeed);
    const entries = await entriesAt(needs, tx, { account, person: feed.shows === "mine" ? feed.person : null });
    return entries ? done(calendarText({ name: `On call, ${account.name}`, at: needs.world.now(), entries })) : refuse(refusals.noSuchFeed);
  });

/** [CV25] Each practice is read in the scope of its own client, and of it this person's duty alone. Whoever covers nothing any more reads nothing. */
async function readOwn(needs: Needs, person: PersonId): Promise<Outcome<string>> {
  const reader = await needs.db.transaction({ role: "app", clients: [] }, (tx) => needs.access.actorFor(tx, person));
  const places = await needs.oncall.coveredBy(reader);
  if (places.length === 0) return refuse(refusals.noSuchFeed);
  const entries: Entry[] = [];
  for (const account of places.slice(0, PLACES_MAX)) entries.push(...((await needs.db.transaction({ role: "app", clients: [account.client] }, (tx) => entriesAt(needs, tx, { account, person }))) ?? []));
  return done(calendarText({ name: "My duty", at: needs.world.now(), entries: entries.toSorted((a, b) => a.from - b.from) }));
}

/** [CV12] Names of clinicians, ranks and the practice, of everybody or of one person: who may be on duty, and nothing else. One who has left is not shown. */
async function entriesAt({ oncall, world }: Needs, tx: Tx, { account, person: only }: { account: AccountRow; person: PersonId | null }): Promise<Entry[] | undefined> {
  const at = world.now();
  const cover = await oncall.cover(tx, account.id, { window: { from: plus(at, SHOWN_BACK), until: plus(at, SHOWN_AHEAD) } });
  if (!cover?.ok) return undefined;
  const { zone, people } = cover.value;
  return seatsOf(cover.value).flatMap(({ rank, spans }) =>
    stretchesOf(spans).flatMap(({ from, until, person }): Entry[] => {
      const known = person === null || (only !== null && person !== only) ? undefined : people.get(person);
      const words = { summary: `${known?.name ?? ""}, ${sayRank(rank)}, ${account.name}`, description: `${wallWords(from, zone)} to ${wallWords(until, zone)} by the practice's clock (${zone})` };
      return known ? [{ uid: `${account.id}-${rank}-${from}@compline`, from, until, ...words }] : [];
    }),
  );
}
