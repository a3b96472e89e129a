import type { OnCallPlace } from "../../../../contract/oncall.ts";
import { within, type Actor } from "../../../foundation/actor.ts";
import { done, type Outcome } from "../../../foundation/refusal.ts";
import type { AccountRow } from "../../directory/index.ts";
import type { Needs } from "../needs.ts";
import { isCoverer } from "../people.ts";

/** Every practice, of any client, at which this person may be on duty. */
export const coveredBy =
  (needs: Needs) =>
  async (as: Actor): Promise<AccountRow[]> => {
    if (as.kind !== "person") return [];
    const { person } = as;
    const own = await needs.db.transaction(as.scope, async (tx) => ({ accounts: await needs.directory.accounts(tx), covered: await needs.access.callGroups.coveredBy(tx, person) }));
    const elsewhere = own.covered.filter(({ client }) => !as.scope.clients.includes(client));
    const others = await Promise.all(elsewhere.map(({ account, client }) => needs.db.transaction(within(as, client).scope, (tx) => needs.directory.account(tx, account))));
    const asked = [...own.accounts, ...others.filter((one) => one !== undefined)];
    return needs.db.transaction(as.scope, async (tx) => {
      const found: AccountRow[] = [];
      for (const one of asked) if (await isCoverer(needs, tx, { place: { account: one.id, client: one.client }, person })) found.push(one);
      return found.toSorted((one, other) => one.name.localeCompare(other.name));
    });
  };

/** [O41] Where this person may be on duty: at their own client, and where a call group has them. By name. */
export const placesOf =
  (needs: Needs) =>
  async (as: Actor): Promise<Outcome<{ places: OnCallPlace[] }>> =>
    done({ places: (await coveredBy(needs)(as)).map(({ id, name, zone }) => ({ id, name, zone })) });
