import type { Tx } from "../../foundation/db/db.ts";
import type { Instant } from "../../foundation/time.ts";
import { PRIORITY } from "../delivery/index.ts";
import type { Needs } from "./needs.ts";
import * as dispatches from "./store/dispatches.ts";
import type { DispatchRow } from "./store/dispatches.ts";

export const STEP = "dispatch.step";
export const PAGE = "dispatch.page";
export const SOUND = "dispatch.sound";

/** One timer for each dispatch: whatever was pending is forgotten, and the next look at it is at `dueAt`. */
export async function schedule(needs: Pick<Needs, "due">, tx: Tx, ask: { row: DispatchRow; dueAt: Instant | null }): Promise<void> {
  await needs.due.cancel(tx, { subject: ask.row.id, kinds: [STEP] });
  await setTimer(needs, tx, ask);
}

/** The same where nothing is pending: the timer that rang is finished in this transaction. */
export async function setTimer(needs: Pick<Needs, "due">, tx: Tx, { row, dueAt }: { row: DispatchRow; dueAt: Instant | null }): Promise<void> {
  if (row.nextAt !== dueAt) dispatches.setNext(tx, row, dueAt);
  if (dueAt !== null) await needs.due.at(tx, { kind: STEP, subject: row.id, client: row.client, at: dueAt, priority: PRIORITY[row.urgency], payload: { until: dueAt, message: row.message } });
}

/** Tells the desk and the floor that a row changed, when the change is kept. */
export const changed = ({ facts }: Pick<Needs, "facts">, tx: Tx, row: Pick<DispatchRow, "message" | "client">): void =>
  facts.announce(tx, { name: "dispatch.changed", subject: row.message, client: row.client });

export const messageOf = (row: DispatchRow): { type: string; id: string; client: string } => ({ type: "message", id: row.message, client: row.client });
