import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DispatchId } from "../../../foundation/ids.ts";
import type { Saved } from "../../messages/index.ts";
import type { Needs } from "../needs.ts";
import { chosenLadder } from "../rules/chosen-ladder.ts";
import { changed, messageOf, PAGE, setTimer, SOUND, STEP } from "../schedule.ts";
import * as dispatches from "../store/dispatches.ts";
import * as ladders from "../store/ladders.ts";

/** [D2] Stamps the ladder's shape on a revision and begins, in the transaction that saved it. An older revision is worked no more. */
export const beginDispatch = (needs: Needs) => async (tx: Tx, as: Actor, saved: Saved): Promise<void> => {
  const at = needs.world.now();
  const [account, own] = await Promise.all([needs.accountOf(tx, saved.account), ladders.newest(tx, saved)]);
  if (!account) throw new Error("a message was saved for an account outside the scope");
  if (saved.revision > 1) await endOlder(needs, tx, saved);
  const row: dispatches.DispatchRow = {
    ...saved, id: needs.world.id() as DispatchId, accountName: account.name, zone: account.zone, begunAt: at, nextAt: at, state: "working",
    ...stampOf(own, { account, urgency: saved.urgency, at }),
    alarmAt: null, quietUntil: null, givenTo: null, takenBy: null, takenAt: null,
  };
  dispatches.add(tx, row);
  await needs.audit.record(tx, as, "dispatch.begin", messageOf(row), undefined, { revision: row.revision, ladder: row.ladderVersion });
  await setTimer(needs, tx, { row, dueAt: at });
  changed(needs, tx, row);
};

function stampOf(own: readonly ladders.LadderRow[], ask: Parameters<typeof chosenLadder>[1]): Pick<dispatches.DispatchRow, "ladderVersion" | "steps" | "quiet"> {
  const { version, steps, quiet } = chosenLadder(own, ask);
  return { ladderVersion: version, steps, quiet };
}

async function endOlder(needs: Needs, tx: Tx, saved: Saved): Promise<void> {
  for (const older of await dispatches.supersede(tx, saved)) {
    await needs.due.cancel(tx, { subject: older.id, kinds: [STEP, PAGE, SOUND] });
    await needs.delivery.close(tx, saved);
  }
}
