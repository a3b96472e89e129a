import type { Duty as ShownDuty } from "../../../contract/oncall.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import { addOverride, addOverrides, cancelOverride, roomForOverrides } from "./commands/change-overrides.ts";
import { preview } from "./commands/preview.ts";
import { addNote, cancelNote } from "./commands/change-notes.ts";
import { readPlan, readSchedule } from "./commands/read-schedule.ts";
import { coveredBy, placesOf } from "./commands/places.ts";
import { takeOver } from "./commands/take-over.ts";
import { saveSchedule } from "./commands/save-schedule.ts";
import { answerSwap, askSwap, listSwaps, withdrawSwap } from "./commands/swaps.ts";
import { whoIsOnDuty } from "./commands/who.ts";
import { coverOf, type CoverAsk } from "./cover.ts";
import { dutyAt, shownDuty, type Duty } from "./duty.ts";
import type { Needs } from "./needs.ts";
import { coverersOf, isCoverer } from "./people.ts";

export type { Duty, OnDuty } from "./duty.ts";
export type { BeforeSave, Needs } from "./needs.ts";
export type { Cover, CoverAsk, Proposal } from "./cover.ts";
export { BY_NAME, cutsOf, holesOf, holeTracks, isSeen, seatOf, seatsOf, type Asked, type AskingLadder, type Hole, type HoleReason, type InForce, type RankCover, type ReachOf, type SeatCover } from "./rules/coverage.ts";
export type { Override, Rank } from "./rules/plan.ts";
export { endpoints } from "./routes.ts";

/** Where a person is on duty, for their own phone. */
export interface DutyPlace {
  readonly account: AccountId;
  readonly accountName: string;
  readonly zone: string;
  readonly until: Instant;
  readonly rank: "first" | "backup";
}

interface Place {
  readonly account: AccountId;
  readonly client?: ClientId;
}

export type Oncall = ReturnType<typeof createOncall>;

export function createOncall(needs: Needs) {
  /** The account is in scope; its absence is a bug of the caller. */
  const atPlace = async (tx: Tx, { account: id, client }: Place, at: Instant): Promise<Duty> => {
    const reading = needs.directory.account(tx, id).then((account) => {
      if (!account) throw new Error("an account is not in scope");
      return account;
    });
    // Whoever knows the client has all of it asked at once.
    return dutyAt(needs, tx, { account: { id, client: client ?? (await reading).client, zone: reading.then(({ zone }) => zone) }, at, known: null });
  };
  const atAccount = (tx: Tx, account: AccountId, at: Instant): Promise<Duty> => atPlace(tx, { account }, at);
  return {
    saveSchedule: saveSchedule(needs),
    readSchedule: readSchedule(needs),
    readPlan: readPlan(needs),
    preview: preview(needs),
    who: whoIsOnDuty(needs),
    addOverride: addOverride(needs),
    addOverrides: addOverrides(needs),
    roomForOverrides: roomForOverrides(needs),
    cancelOverride: cancelOverride(needs),
    takeOver: takeOver(needs),
    addNote: addNote(needs),
    cancelNote: cancelNote(needs),
    places: placesOf(needs),
    /** The same with their clients, for whoever reads the duty at each in its own scope. */
    coveredBy: coveredBy(needs),
    askSwap: askSwap(needs),
    answerSwap: answerSwap(needs),
    withdrawSwap: withdrawSwap(needs),
    listSwaps: listSwaps(needs),

    /** For dispatch, when a step falls due: who, until, and what to store of why. Asked of now, it goes by all that is known. */
    dutyAt: atAccount,
    dutyAtPlace: atPlace,
    /** For coverage: who stands where over a window, as saved or as proposed. Undefined for an account that is not in scope. */
    cover: async (tx: Tx, id: AccountId, ask: CoverAsk) => {
      const account = await needs.directory.account(tx, id);
      return account && coverOf(needs, tx, { account, ...ask });
    },
    /** [O35] For whoever asks what was decided then: by the plan, the notes and the people as they were known at that instant. */
    dutyKnownAt: async (tx: Tx, id: AccountId, at: Instant): Promise<Duty | undefined> => {
      const account = await needs.directory.account(tx, id);
      return account && dutyAt(needs, tx, { account, at, known: at });
    },
    /** The same as rooms show it. */
    onDuty: async (tx: Tx, id: AccountId, at: Instant): Promise<ShownDuty> => shownDuty(await atAccount(tx, id, at)),
    /** Whether this person may be on duty for this account at all. */
    covers: async (tx: Tx, id: AccountId, person: PersonId): Promise<boolean> => {
      const account = await needs.directory.account(tx, id);
      return account !== undefined && (await coverersOf(needs, tx, account)).has(person);
    },
    /** Who may be on duty for this account, by name; none for one that is not in scope. */
    coverersOf: async (tx: Tx, id: AccountId): Promise<{ readonly id: PersonId; readonly name: string }[]> => {
      const account = await needs.directory.account(tx, id);
      return account ? [...(await coverersOf(needs, tx, account)).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)) : [];
    },
    /** Whether this person covers there now, asked whether or not the account is in scope. */
    coversAt: (tx: Tx, place: { account: AccountId; client: ClientId }, person: PersonId) => isCoverer(needs, tx, { place, person }),
    /** The accounts in scope for which this person is on duty now. */
    dutyOf: async (tx: Tx, as: Actor, at: Instant): Promise<DutyPlace[]> => {
      const found: DutyPlace[] = [];
      for (const account of as.kind === "person" ? await needs.directory.accounts(tx) : []) {
        const duty = await dutyAt(needs, tx, { account, at, known: null });
        for (const rank of ["first", "backup"] as const) {
          if (as.kind === "person" && duty[rank]?.person === as.person) found.push({ account: account.id, accountName: account.name, zone: account.zone, until: duty[rank].until, rank });
        }
      }
      return found;
    },
  };
}
