import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("calls", {
  noSuchCall: { status: 404, say: "This call is not on the line any more. What you typed is kept with it." },
  notYours: { status: 403, say: "This call is with another operator or is not offered to you." },
  answeredByAnother: { status: 409, say: "Another operator answered this call first. Nothing is left for you to do." },
  callEnded: { status: 409, say: "The caller is gone. What you typed is kept; finish the message or say why there is none." },
  noSound: { status: 503, say: "The sound could not be connected. The caller is on the line and first in the queue. Answer again." },
  otherOnLine: { status: 409, say: "Somebody else is being called, or is with you. Go back to the caller first; nothing was changed." },
  talkIsFull: { status: 409, say: "Two others are on this call already. Hang up on one of them first; nothing was changed." },
  interpreterAlone: { status: 409, say: "Only the interpreter would be left with the caller. Stay with them, or join somebody who can help." },
  nobodyThere: { status: 409, say: "Nobody has answered yet. The caller is on hold." },
  noSuchEntry: { status: 404, say: "This number is not in the practice's directory any more. Nobody was called." },
  onACall: { status: 409, say: "You are on a call. Finish it first." },
  atCapacity: { status: 503, say: "All lines are taken." },
});
  yourOwnCall: { status: 409, say: "This call is your own: you hear it already." },
  nobodyToHear: { status: 409, say: "No operator is on this call any more, so there is nobody to listen to." },
  listenedTo: { status: 409, say: "Another supervisor listens to this call already." },
  notListening: { status: 409, say: "You do not listen to this call any more." },
  notHeard: { status: 503, say: "The sound of this call could not be connected. Nobody was disturbed. Listen again." },
