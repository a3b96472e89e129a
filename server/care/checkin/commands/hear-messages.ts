import type { WorkingRow } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, MessageId } from "../../../foundation/ids.ts";
import { phi } from "../../../foundation/phi.ts";
import { readOut } from "../rules/read-out.ts";
import type { Item, List, Me, Result } from "../rules/script.ts";
import type { Needs } from "../needs.ts";
import { actorOf, atPractice } from "./who.ts";

const RANK = { emergency: 0, urgent: 1, routine: 2 } as const;
const worstFirst = (rows: readonly WorkingRow[]): WorkingRow[] => rows.toSorted((a, b) => RANK[a.urgency] - RANK[b.urgency] || (a.sentAt < b.sentAt ? -1 : 1));

/** [CI10] What waits for a clinician, or what is held for the offices that somebody runs; the worst first, then the longest waiting. */
async function waitingFor(needs: Needs, tx: Tx, { me, list }: { me: Me; list: List }): Promise<WorkingRow[]> {
  if (list === "mine") return worstFirst((await needs.dispatch.inbox(tx, me.person)).filter(({ state, kind }) => state !== "taken" || kind === "corrected"));
  const offices = new Set<string>(me.offices.map(({ account }) => account));
  return worstFirst((await needs.dispatch.working(tx)).filter(({ account, heldUntil, state }) => heldUntil !== undefined && state !== "taken" && offices.has(account)));
}

export const count = async (needs: Needs, me: Me): Promise<Result> => {
  const as = await actorOf(needs, me.person);
  return needs.db.transaction(as.scope, async (tx) => {
    const mine = me.clinics.length > 0 ? await waitingFor(needs, tx, { me, list: "mine" }) : [];
    const held = me.offices.length > 0 ? await waitingFor(needs, tx, { me, list: "held" }) : [];
    return { kind: "counted", waiting: mine.length, urgent: mine.filter(({ urgency }) => urgency !== "routine").length, held: held.length };
  });
};

/** [CI10] The next one, opened as on a screen: permission, receipt and audit are dispatch's, and the timeline says that it was heard by telephone. */
export async function next(needs: Needs, me: Me, { list, seen }: { list: List; seen: readonly MessageId[] }): Promise<Result> {
  const as = await actorOf(needs, me.person);
  const item = await needs.db.transaction(as.scope, async (tx) => {
    const rows = await waitingFor(needs, tx, { me, list });
    // One that may not be opened any more hides none behind it.
    for (const row of rows.filter(({ message }) => !seen.includes(message as MessageId))) {
      const found = await opened(needs, tx, { as, row });
      if (found) return found;
    }
    return null;
  });
  if (item) await note(needs, me, { item, say: "Heard by telephone, after proving who they are." });
  return { kind: "item", item };
}

/** A line of the message's timeline, in the practice's own scope; before it is read out, so that nothing is heard without it. */
async function note(needs: Needs, { person }: Me, { item: { message, revision, account: id }, say }: { item: Item; say: string }): Promise<void> {
  const at = await atPractice(needs, person, id);
  if (at) await needs.db.transaction(at.scope, (tx) => needs.messages.addEvent(tx, { client: at.account.client, message, revision, at: needs.world.now(), kind: "checked-in", who: person, say }));
}

/** [CI10] Hung up in the middle of it, or after it without a key: the timeline says that by this nobody has it. */
export const noteLeft = (needs: Needs, me: Me, item: Item): Promise<void> => note(needs, me, { item, say: "Hung up, or pressed no key, while it was read by telephone: nobody has it by that." });

async function opened(needs: Needs, tx: Tx, { as, row }: { as: Actor; row: WorkingRow }): Promise<Item | null> {
  const detail = await needs.dispatch.open(tx, as, row.message as MessageId);
  if (!detail.ok) return null;
  return { message: row.message as MessageId, revision: detail.value.revision, account: row.account as AccountId, words: phi(readOut(detail.value)), hasNumber: detail.value.callback.number !== null };
}
