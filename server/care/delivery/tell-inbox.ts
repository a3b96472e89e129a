import type { Db } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import * as store from "./store.ts";

export const PAGES_MAX = 100;
/** A phone that is not told rings late by a whole patience, so it is told again until the database answers; in five minutes the next page is due. */
const TELL_AGAIN_MS = 2_000;
const TELL_TRIES_MAX = 150;
/** Between two tellings of one person. Each page is told by itself in the moment it is kept; this is the count, and an eye sees no more of it. */
const TELL_PAUSE_MS = 100;

/** How much waits, and which attempts have just reached the device. No name, no patient. */
export interface Waiting {
  readonly untaken: number;
  readonly attempts: string[];
}

export interface TellerNeeds {
  readonly db: Pick<Db, "single">;
  readonly show: (person: PersonId, waiting: Waiting) => void;
  readonly failed: (error: Error, tries: number) => void;
  readonly tellAgainMilliseconds?: number;
  readonly pauseMilliseconds?: number;
}

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());

/** [R8] Tells a person's open windows what waits for them now. Changes that come while it is being read, or in the moment after, are told together. */
export function inboxTeller({ db, show, failed, tellAgainMilliseconds = TELL_AGAIN_MS, pauseMilliseconds = TELL_PAUSE_MS }: TellerNeeds): (person: PersonId) => void {
  /** Whom somebody is telling now; true when more changed since it was read. */
  const telling = new Map<PersonId, boolean>();
  const tell = async (person: PersonId): Promise<void> => {
    for (let tries = 0; telling.get(person) !== false; ) {
      telling.set(person, false);
      try {
        const [waiting] = await db.single<Waiting>({ role: "worker", clients: [], person }, store.waiting(person, PAGES_MAX));
        show(person, waiting!);
        tries = 0;
        await after(pauseMilliseconds);
      } catch (error) {
        failed(error as Error, tries);
        if (tries++ >= TELL_TRIES_MAX) break;
        telling.set(person, true);
        await after(tellAgainMilliseconds);
      }
    }
    telling.delete(person);
  };
  return (person) => {
    const isTold = telling.has(person);
    telling.set(person, true);
    if (!isTold) void tell(person);
  };
}
