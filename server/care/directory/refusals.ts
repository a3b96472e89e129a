import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import { toIso, type Instant } from "../../foundation/time.ts";

export const refusals = refusalsOf("directory", {
  notAllowed: { status: 403, say: "You may not do this at this account. Nothing was changed." },
  noSuchClient: { status: 404, say: "There is no such client." },
  noSuchAccount: { status: 404, say: "There is no such account." },
  noSuchCallGroup: { status: 404, say: "There is no such call group. Nothing was changed.", field: "group" },
  noSuchZone: { status: 422, say: "This is no time zone. Choose one such as America/New_York; nothing was saved.", field: "zone" },
  slugTaken: { status: 409, say: "Another account has this short name. Choose another; nothing was saved.", field: "slug" },
  slugFixed: { status: 409, say: "The short name of an account never changes. Nothing was saved.", field: "slug" },
  notANumber: { status: 422, say: "This is no telephone number of the numbering plan. Nothing was changed.", field: "number" },
  fallbackNotANumber: { status: 422, say: "The fallback is no telephone number of the numbering plan. Nothing was saved.", field: "fallback" },
  fallbackIsOurs: { status: 422, say: "The fallback is a number that rings here; callers would go in a circle. Nothing was saved.", field: "fallback" },
  numberTaken: { status: 409, say: "This number belongs to another account. One number has one account; nothing was changed.", field: "number" },
  noSuchNumber: { status: 404, say: "This account does not have that number.", field: "number" },
  tooManyNumbers: { status: 409, say: "This account has 100 numbers, which is the limit. Nothing was changed.", field: "number" },
  tooManyEntries: { status: 409, say: "This account's directory has 60 entries, which is the limit. Nothing was saved." },
  entryRingsHere: { status: 422, say: "This number rings here; a caller would be given to ourselves. Nothing was saved.", field: "number" },
  noSuchEntry: { status: 404, say: "This account's directory has no such entry." },
  entryElsewhere: { status: 409, say: "An entry with this id is not this account's to change. Nothing was saved." },
  closingIsPast: { status: 422, say: "That is over already. Nothing was saved.", field: "date" },
  closingTooFar: { status: 422, say: "Close a year ahead at most. Nothing was saved.", field: "lastDate" },
  lastBeforeFirst: { status: 422, say: "The last day is before the first. Nothing was saved.", field: "lastDate" },
  tooManyClosings: { status: 409, say: "20 early closings stand already, which is the limit. Nothing was saved." },
  closingElsewhere: { status: 409, say: "A closing with this id is not this account's to change. Nothing was saved." },
  noSuchClosing: { status: 404, say: "This closing is over, or was taken back already." },
  keyTwice: { status: 422, say: "One key cannot do two things. Nothing was saved.", field: "keys" },
  actTwice: { status: 422, say: "Two keys do the same. Keep one of them; nothing was saved.", field: "keys" },
  menuEmpty: { status: 422, say: "A menu that is on needs at least one key. Nothing was saved.", field: "keys" },
  forwardNotANumber: { status: 422, say: "This is no telephone number of the numbering plan. Nothing was saved.", field: "forwardTo" },
  forwardRingsHere: { status: 422, say: "This number rings here; callers would go in a circle. Nothing was saved.", field: "forwardTo" },
  noPrompts: { status: 503, say: "There is no sound to be heard here." },
  untilIsPast: { status: 422, say: "The note would end before it begins. Nothing was saved.", field: "until" },
});

/** [DR3] The one refusal with a date in it: who asks must know when to ask again. A date is no PHI. */
export const resting = (until: Instant): Refusal => ({
  code: "directory.numberRests",
  status: 409,
  say: `This number was released and rests until ${toIso(until).slice(0, 10)}, so that callers of the account before do not reach another. Nothing was changed.`,
  field: "number",
});
