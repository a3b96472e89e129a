import type { Tx } from "../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { addEvent, type NewEvent } from "./commands/add-event.ts";
import { beginCorrection } from "./commands/begin-correction.ts";
import { correctMessage } from "./commands/correct-message.ts";
import { changedSince, openMessage } from "./commands/open-message.ts";
import { earlierFrom, knowCaller } from "./commands/know-caller.ts";
import { noteCallBack } from "./commands/note-call-back.ts";
import { openDraft, saveDraft } from "./commands/save-draft.ts";
import { saveMessage } from "./commands/save-message.ts";
import { saveVoicemail } from "./commands/save-voicemail.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store.ts";
import * as callers from "./store/callers.ts";

export type { CallerAsk } from "./commands/know-caller.ts";
export type { NewEvent } from "./commands/add-event.ts";
export type { Corrected, Opened, OpenedEvent } from "./commands/open-message.ts";
export type { DraftAsk } from "./commands/save-draft.ts";
export type { SaveAsk, Sent } from "./commands/save-message.ts";
export type { VoicemailAsk } from "./commands/save-voicemail.ts";
export type { CorrectAsk } from "./commands/correct-message.ts";
export type { Needs as MessagesNeeds, Saved } from "./needs.ts";
export type { Content } from "./rules/content.ts";
export { leftToDo, type Left } from "./rules/left-to-do.ts";
export { whichDigitsDiffer } from "./rules/which-digits-differ.ts";
export { refusals as messageRefusals } from "./refusals.ts";
export { correctionEndpoints, draftEndpoints, type CallFacts, type CorrectionNeeds, type DraftNeeds } from "./routes.ts";
export type { CallBackOutcome, CallBackRow, MessageRow } from "./store.ts";

/** What callers said: drafts while the call lives, then messages, each revision sealed. */
export const createMessages = (needs: Needs) => ({
  saveDraft: saveDraft(needs),
  openDraft: openDraft(needs),
  saveMessage: saveMessage(needs),
  saveVoicemail: saveVoicemail(needs),
  beginCorrection: beginCorrection(needs),
  correct: correctMessage(needs),
  open: openMessage(needs),
  changedSince: changedSince(needs),
  addEvent: addEvent(needs),
  /** A line that says who read it: one for each person and revision, however often they look. */
  noteReader: async (tx: Tx, reading: NewEvent & { readonly who: PersonId }): Promise<void> => {
    if (!(await store.hasEvent(tx, reading))) await addEvent(needs)(tx, reading);
  },
  /** Colleagues who read an earlier revision than this one. */
  readersBefore: store.readersBefore,
  noteCallBack: noteCallBack(needs),
  /** The message of a caller who rings again, by number or by name and birth date; nothing is opened. */
  knowCaller: knowCaller(needs),
  /** Earlier messages of the same caller by what was typed, whatever telephone they rang from. */
  earlierFrom: earlierFrom(needs),
  noteStatusAsk: callers.addAsk,
  namesTried: callers.namesTried,
  /** Each try to ring the caller back about this revision, oldest first. */
  callBacks: store.callBacks,
  /** What is readable without opening anything; undefined outside the scope. */
  find: (tx: Tx, message: MessageId) => store.find(tx, message),
  /** The message that a voicemail became; undefined for whoever may not see that message. */
  ofRecording: store.ofRecording,
  /** What each of these people has sent since an instant. */
  sentBy: store.sentBy,
});
export type Messages = ReturnType<typeof createMessages>;
