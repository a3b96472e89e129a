import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { DispatchId } from "../../../foundation/ids.ts";
import type { Saved } from "../../messages/index.ts";
import type { Needs } from "../needs.ts";
import { DEFAULT_LADDERS, DEFAULT_VERSION } from "../rules/ladder.ts";
import { changed, messageOf, PAGE, setTimer, SOUND, STEP } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";

/** [D2] Stamps the ladder's shape on a revision and begins, in the transaction that saved it. An older revision is worked no more. */
export const beginDispatch = (needs: Needs) => async (tx: Tx, as: Actor, saved: Saved): Promise<void> => {
  const at = needs.world.now();
  const [account, own] = await Promise.all([needs.accountOf(tx, saved.account), decisions.ladder(tx, saved)]);
  if (!account) throw new Error("a message was saved for an account outside the scope");
  if (saved.revision > 1) await endOlder(needs, tx, saved);
  const row: dispatches.DispatchRow = {
    ...saved, id: needs.world.id() as DispatchId, accountName: account.name, zone: account.zone, begunAt: at, nextAt: at, state: "working",
    ladderVersion: own?.version ?? DEFAULT_VERSION, steps: own?.steps ?? DEFAULT_LADDERS[saved.urgency],
    alarmAt: null, quietUntil: null, givenTo: null, takenBy: null, takenAt: null,
  };
  dispatches.add(tx, row);
  await needs.audit.record(tx, as, "dispatch.begin", messageOf(row), undefined, { revision: row.revision, ladder: row.ladderVersion });
  await setTimer(needs, tx, { row, dueAt: at });
  changed(needs, tx, row);
};

async function endOlder(needs: Needs, tx: Tx, saved: Saved): Promise<void> {
  for (const older of await dispatches.supersede(tx, saved)) {
    await needs.due.cancel(tx, { subject: older.id, kinds: [STEP, PAGE, SOUND] });
    await needs.delivery.close(tx, saved);
  }
}
