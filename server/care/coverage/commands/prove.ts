import type { Proof, SeenHole } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { fromIso, plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { AccountRow, Timetable } from "../../directory/index.ts";
import { holesOf, isSeen, seatsOf, type BeforeSave, type Cover, type CoverAsk, type Hole, type InForce, type ReachOf } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { hole as holeRefusal, refusals } from "../refusals.ts";
import { inForce, namedBy } from "../rules/in-force.ts";
import { sayHole, seatCode } from "../rules/words.ts";
import * as reports from "../store/reports.ts";

const PROOF_DAYS = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What a question is asked with inside a transaction. */
export interface Within {
  readonly needs: Needs;
  readonly tx: Tx;
}

export interface Proven {
  readonly cover: Cover;
  readonly window: CoverAsk["window"];
  readonly holes: readonly Hole[];
  /** Who stands on the schedule and covers the account no more. */
  readonly left: ReadonlySet<PersonId>;
}

/** At least 60 days. It ends at a midnight, so that two looks at one hole without an end name the same end. */
export const proofWindow = (at: Instant): CoverAsk["window"] => ({
  from: (Math.floor(at / MINUTE_MS) * MINUTE_MS) as Instant,
  until: plus((Math.floor(at / DAY_MS) * DAY_MS) as Instant, { days: PROOF_DAYS + 1 }),
});

/** [CV1] [CV2] [CV20] In the caller's transaction: the account as it is, or as it would be. */
export async function prove(needs: Needs, tx: Tx, { account, ...ask }: { account: AccountId } & Pick<CoverAsk, "proposed" | "overrides">): Promise<Outcome<Proven>> {
  const window = proofWindow(needs.world.now());
  const cover = await needs.oncall.cover(tx, account, { window, ...ask });
  if (!cover) return refuse(refusals.noSuchAccount);
  if (!cover.ok) return cover;
  const { people } = cover.value;
  const ladders = await laddersOf(needs, tx, { account, window });
  if (!ladders.ok) return ladders;
  const standing = standingIn(cover.value);
  const asked = new Set([...standing, ...namedBy(ladders.value)]);
  const of = await reachOf(needs, tx, { asked: [...asked], people });
  const left = new Set(standing.filter((person) => !people.has(person)));
  return done({ cover: cover.value, window, holes: holesOf(cover.value, { ladders: ladders.value, of, window }), left });
}

/** Everybody who stands somewhere. */
export const standingIn = (cover: Cover): PersonId[] => seatsOf(cover).flatMap(({ spans }) => spans.flatMap(({ person }) => person ?? []));

/** The ladders as they are, by the hours as they are. */
async function laddersOf(needs: Needs, tx: Tx, { account, window }: { account: AccountId; window: CoverAsk["window"] }): Promise<Outcome<InForce[]>> {
  const ladders = await needs.dispatch.ladders(tx, account);
  if (!ladders.ok) return ladders;
  const table = await hoursOf(needs, tx, account);
  return done(table ? inForce(ladders.value, table, window) : []);
}

/** When the office is open, as it is known now. */
export async function hoursOf({ directory, world }: Needs, tx: Tx, account: AccountId): Promise<Timetable | undefined> {
  const [known, table] = await Promise.all([directory.account(tx, account), directory.hours.tableAt(tx, account, world.now())]);
  return known && table && { ...table, zone: known.zone };
}

/** [CV20] A step that pages reaches a device; one that calls a device or a proved telephone; one that the desk rings by hand that telephone alone. */
export async function reachOf({ verified }: Needs, tx: Tx, { asked, people }: { asked: readonly PersonId[]; people: Cover["people"] }): Promise<ReachOf> {
  const [paged, rung] = await Promise.all([verified.paged(tx, asked), verified.rung(tx, asked)]);
  return (person, by) => {
    if (!people.has(person)) return "left";
    return (by !== "desk" && paged.has(person)) || (by !== "page" && rung.has(person)) ? "verified" : "unverified";
  };
}

/** Whoever stands at the beginning of a hole, by name. */
const nameAt = async ({ needs, tx }: Within, { person }: Hole): Promise<string | null> => (person === null ? null : ((await needs.namesOf(tx, [person])).get(person) ?? null));

export async function shownProof(within: Within, account: AccountId, proven: Pick<Proven, "holes" | "window">): Promise<Proof> {
  const [first] = proven.holes;
  const shown = first && { account, from: toIso(first.from), until: toIso(first.until), rank: first.rank, why: first.why, say: sayHole(first, await nameAt(within, first)) };
  return { from: toIso(proven.window.from), until: toIso(proven.window.until), holes: proven.holes.length, first: shown ?? null };
}

const readSeen = ({ hole, holes }: SeenHole): Parameters<typeof isSeen>[0] => ({ holes, hole: { rank: hole.rank, why: hole.why, from: fromIso(hole.from), until: fromIso(hole.until) } });

/**
 * [CV3] Fits oncall's port. The house itself is not asked: it sets a practice up before anybody has enrolled, and the report of the
 * next morning names what is open.
 */
export const judgeSave = (needs: Needs): BeforeSave => async (tx, as, { account, proposed, acknowledge }) => {
  if (as.kind !== "person") return done(nothingToKeep);
  const proven = await prove(needs, tx, { account: account.id, proposed });
  return proven.ok ? named({ needs, tx }, as, { account, holes: proven.value.holes, acknowledge, ladder: null }) : proven;
};

export const nothingToKeep = (): Promise<void> => Promise.resolve();

export interface Naming extends Pick<reports.AcceptedHole, "ladder"> {
  readonly account: Pick<AccountRow, "id" | "client">;
  readonly holes: readonly Hole[];
  readonly acknowledge: SeenHole | undefined;
}

/** [CV3] [CV30] Whoever saves has named the first hole as it was shown; that they did is kept with the version. */
export async function named({ needs, tx }: Within, as: ByPerson, { account, holes, acknowledge, ladder }: Naming): Promise<Outcome<(version: number) => Promise<void>>> {
  const [first] = holes;
  if (!first) return done(nothingToKeep);
  const seen = acknowledge?.hole.account === account.id && isSeen(readSeen(acknowledge), holes);
  if (!seen) return refuse(holeRefusal(sayHole(first, await nameAt({ needs, tx }, first)), holes.length));
  return done(async (version) => {
    await reports.insertAcceptedHole(tx, { client: account.client, id: needs.world.id(), account: account.id, version, ladder, hole: first, holes: holes.length, at: needs.world.now(), by: as.person });
    await needs.audit.record(tx, as, "coverage.accept-hole", { type: "account", id: account.id, client: account.client }, "yes", { version, ...ladder, rank: seatCode(first.rank), why: first.why, from: first.from, until: first.until, holes: holes.length });
  });
}
type ByPerson = Extract<Actor, { kind: "person" }>;
