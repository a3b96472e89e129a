import type { Urgency } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { DEFAULT_LADDERS, ladderFault, type Step } from "../rules/ladder.ts";
import * as decisions from "../store/decisions.ts";

export interface Ladder {
  readonly urgency: Urgency;
  readonly steps: readonly Step[];
}
const URGENCIES = ["emergency", "urgent", "routine"] as const;

/** The three ladders of an account: its own, or the default. */
export const readLadders = (needs: Needs) => async (tx: Tx, account: AccountId): Promise<Outcome<readonly Ladder[]>> => {
  const known = await needs.accountOf(tx, account);
  return known ? done(await laddersOf(tx, known.client, account)) : refuse(refusals.notFound);
};

async function laddersOf(tx: Tx, client: ClientId, account: AccountId): Promise<Ladder[]> {
  const found: Ladder[] = [];
  for (const urgency of URGENCIES) {
    const own = await decisions.ladder(tx, { client, account, urgency });
    found.push({ urgency, steps: own?.steps ?? DEFAULT_LADDERS[urgency] });
  }
  return found;
}

/** [D1] A new version, for messages that begin from now on; what is being worked keeps the shape it began with. */
export const saveLadder = (needs: Needs) => async (tx: Tx, as: Actor, ask: Ladder & { account: AccountId }): Promise<Outcome<readonly Ladder[]>> => {
  const known = await needs.accountOf(tx, ask.account);
  if (!known || as.kind !== "person") return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "ladder.change", known.client))) return refuse(refusals.mayNot);
  const fault = ladderFault(ask.steps);
  await needs.audit.record(tx, as, "ladder.save", { type: "account", id: ask.account, client: known.client }, fault ? "no" : "yes", { urgency: ask.urgency, steps: ask.steps.length });
  if (fault) return refuse(refusals[fault]);
  const before = await decisions.ladder(tx, { client: known.client, account: ask.account, urgency: ask.urgency });
  await decisions.addLadder(tx, {
    client: known.client, id: needs.world.id(), account: ask.account, urgency: ask.urgency, version: (before?.version ?? 0) + 1, steps: ask.steps,
    savedBy: as.person, savedAt: needs.world.now(),
  });
  return done(await laddersOf(tx, known.client, ask.account));
};
