import type { Due } from "../../foundation/due/index.ts";
import { only } from "../../foundation/facts/index.ts";
import { NOT_WOKEN } from "../delivery/index.ts";
import { isAssignedTo } from "./assigned.ts";
import { askForCallBack, beginCallBack, CALL_BACK } from "./commands/ask-for-call-back.ts";
import { acknowledgeMessage } from "./commands/acknowledge-message.ts";
import { beginDispatch } from "./commands/begin-dispatch.ts";
import { readLadders, saveLadder } from "./commands/change-ladder.ts";
import { endAssignments } from "./commands/end-assignments.ts";
import { giveAlarm, quietAlarm, soundAgain } from "./commands/hush-alarm.ts";
import { lookAgainAt, lookAtNotWoken } from "./commands/look-again.ts";
import { mayBeCalledAgain, noteCalledAgain } from "./commands/note-called-again.ts";
import { noteOnDevice } from "./commands/note-on-device.ts";
import { openDetail } from "./commands/open-detail.ts";
import { noteRang } from "./commands/note-rang.ts";
import { pageNamed, performNamed } from "./commands/page-named.ts";
import { passOn } from "./commands/pass-on.ts";
import { previewLadder } from "./commands/preview-ladder.ts";
import { inboxPages, searchMessages, workingList } from "./commands/read-lists.ts";
import { recordCallBack } from "./commands/record-call-back.ts";
import { REVIEW } from "./commands/keep-hold.ts";
import { listHolds, reviewHold, tellUnreviewed } from "./commands/review-holds.ts";
import { beginDigests, digestLate, goRound, LATE, MAKE, makeDigest, planClient, ROUND, ROUND_OF_CLIENT } from "./commands/make-digest.ts";
import { listDigests, openDigest, saveDigestPlan } from "./commands/read-digests.ts";
import { NOTICE, sendNotice } from "./commands/send-notice.ts";
import { takeHeld } from "./commands/take-held.ts";
import { tellStanding } from "./commands/tell-standing.ts";
import { isCorrection, tellCorrected } from "./commands/tell-corrected.ts";
import { replyToDesk } from "./commands/reply-to-desk.ts";
import { workStep } from "./commands/work-step.ts";
import type { Needs } from "./needs.ts";
import { PAGE, SOUND, STEP } from "./schedule.ts";
import { countOpen } from "./store/lists.ts";
import { takenAt, takenSeconds, takerOf } from "./store/taken-times.ts";

export type { BeforeLadder, Needs as DispatchNeeds } from "./needs.ts";
export type { LadderDraft } from "./rules/ladder-fault.ts";
export { dispatchEndpoints, type DispatchRouteNeeds } from "./routes.ts";
export type { Duty, OnDuty } from "./rules/choose-person.ts";
export { DEFAULT_LADDERS, hoursAt, targetOf, wayOf, type Hours as LadderHours, type Step } from "./rules/ladder.ts";
export { refusals as dispatchRefusals } from "./refusals.ts";

/** Works every message until a person takes it, or the desk has an alarm. */
export function createDispatch(needs: Needs) {
  onDue(needs.due, needs);
  return {
    /** In the transaction that saved the message: pass it to createMessages as `begin`. */
    begin: beginDispatch(needs),
    acknowledge: acknowledgeMessage(needs),
    lookAgainAt: lookAgainAt(needs),
    passOn: passOn(needs),
    reply: replyToDesk(needs),
    calledBack: recordCallBack(needs),
    onDevice: noteOnDevice(needs),
    quiet: quietAlarm(needs),
    give: giveAlarm(needs),
    pageNamed: pageNamed(needs),
    open: openDetail(needs),
    isAssigned: isAssignedTo(needs),
    tellStanding: tellStanding(needs),
    working: workingList(needs),
    countOpen,
    search: searchMessages(needs),
    takenSeconds,
    takenAt,
    takerOf,
    inbox: inboxPages(needs),
    ladders: readLadders(needs),
    saveLadder: saveLadder(needs),
    previewLadder: previewLadder(needs),
    rang: noteRang(needs),
    /** Once, at start: from then on each account has a digest a day. */
    beginDigests: beginDigests(needs),
    digests: listDigests(needs),
    openDigest: openDigest(needs),
    saveDigestPlan: saveDigestPlan(needs),
    takeHeld: takeHeld(needs),
    holds: listHolds(needs),
    reviewHold: reviewHold(needs),
  };
}
export type Dispatch = ReturnType<typeof createDispatch>;

function onDue(due: Due, needs: Needs): void {
  due.on(STEP, workStep(needs));
  due.on(PAGE, performNamed(needs));
  due.on(SOUND, soundAgain(needs));
  due.on(NOTICE, sendNotice(needs));
  due.on(CALL_BACK, askForCallBack(needs));
  due.on(REVIEW, tellUnreviewed(needs));
  due.on(ROUND, goRound(needs));
  due.on(ROUND_OF_CLIENT, planClient(needs));
  due.on(MAKE, makeDigest(needs));
  due.on(LATE, digestLate(needs));
  needs.facts.subscribe("message.acknowledged", "dispatch-call-back", beginCallBack(needs));
  needs.facts.subscribe("message.saved", "dispatch-corrected", only(isCorrection, tellCorrected(needs)));
  needs.facts.subscribe("message.saved", "dispatch-called-again", only(mayBeCalledAgain, noteCalledAgain(needs)));
  needs.facts.subscribe("access.role-ended", "dispatch", endAssignments(needs));
  needs.facts.subscribe(NOT_WOKEN, "dispatch", lookAtNotWoken(needs));
}
