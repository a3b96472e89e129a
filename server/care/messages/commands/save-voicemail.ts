import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, CallId, ClientId, MessageId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi, type Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { callerKeys } from "../rules/caller-keys.ts";
import { voicemailContent } from "../rules/content.ts";
import * as store from "../store.ts";
import { keepRevision } from "./keep-revision.ts";
import { sent, type Sent } from "./save-message.ts";

export interface VoicemailAsk {
  readonly call: CallId;
  readonly account: AccountId;
  readonly client: ClientId;
  /** Its id is the key as well: one recording is one message. */
  readonly recording: string;
  readonly callerNumber: Phi<string> | null;
}

/** [N6] What a caller said to the machine because nobody could answer: an urgent message of its own. */
export const saveVoicemail = (needs: Needs) => async (tx: Tx, as: Actor, ask: VoicemailAsk): Promise<Outcome<Sent>> => {
  const row = {
    id: needs.world.id() as MessageId, client: ask.client, account: ask.account, call: ask.call, sendKey: ask.recording, origin: "voicemail", urgency: "urgent",
    revision: 1, scriptId: null, scriptVersion: null, recording: ask.recording, takenDownBy: null, savedAt: needs.world.now(),
  } as const;
  if (!(await store.add(tx, row))) {
    const same = await store.findByKey(tx, ask.client, ask.recording);
    return same?.call === ask.call ? done(sent({ ...same, revision: 1 })) : refuse(refusals.keyOfAnother);
  }
  const content = voicemailContent(ask.callerNumber && dangerouslyReveal(ask.callerNumber));
  await keepRevision(needs)(tx, as, { row, content: phi(content), keys: callerKeys(content, null, null), say: "The caller left a voicemail" });
  return done(sent(row));
};
