import type { HoldReason, Urgency } from "../../contract/index.ts";
import type { CallId, MessageId } from "../foundation/ids.ts";
import { phi } from "../foundation/phi.ts";
import { toIso } from "../foundation/time.ts";
import { must, type Practice, type TestHouse } from "./house.ts";
import { draftOf, script } from "./night.ts";

type At = Pick<Practice, "client" | "account">;

/** The short script of the nights, as one that this practice once had: its messages may name it. */
export async function knowScript({ base }: TestHouse, at: At): Promise<void> {
  await base.asOwner("insert into scripts.script (client_id, id, account_id, caller_type, hours, version, retired_at) values ($1, $2, $3, 'patient', 'always', $4, '2027-01-01Z') on conflict do nothing", [at.client, script.id, at.account, script.version]);
}

/** An operator sends a message of a call that is over. Whoever is on duty is paged when the house settles. */
export async function sendMessage(t: TestHouse, at: At, ask: { operator: string; urgency?: Urgency; hold?: HoldReason }): Promise<MessageId> {
  const call = t.world.id() as CallId;
  await knowScript(t, at);
  await t.base.asOwner(
    `insert into calls.call (client_id, id, account_id, dialled, transport, offered_at, agreement_id, recording, scripts, phase, ended_at, finished_at)
     values ($1, $2, $3, '+12125550100', 'udp', $4, $2, false, '[]', 'ended', $4, $4)`, [at.client, call, at.account, toIso(t.world.now())]);
  const as = await t.as(await t.person(ask.operator, "operator", null));
  return must(await t.base.db.transaction(as.scope, (tx) =>
    t.house.messages.saveMessage(tx, as, { ...at, call, key: t.world.id(), draft: phi({ ...draftOf(ask.urgency ?? "urgent"), ...(ask.hold && { hold: ask.hold }) }), script, callerNumber: null, takenDownBy: as.person }))).message;
}
