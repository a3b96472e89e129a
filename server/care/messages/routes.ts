import { callRoutes, type Draft } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, CallId, ClientId, PersonId } from "../../foundation/ids.ts";
import { phi, type Phi } from "../../foundation/phi.ts";
import { done, refuse } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import type { Messages } from "./index.ts";
import { refusals } from "./refusals.ts";
import type { SaveAsk } from "./commands/save-message.ts";

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
