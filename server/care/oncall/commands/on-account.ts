import { personOf, within, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { isCoverer } from "../people.ts";
import { refusals } from "../refusals.ts";

export interface On {
  readonly as: Actor;
  readonly account: AccountId;
}

/** What somebody who covers a practice of another client may do there: see who is on duty, and change their own part of it. */
const COVERING = ["oncall.see", "oncall.note", "oncall.swap", "oncall.take-over"] as const;
type Act = (typeof COVERING)[number] | "oncall.change";

interface At {
  readonly tx: Tx;
  readonly account: AccountRow | undefined;
  readonly may: (act: Act) => Promise<boolean>;
}

/** [O41] At the account: within the actor's own clients, or within its client alone for somebody who covers it from elsewhere. */
async function at<T>(needs: Needs, { as, account: id }: On, work: (at: At) => Promise<T>): Promise<T> {
  const client = as.kind === "person" ? await needs.db.transaction(as.scope, async (tx) => (await needs.access.callGroups.coveredBy(tx, as.person)).find(({ account }) => account === id)?.client) : undefined;
  const elsewhere = client !== undefined && !as.scope.clients.includes(client);
  const scope = elsewhere ? within(as, client).scope : as.scope;
  return needs.db.transaction(scope, async (tx) => {
    const account = await needs.directory.account(tx, id);
    const covers = elsewhere && as.kind === "person" && (await isCoverer(needs, tx, { place: { account: id, client }, person: as.person }));
    const may = async (act: Act) => (elsewhere ? covers && COVERING.some((one) => one === act) : account !== undefined && needs.access.may(tx, as, act, account.client));
    return work({ tx, account, may });
  });
}

/** A look at an account's duty: the account is in scope, and the actor may see. */
export const lookAt = <T>(needs: Needs, on: On, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  at(needs, on, async ({ tx, account, may }) => {
    if (!account) return refuse(refusals.noSuchAccount);
    return (await may("oncall.see")) ? work(tx, account) : refuse(refusals.notAllowed);
  });

/** Of a change of duty: when, and by whom. Whoever duty passes to at that instant hears of it, unless they did it themselves. */
export const changedBy = ({ world }: Pick<Needs, "world">, as: Actor) => ({ at: world.now(), ids: { at: world.now(), by: personOf(as) } });

interface Change extends On {
  readonly action: string;
  readonly act?: Act;
}

/** A change of it: the actor may change, what came of it is audited, and what was done is told to whoever shows it. */
export const change = <T>(needs: Needs, on: Change, work: (tx: Tx, account: AccountRow) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  at(needs, on, async ({ tx, account, may }) => {
    const allowed = account && (await may(on.act ?? "oncall.change"));
    const outcome = account ? (allowed ? await work(tx, account) : refuse(refusals.notAllowed)) : refuse(refusals.noSuchAccount);
    await needs.audit.record(tx, on.as, on.action, { type: "account", id: on.account, client: account?.client }, verdictOf(outcome));
    if (outcome.ok) await needs.facts.record(tx, { name: "oncall.changed", subject: on.account, client: account?.client, ...changedBy(needs, on.as) });
    return outcome;
  });
