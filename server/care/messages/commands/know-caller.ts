import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import type { AccountId, ClientId, MessageId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../../foundation/phi.ts";
import { plus } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { numberKey, personKey, type CallerKeys } from "../rules/caller-keys.ts";
import * as store from "../store/callers.ts";

/** Of the night and the day before it: later a caller is told by the practice. */
const KNOWN_FOR = { hours: -24 };

const numberPlace = sealedColumn("messages.caller_match", "number_index");
const personPlace = sealedColumn("messages.caller_match", "person_index");

/** [N14] Kept with the revision, in its transaction: blind indexes under the client's own key. */
export async function indexCaller(needs: Pick<Needs, "vault" | "world">, tx: Tx, { keys, ...row }: { client: ClientId; id: MessageId; revision: number; account: AccountId; savedAt: store.Matched["savedAt"]; keys: CallerKeys }): Promise<void> {
  const { number, people } = keys;
  const byNumber = number === null ? [] : [needs.vault.blindIndex(row.client, numberPlace, phi(number)).then((index) => ({ number: index, person: null }))];
  const byPerson = people.map((person) => needs.vault.blindIndex(row.client, personPlace, phi(person)).then((index) => ({ number: null, person: index })));
  const matches = await Promise.all([...byNumber, ...byPerson]);
  if (matches.length > 0) store.addMatches(tx, { client: row.client, message: row.id, revision: row.revision, account: row.account, savedAt: row.savedAt }, matches.map((each) => ({ id: needs.world.id(), ...each })));
}

/** A night: what was left the evening before is another matter by then. */
const SAME_MATTER = { hours: -12 };

/** [N15] Earlier messages of whoever this one is from or about: the same call-back number, or the same name and birth date. Nothing is opened. */
export const earlierFrom = (needs: Pick<Needs, "world">) => (tx: Tx, ask: { client: ClientId; account: AccountId; message: MessageId }): Promise<MessageId[]> =>
  store.earlierLike(tx, { ...ask, since: plus(needs.world.now(), SAME_MATTER) });

/** The number the call comes from, or the name and the birth date that a caller says. */
export type CallerAsk = { readonly by: "number"; readonly number: Phi<string> } | { readonly by: "name"; readonly name: Phi<string>; readonly born: Phi<string> };

/** [N14] The newest message of the last day that is this caller's, by indexes alone: nothing is opened, whatever the answer. */
export const knowCaller = (needs: Pick<Needs, "vault" | "world">) => async (tx: Tx, at: { client: ClientId; account: AccountId }, ask: CallerAsk): Promise<MessageId | undefined> => {
  const since = plus(needs.world.now(), KNOWN_FOR);
  if (ask.by === "number") return store.byNumber(tx, { ...at, since, index: await needs.vault.blindIndex(at.client, numberPlace, ask.number.map(numberKey)) });
  const key = personKey(dangerouslyReveal(ask.name), dangerouslyReveal(ask.born));
  return key === null ? undefined : store.byPerson(tx, { ...at, since, index: await needs.vault.blindIndex(at.client, personPlace, phi(key)) });
};
