import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("desk", {
  noSuchCall: { status: 404, say: "There is no such call." },
  notYours: { status: 403, say: "This call is with another operator." },
  noSuchCue: { status: 404, say: "This cue is done or was never there." },
  notYourCue: { status: 403, say: "This reminder is another operator's, who is at a desk." },
  notThen: { status: 422, say: "A reminder is for a time between now and three days from now. Nothing was kept.", field: "at" },
  noSuchMessage: { status: 404, say: "There is no such message of this practice among those you may see. Nothing was kept." },
  noSuchRecording: { status: 404, say: "There is no such recording." },
  noSuchAccount: { status: 404, say: "There is no such practice among those you may see." },
  mayNotList: { status: 403, say: "Your role does not include the list of recordings." },
  keyNotFree: { status: 409, say: "Two acts cannot have one key, and some keys are needed by typing, the browser or a screen reader. Nothing was changed." },
  mayNotHear: { status: 403, say: "Your role at this practice does not include hearing recordings, and you were not paged about this one." },
  tooLong: { status: 413, say: "This recording is too long to hear at the desk. A supervisor can export it." },
});
