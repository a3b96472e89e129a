import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import type { Left } from "./rules/left-to-do.ts";

export const refusals = refusalsOf("messages", {
  notFound: { status: 404, say: "There is no such message among those you may see." },
  draftMoved: { status: 409, say: "This draft was saved from another window since. Nothing here is lost; open the call again to go on with the newer one." },
  draftTooLong: { status: 422, say: "The draft is too long to be kept. It is still in this window; shorten the longest answer." },
  alreadySent: { status: 409, say: "The message of this call was sent already. Nothing was sent twice; open the message to correct it." },
  keyOfAnother: { status: 409, say: "This sending key belongs to another message. Nothing was sent; send again." },
  mayNotCorrect: { status: 403, say: "Your role does not include correcting messages. Nothing was changed." },
  nothingTyped: { status: 409, say: "Nobody typed this message: a voicemail is heard, not corrected. Nothing was changed." },
  revisionMoved: { status: 409, say: "Someone corrected this message since you opened it. Nothing was changed; open it again." },
});

const SAY: Readonly<Record<Left["what"], string>> = {
  answer: "The message is not sent yet. A required answer is missing; everything you typed is kept.",
  choice: "The message is not sent yet. This answer is not one of the choices of the script; choose again.",
  said: "The message is not sent yet. The emergency sentence has to be said to the caller and ticked.",
  names: "The message is not sent yet. Read the names back letter by letter and tick it.",
  reason: "The message is not sent yet. Read the reason back in the caller's words and tick it.",
  number: "The message is not sent yet. An urgent message needs a call-back number.",
  "number-invalid": "The message is not sent yet. There is no such telephone number; ask the caller for it once more.",
  "number-again": "The message is not sent yet. Enter the call-back number a second time while reading it back.",
  "numbers-differ": "The message is not sent yet. The two entries of the call-back number differ; ask the caller once more.",
};

/** Names the first thing that is left to do, and its field. */
export const notReady = (left: Left): Refusal => ({ code: `messages.left.${left.what}`, status: 422, say: SAY[left.what], field: left.field });
