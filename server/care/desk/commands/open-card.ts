import { emptyDraft, type CallCard, type Script } from "../../../../contract/index.ts";
import { within } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { CallId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, toIso } from "../../../foundation/time.ts";
import type { Operating, StoredCall } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

/** [K2] Everything the middle of the desk needs about one call. For the operator who has it or is offered it. */
export const openCard = (needs: Needs) => async (as: Operating, id: CallId): Promise<Outcome<CallCard>> => {
  const live = needs.calls.live().find((call) => call.id === id);
  return needs.db.transaction(as.scope, async (tx) => {
    const call = await needs.calls.find(tx, id);
    if (!call) return refuse(refusals.noSuchCall);
    const actor = within(as, call.client);
    const mine = isTheirs(as, live?.state ?? call);
    await needs.audit.record(tx, actor, "call.open-card", { type: "call", id, client: call.client }, mine ? "yes" : "no");
    if (!mine) return refuse(refusals.notYours);
    return done(await cardOf(needs, tx, { call, state: cardState(live?.state.phase ?? call.phase) }));
  });
};

const isTheirs = (as: Operating, state: { operator: string | null; offeredTo?: string | null }): boolean => state.operator === as.person || state.offeredTo === as.person;

function cardState(phase: StoredCall["phase"]): CallCard["state"] {
  if (phase === "talking" || phase === "held" || phase === "joined" || phase === "wrap-up") return phase;
  return phase === "waiting" ? "offered" : "ended";
}

async function cardOf(needs: Needs, tx: Tx, { call, state }: { call: StoredCall; state: CallCard["state"] }): Promise<CallCard> {
  const at = needs.world.now();
  const account = await needs.directory.forDesk(tx, call.account, at);
  const { number, proof } = await needs.calls.caller(call);
  const scripts = await stampedScripts(needs, tx, call);
  const duty = await needs.oncall.onDuty(tx, call.account, at);
  return {
    id: call.id, state,
    account: { id: call.account, ...account, statusNotes: [...account.statusNotes] },
    agreement: "in-force", // Stamped when the call was offered: a call that exists was let in by the gate.
    answeredAt: call.answeredAt === null ? null : toIso(call.answeredAt),
    callerNumber: number && dangerouslyReveal(number),
    numberProof: proof,
    callsTodayFromNumber: number ? await callsToday(needs, tx, { client: call.client, number }) : 0,
    recording: call.recording,
    scripts,
    onDuty: duty.first,
    backup: duty.backup,
    directory: (await needs.directory.dialEntriesOf(tx, call.account)).map(({ id, kind, label }) => ({ id, kind, label })),
    ...(await draftOf(needs, tx, { call, scripts })),
    message: call.message,
  };
}

async function draftOf(needs: Needs, tx: Tx, { call, scripts }: { call: StoredCall; scripts: readonly Script[] }): Promise<Pick<CallCard, "draft" | "draftVersion">> {
  const kept = await needs.messages.openDraft(tx, { client: call.client, call: call.id });
  if (kept) return { draft: dangerouslyReveal(kept.draft), draftVersion: kept.version };
  return { draft: emptyDraft(scripts[0]?.callerType ?? "patient"), draftVersion: 0 };
}

async function stampedScripts(needs: Needs, tx: Tx, call: StoredCall): Promise<Script[]> {
  const scripts: Script[] = [];
  for (const { id, version } of call.scripts) {
    const script = await needs.scripts.byVersion(tx, id, version);
    if (script) scripts.push(script);
  }
  return scripts;
}

const DAY = { hours: 24 };
async function callsToday(needs: Needs, tx: Tx, from: { client: StoredCall["client"]; number: Phi<string> }): Promise<number> {
  const callerIndex = await needs.calls.callerIndex(from.client, from.number);
  return needs.calls.callsFrom(tx, { client: from.client, callerIndex, since: plus(needs.world.now(), { hours: -DAY.hours }) });
}
