import type { HoursBody, HoursReply } from "../../../../contract/hours.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { keepVersion } from "./keep-version.ts";
import { onAccount } from "./on-account.ts";
import { hoursAgain } from "./read-hours.ts";

/** [DR17] [DR19] The week and the days with a name. */
export const saveHours =
  (needs: Needs) =>
  (as: Actor, id: AccountId, body: HoursBody): Promise<Outcome<HoursReply>> => {
    const at = needs.world.now();
    return onAccount(needs, { as, account: id, act: "account.change", action: "account.save-hours" }, async (tx, before) => {
      const after = { ...before, hours: body.hours, holidays: [...new Set(body.holidays)].toSorted(), days: body.days };
      await keepVersion(needs, tx, { as, before, after, at });
      await needs.facts.record(tx, { name: "account.changed", subject: id, client: before.client, at });
      return hoursAgain(tx, id, at);
    });
  };
