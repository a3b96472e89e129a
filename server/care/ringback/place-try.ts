import { system, type Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import type { Needs } from "./needs.ts";
import { patiently } from "./patiently.ts";
import { codeOf, countsAs, sayOutcome, type Outcome } from "./rules/words.ts";
import * as store from "./store.ts";
import type { Try } from "./store.ts";

export interface Placing {
  readonly as: Actor & { readonly person: PersonId };
  readonly row: Try;
  readonly clinician: Phi<string>;
  readonly caller: Phi<string>;
  /** What both are shown. */
  readonly shown: string | undefined;
}

/** Their telephone is in their hand: they have just tapped. */
const CLINICIAN_RING_SECONDS_MAX = 30;
const CALLER_RING_SECONDS_MAX = 45;
/** [RB3] Said three times; a mailbox presses nothing. */
const PRESS_1 = { keys: "1", digitsMax: 1, endKey: null, bargeIn: true, waitSeconds: 5, betweenSeconds: 5, triesMax: 3 } as const;

/** Rings, and writes down what came of it. Never rejects: a try that fails is a try that is told. */
export async function placeTry(needs: Needs, placing: Placing): Promise<void> {
  let answeredAt: Instant | null = null;
  const outcome = await ring(needs, placing, () => (answeredAt = needs.world.now())).catch((error: Error): Outcome => {
    needs.log.error("ringback.failed", { try: placing.row.id, error: error.name });
    return { kind: "caller-not-reached", why: "lost" };
  });
  await written(needs, { placing, end: { outcome, answeredAt, endedAt: needs.world.now() } });
}

async function ring(needs: Needs, { clinician, caller, shown }: Placing, answered: () => void): Promise<Outcome> {
  const placed = await needs.line.dial({ to: dangerouslyReveal(clinician), from: shown, purpose: "call-back", ringSecondsMax: CLINICIAN_RING_SECONDS_MAX });
  if (placed.kind === "failed") return { kind: "clinician-not-reached", why: placed.why };
  const { call } = placed;
  try {
    const heard = await call.ask({ prompt: "ring-back" }, PRESS_1);
    if (heard.kind !== "digits") return { kind: "clinician-not-reached", why: "no-key" };
    let since: Instant | undefined;
    const joined = await call.connect({ to: caller, from: shown, purpose: "call-back", ringSecondsMax: CALLER_RING_SECONDS_MAX, answered: () => { since = needs.world.now(); answered(); } });
    if (since !== undefined) return { kind: "talked", seconds: Math.round((needs.world.now() - since) / 1000) };
    return { kind: "caller-not-reached", why: joined.kind === "failed" ? joined.why : "cancelled" };
  } finally {
    call.hangup();
  }
}

interface Ended {
  readonly outcome: Outcome;
  readonly answeredAt: Instant | null;
  readonly endedAt: Instant;
}

/** Five minutes without a database; then its guard tells it as cut off, as it does after a kill. */
const PATIENCE = { triesMax: 150, pauseSeconds: 2 } as const;

/** [RB4] While the database is away it is tried again. */
function written(needs: Needs, of: { placing: Placing; end: Ended }): Promise<void> {
  const failed = (which: "first" | "last", { name }: Error): void =>
    which === "first" ? needs.log.warn("ringback.waits", { try: of.placing.row.id, error: name }) : needs.log.error("ringback.not-told", { try: of.placing.row.id, error: name });
  return patiently(() => file(needs, of), { ...PATIENCE, after: needs.after, failed });
}

async function file(needs: Needs, { placing: { as, row }, end }: { placing: Placing; end: Ended }): Promise<void> {
  await tellEnd(needs, row, end);
  const counts = countsAs(end.outcome);
  if (counts === undefined) return;
  // [RB5] By the same door as a tap of their own: whoever may not any more, or whose message was corrected meanwhile, has the timeline's line alone.
  await needs.db.transaction(as.scope, (tx) => needs.dispatch.calledBack(tx, as, { message: row.message, revision: row.revision, outcome: counts }));
}

async function tellEnd(needs: Needs, row: Try, end: Ended): Promise<void> {
  const actor = system("ringback", { clients: [row.client] });
  await needs.db.transaction(actor.scope, async (tx) => {
    await needs.due.cancel(tx, { subject: row.id, kinds: [GUARD] });
    await endIn(needs, tx, { row, end });
  });
}

/** The timer of a try that nobody ended, because its process died. */
export const GUARD = "ringback.guard";

/** [RB4] Ended once, by whoever comes first. */
export async function endIn(needs: Needs, tx: Tx, { row, end: { outcome, answeredAt, endedAt } }: { row: Try; end: Ended }): Promise<void> {
  const actor = system("ringback", { clients: [row.client] });
  if (!(await store.endTry(tx, row, { answeredAt, endedAt, outcome: codeOf(outcome) }))) return;
  await needs.audit.record(tx, actor, "message.rang-back", { type: "message", id: row.message, client: row.client }, outcome.kind, { tries: [row.id] });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at: endedAt, kind: "called-back", who: row.person, say: sayOutcome(outcome) });
  needs.changed(tx, { message: row.message, client: row.client });
}
