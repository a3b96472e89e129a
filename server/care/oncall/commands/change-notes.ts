import type { StatusNote } from "../../../../contract/oncall.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { coverersOf } from "../people.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store/notes.ts";
import { change } from "./on-account.ts";
import { shownNote } from "./read-schedule.ts";

export interface NoteAsk {
  /** Who cannot be reached. */
  readonly person: PersonId;
  readonly standIn: PersonId | null;
  readonly words: string;
  /** Undefined: from now on. */
  readonly from?: Instant | undefined;
  readonly until: Instant;
}

/** A note says that somebody is away for a while; who is away for longer is taken off the schedule. */
const NOTE_DAYS_MAX = 14;
export const NOTES_STANDING_MAX = 100;

interface Times {
  readonly from: Instant;
  readonly until: Instant;
  readonly at: Instant;
}
const timesFault = ({ from, until, at }: Times) => (until <= at || until <= from ? refusals.noteIsPast : until > plus(at, { days: NOTE_DAYS_MAX }) ? refusals.noteTooLong : undefined);

/** [O28] A clinician writes notes about themselves; whoever may write status notes or change the schedule writes them about anybody. */
const mayNote = async (needs: Needs, tx: Tx, { as, client, person }: { as: Actor; client: ClientId; person: PersonId }): Promise<boolean> =>
  personOf(as) === person || (await needs.access.may(tx, as, "status-note.write", client));

/** [O22] [O25] Somebody on the schedule cannot be reached until a time; it ends by itself. */
export const addNote =
  (needs: Needs) =>
  (as: Actor, account: AccountId, ask: NoteAsk): Promise<Outcome<StatusNote>> => {
    const at = needs.world.now();
    const from = ask.from ?? at;
    return change(needs, { as, account, action: "oncall.add-note", act: "oncall.note" }, async (tx, { client }) => {
      if (!(await mayNote(needs, tx, { as, client, person: ask.person }))) return refuse(refusals.notYourNote);
      const fault = timesFault({ from, until: ask.until, at });
      if (fault) return refuse(fault);
      if (ask.standIn === ask.person) return refuse(refusals.ownStandIn);
      const coverers = await coverersOf(needs, tx, { id: account, client });
      if (!coverers.has(ask.person)) return refuse(refusals.personNotACoverer);
      if (ask.standIn !== null && !coverers.has(ask.standIn)) return refuse(refusals.standInNotACoverer);
      if ((await store.standing(tx, account, { at, limit: NOTES_STANDING_MAX })).length >= NOTES_STANDING_MAX) return refuse(refusals.tooManyNotes);
      const row = { ...ask, from, client, id: needs.world.id(), account, at, by: personOf(as) };
      await store.insertNote(tx, row);
      return done(shownNote(row));
    });
  };

/** Takes a note back, from now on: what it decided before now stays decided. */
export const cancelNote =
  (needs: Needs) =>
  (as: Actor, account: AccountId, id: string): Promise<Outcome<object>> => {
    const at = needs.world.now();
    return change<object>(needs, { as, account, action: "oncall.cancel-note", act: "oncall.note" }, async (tx, { client }) => {
      const row = await store.lockNote(tx, account, id);
      if (!row) return refuse(refusals.noSuchNote);
      if (!(await mayNote(needs, tx, { as, client, person: row.person }))) return refuse(refusals.notYourNote);
      if (row.cancelled) return refuse(refusals.noteCancelled);
      await store.cancelNote(tx, id, { at, by: personOf(as) });
      return done({});
    });
  };
