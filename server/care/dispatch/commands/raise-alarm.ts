import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { Needs } from "../needs.ts";
import { changed, messageOf } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";

/** [D8] The ladder ended without a person: the desk and the office have an alarm until one takes the message. */
export async function raiseAlarm(needs: Needs, tx: Tx, { as, row, why = "Nobody took it. The desk has an alarm." }: { as: Actor; row: dispatches.DispatchRow; why?: string }): Promise<void> {
  const at = needs.world.now();
  await dispatches.setAlarm(tx, row, at);
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "alarm", say: why });
  await needs.audit.record(tx, as, "dispatch.alarm", messageOf(row));
  await needs.facts.record(tx, { name: "dispatch.alarm", subject: row.message, client: row.client, at, ids: { account: row.account, ...(row.steps.some(({ who }) => who === "hold") && { held: "held" }) } });
  changed(needs, tx, row);
}
