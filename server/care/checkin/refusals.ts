import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("checkin", {
  noSuchCall: { status: 404, say: "There is no such call, or you do not have it." },
  noCard: { status: 409, say: "Nobody has said on this call that they are one of ours. Open the check-in card first." },
  notAtThisPractice: { status: 409, say: "This person neither covers nor runs this practice. Nothing was opened. Ask them to ring the check-in line." },
  alreadyVerified: { status: 409, say: "This caller has been verified." },
  alreadyFailed: { status: 409, say: "This caller was not verified, and three tries are over. Tell them nothing. They may ring the check-in line in a quarter of an hour." },
  wait: { status: 409, say: "Nothing can be checked for this person now. Tell the caller nothing, and that they may ring again in a quarter of an hour." },
  notChecked: { status: 503, say: "The PIN could not be checked, because many are being checked at this moment. It counted as no try. Tell the caller nothing, and try again in a few seconds." },
  noKeys: { status: 409, say: "No digits came. Ask the caller to key the PIN and then the hash key, and try again." },
  notFitting: { status: 409, say: "That did not fit. Tell the caller nothing. You may try again." },
  noNumber: { status: 409, say: "No number of this person may be rung for proof: none is on file, it was entered less than a day ago, or it was rung three times in the last hour. Ask for the PIN." },
  notReached: { status: 409, say: "Nobody proved it at the number on file. Tell the caller nothing." },
  callerUnproved: { status: 423, say: "Your caller says that they are one of ours, and it is not proved. Until it is, or the call is over, you open no message." },
  noSuchAttempt: { status: 404, say: "There is no such check-in." },
  noNumberKept: { status: 404, say: "This caller showed no number." },
  notAllowed: { status: 403, say: "You may not do this. Nothing was changed." },
  noSuchNumber: { status: 422, say: "This is no telephone number that can be rung. Nothing was changed.", field: "number" },
  reachesAnAccount: { status: 409, say: "This number reaches a practice. The check-in line needs one of its own. Nothing was changed.", field: "number" },
  tooManyNumbers: { status: 409, say: "Five numbers are check-in lines, which is the limit. Take one away first." },
});
