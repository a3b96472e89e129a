import type { HoldReason } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DispatchId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Saved } from "../../messages/index.ts";
import type { Needs } from "../needs.ts";
import { chosenLadder } from "../rules/chosen-ladder.ts";
import { HELD_LADDER } from "../rules/ladder.ts";
import { HOLD_WORDS } from "../rules/say.ts";
import { changed, messageOf, PAGE, setTimer, SOUND, STEP } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import * as ladders from "../store/ladders.ts";
import { keepHold, openingOf } from "./keep-hold.ts";

/** [D2] Stamps the ladder's shape on a revision and begins, in the transaction that saved it. An older revision is worked no more. */
export const beginDispatch = (needs: Needs) => async (tx: Tx, as: Actor, saved: Saved): Promise<void> => {
  const at = needs.world.now();
  const [account, own] = await Promise.all([needs.accountOf(tx, saved.account), ladders.newest(tx, saved)]);
  if (!account) throw new Error("a message was saved for an account outside the scope");
  if (saved.revision > 1) await endOlder(needs, tx, saved);
  const opening = wantsHold(saved) ? await openingOf(needs, tx, { account: saved.account, at }) : undefined;
  const row: dispatches.DispatchRow = {
    ...saved, id: needs.world.id() as DispatchId, accountName: account.name, zone: account.zone, begunAt: at, nextAt: at, state: "working",
    ...stampOf(own, { account, urgency: saved.urgency, at }), ...(opening !== undefined && { steps: HELD_LADDER }),
    alarmAt: null, quietUntil: null, givenTo: null, takenBy: null, takenAt: null,
  };
  dispatches.add(tx, row);
  if (wantsHold(saved)) await noteHold(needs, tx, { as, row, opening, reason: saved.hold });
  await needs.audit.record(tx, as, "dispatch.begin", messageOf(row), undefined, { revision: row.revision, ladder: row.ladderVersion });
  await setTimer(needs, tx, { row, dueAt: at });
  changed(needs, tx, row);
};

function stampOf(own: readonly ladders.LadderRow[], ask: Parameters<typeof chosenLadder>[1]): Pick<dispatches.DispatchRow, "ladderVersion" | "steps" | "quiet"> {
  const { version, steps, quiet } = chosenLadder(own, ask);
  return { ladderVersion: version, steps, quiet };
}

/** [D28] Whatever an operator asks, nothing graver than routine waits: a red flag has forced its urgency up by now. */
const wantsHold = (saved: Saved): saved is Saved & Required<Pick<Saved, "hold">> => saved.hold !== undefined && saved.urgency === "routine";

async function noteHold(needs: Needs, tx: Tx, { as, row, opening, reason }: { as: Actor; row: dispatches.DispatchRow; opening: Instant | undefined; reason: HoldReason }): Promise<void> {
  const by = as.kind === "person" ? as.person : null;
  if (opening !== undefined && by !== null) await keepHold(needs, tx, { row, until: opening, by: { person: by, reason } });
  const say = opening === undefined ? "Not held: no opening of the office can be foreseen. The ladder begins." : `Held for the office: ${HOLD_WORDS[reason]}.`;
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at: row.begunAt, kind: "held", who: by, say });
}

async function endOlder(needs: Needs, tx: Tx, saved: Saved): Promise<void> {
  for (const older of await dispatches.supersede(tx, saved)) {
    await needs.due.cancel(tx, { subject: older.id, kinds: [STEP, PAGE, SOUND] });
    await needs.delivery.close(tx, saved);
  }
}
