import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("voice", {
  mayNot: { status: 403, say: "Supervisors and administrators of the service say who is rung. Nothing was changed." },
  notAllowed: { status: 403, say: "Your office has not allowed messages by telephone for you." },
  notFound: { status: 404, say: "There is no such clinician." },
  noNumber: { status: 409, say: "Enter your telephone number first." },
  noVoice: { status: 503, say: "No voice is installed here, so a code cannot be said. Tell your office." },
  noTrunk: { status: 503, say: "This service has no line to ring over. Tell your office." },
  tooSoon: { status: 429, say: "Your telephone was rung a moment ago. Try again in a minute." },
  tooManyToday: { status: 429, say: "This number was rung for a code too often in the last day. Try again tomorrow, or tell your office." },
  wrongCode: { status: 422, say: "That is not the code that was said. Nothing was changed.", field: "code" },
  noCode: { status: 409, say: "The code is over. Ask for another call." },
});
