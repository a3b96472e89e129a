import { callRoutes, messageRoutes, type Draft, type Script } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Messages } from "./index.ts";
import { refusals } from "./refusals.ts";
import type { SaveAsk } from "./commands/save-message.ts";
import type { MessageRow } from "./store.ts";

/** What was stamped on a call when it was offered, for whoever holds it. */
export interface CallFacts {
  readonly client: ClientId;
  readonly account: AccountId;
  readonly callerNumber: Phi<string> | null;
  /** The script of this caller type, at the version stamped on the call. */
  scriptFor(callerType: Draft["callerType"]): Promise<SaveAsk["script"] | undefined>;
}

export interface DraftNeeds {
  readonly db: Db;
  readonly messages: Pick<Messages, "saveDraft" | "saveMessage">;
  /** Undefined when the call is not this operator's. Fitted by calls. */
  readonly callOf: (tx: Tx, as: Actor, call: CallId) => Promise<CallFacts | undefined>;
}

const worksTheDesk = { kind: "may", act: "desk.work" } as const;

export function draftEndpoints({ db, messages, callOf }: DraftNeeds): Endpoint[] {
  return [
    endpoint(callRoutes.saveDraft, worksTheDesk, ({ as, params, body }) =>
      db.transaction(as.scope, async (tx) => {
        const call = params.call as CallId;
        const facts = await callOf(tx, as, call);
        if (!facts) return refuse(refusals.notFound);
        const kept = await messages.saveDraft(tx, as, { call, client: facts.client, account: facts.account, version: body.version, draft: phi(body.draft) });
        return kept.ok ? done({ version: kept.value.version, savedAt: toIso(kept.value.savedAt) }) : kept;
      })),
    endpoint(callRoutes.send, worksTheDesk, ({ as, params, body }) =>
      db.transaction(as.scope, async (tx) => {
        const call = params.call as CallId;
        const facts = await callOf(tx, as, call);
        const script = await facts?.scriptFor(body.draft.callerType);
        if (!facts || !script || as.kind !== "person") return refuse(refusals.notFound);
        const sent = await messages.saveMessage(tx, as, {
          call, client: facts.client, account: facts.account, key: body.key, draft: phi(body.draft), script,
          callerNumber: facts.callerNumber, takenDownBy: as.person as PersonId,
        });
        return sent.ok ? done({ message: sent.value.message, revision: sent.value.revision, sentAt: toIso(sent.value.sentAt) }) : sent;
      })),
  ];
}

export interface CorrectionNeeds {
  readonly db: Db;
  readonly messages: Pick<Messages, "beginCorrection" | "correct" | "find">;
  /** The second door: asked with the row's own client. */
  readonly access: Pick<Access, "may">;
  /** A script version as it was. Fitted by scripts. */
  readonly scriptAt: (tx: Tx, id: string, version: number) => Promise<Script | undefined>;
}

const corrects = { kind: "may", act: "message.correct" } as const;

export function correctionEndpoints(needs: CorrectionNeeds): Endpoint[] {
  const { db, messages, scriptAt } = needs;
  return [
    endpoint(messageRoutes.correction, corrects, ({ as, params }) =>
      db.transaction(as.scope, async (tx) => {
        const allowed = await mayCorrect(needs, tx, { as, message: params.message as MessageId });
        const begun = allowed.ok ? await messages.beginCorrection(tx, as, params.message as MessageId) : allowed;
        if (!begun.ok) return begun;
        const script = await scriptAt(tx, begun.value.script.id, begun.value.script.version);
        return script ? done({ revision: begun.value.revision, draft: dangerouslyReveal(begun.value.draft), script, callerNumber: dangerouslyReveal(begun.value.callerNumber) }) : refuse(refusals.notFound);
      })),
    endpoint(messageRoutes.correct, corrects, ({ as, params, body }) =>
      db.transaction(as.scope, async (tx) => {
        const allowed = await mayCorrect(needs, tx, { as, message: params.message as MessageId });
        if (!allowed.ok) return allowed;
        const { scriptId, scriptVersion } = allowed.value;
        if (scriptId === null || scriptVersion === null) return refuse(refusals.nothingTyped);
        const script = await scriptAt(tx, scriptId, scriptVersion);
        if (!script) return refuse(refusals.notFound);
        const sent = await messages.correct(tx, as, { message: params.message as MessageId, basedOn: body.basedOn, draft: phi(body.draft), script });
        return sent.ok ? done({ ...sent.value, sentAt: toIso(sent.value.sentAt) }) : sent;
      })),
  ];
}

async function mayCorrect({ messages, access }: CorrectionNeeds, tx: Tx, { as, message }: { as: Actor; message: MessageId }): Promise<Outcome<MessageRow>> {
  const row = await messages.find(tx, message);
  if (!row) return refuse(refusals.notFound);
  return (await access.may(tx, as, "message.correct", row.client)) ? done(row) : refuse(refusals.mayNotCorrect);
}
