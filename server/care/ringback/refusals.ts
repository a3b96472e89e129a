import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("ringback", {
  notFound: { status: 404, say: "This message is not among those you may see." },
  takeItFirst: { status: 409, say: "Acknowledge the message first; then the service can ring its caller for you." },
  notYours: { status: 403, say: "Somebody else has this message. Only whoever took it may have its caller rung." },
  newerRevision: { status: 409, say: "This message was corrected since. Read what it says now, and acknowledge it." },
  noTelephone: { status: 409, say: "The service knows no telephone of yours. Write your number down under My sign-in, or ring the caller from your own phone." },
  noNumber: { status: 409, say: "No number that can be called was left in this message." },
  oneAtATime: { status: 409, say: "The service is ringing for you already." },
  tooOften: { status: 429, say: "This was tried too often in the last hour. Ring the caller from your own phone, or ask the desk." },
  noLine: { status: 503, say: "The service has no line to ring out on. Ring the caller from your own phone, or ask the desk." },
});
