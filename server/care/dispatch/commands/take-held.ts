import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { mayAcknowledge, type Verdict } from "../rules/may-acknowledge.ts";
import { messageOf } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import * as holds from "../store/holds.ts";
import { take, whyNot } from "./acknowledge-message.ts";

/** The office has it from here on: it rings its own patients back, and the service asks nobody whether it did. */
export async function noteOfficeHad(tx: Tx, row: Pick<dispatches.DispatchRow, "client" | "id">): Promise<void> {
  const hold = await holds.ofDispatch(tx, { client: row.client, dispatch: row.id });
  if (hold) await holds.setOfficeHad(tx, hold);
}

/** [D30] A person of the office takes what was held for it, the text they read and no older one; nobody rings the office about it any more. */
export const takeHeld = (needs: Needs) => async (tx: Tx, as: Actor, ask: { message: MessageId; revision: number }): Promise<Outcome<{ at: Instant }>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const hold = await holds.ofDispatch(tx, { client: row.client, dispatch: row.id });
  const isAllowed = await needs.access.may(tx, as, "hold.take", row.client);
  const verdict = mayAcknowledge(row, { me: as.person, assigned: isAllowed, revision: ask.revision });
  const refusal = whyNotHere({ isAllowed, isHeld: hold !== undefined });
  await needs.audit.record(tx, as, "hold.take", messageOf(row), refusal?.code ?? verdict.kind, { revision: ask.revision });
  return refusal ? refuse(refusal) : keep(needs, tx, { row, person: as.person, verdict });
};

const whyNotHere = ({ isAllowed, isHeld }: { isAllowed: boolean; isHeld: boolean }): Refusal | undefined => (isAllowed ? (isHeld ? undefined : refusals.notHeld) : refusals.mayNot);

async function keep(needs: Needs, tx: Tx, { row, person, verdict }: { row: dispatches.DispatchRow; person: PersonId; verdict: Verdict }): Promise<Outcome<{ at: Instant }>> {
  if (verdict.kind === "already") return done({ at: verdict.at });
  if (verdict.kind !== "yes") return refuse(await whyNot(needs, tx, { row, person, verdict }));
  const at = needs.world.now();
  await noteOfficeHad(tx, row);
  await take(needs, tx, { row, person, at });
  return done({ at });
}
