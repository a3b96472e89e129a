import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { isAssigned } from "../assigned.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { changed, messageOf } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";

/** [D11] A line back to the desk, sealed. It is no acknowledgement: the ladder goes on. */
export const replyToDesk = (needs: Needs) => async (tx: Tx, as: Actor, ask: { message: MessageId; text: Phi<string> }): Promise<Outcome<undefined>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const assigned = await isAssigned(needs, tx, { row, person: as.person });
  await needs.audit.record(tx, as, "message.reply", messageOf(row), assigned ? "yes" : "no");
  if (!assigned) return refuse(refusals.notAssigned);
  const at = needs.world.now();
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "reply", who: as.person, say: "Replied to the desk.", words: ask.text });
  await needs.facts.record(tx, { name: "message.replied", subject: row.message, client: row.client, at, ids: { person: as.person, account: row.account } });
  changed(needs, tx, row);
  return done();
};
