import { randomUUID } from "node:crypto";
import { emptyDraft, type CallCard, type Draft, type MessageDetail } from "../../contract/index.ts";
import { until } from "../../server/edge/media/testing/until.ts";
import { openOperatorSound } from "./browser.ts";
import type { Job } from "./job.ts";
import type { Book } from "./markers.ts";
import { signIn, type Live, type Person } from "./person.ts";
import { ring, type TelephoneCall } from "./telephone.ts";

const OFFER_SECONDS_MAX = 45;
const TALK_FRAMES_MIN = 25;

/** The main job from ring to acknowledgement. */
export async function theCall(job: Job, clinicians: ReadonlyMap<string, Person>): Promise<void> {
  const { product, book, say } = job;
  const operator = await signIn(product, "ana@demo.example");
  const desk = await operator.live("desk");
  await operator.ask("POST", "/api/desk/state", { state: "ready" });
  const number = book.number("caller's number", "415");
  const [callerSound, operatorSound] = [book.sound("caller's sound"), book.sound("operator's sound")];
  const telephone = await ring(product, { number: number.e164, name: book.word("caller's display name"), to: product.demo.accounts.find(({ slug }) => slug === "lakeside")!.number, sound: callerSound });
  const browser = await openOperatorSound(operatorSound);
  try {
    const call = await answer(operator, desk, browser);
    await talk(telephone, () => browser.heardSound(callerSound));
    await telephone.press(book.digits("digits pressed"));
    say("a caller and an operator hear each other");
    const { message, onDuty } = await takeDown(book, operator, call);
    await search(book, operator, number.typed);
    await telephone.hangUp();
    await operator.ask("POST", `/api/calls/${call}/finish`, { reason: "message-sent" });
    say("the message is sent");
    await takeIt(job, clinicians.get(onDuty)!, message);
  } finally {
    telephone.close();
    await browser.close();
    desk.close();
  }
}

async function answer(operator: Person, desk: Live, browser: Awaited<ReturnType<typeof openOperatorSound>>): Promise<string> {
  const offer = () => desk.frames.find((frame) => frame.type === "offer");
  await until("the call is offered", () => offer() !== undefined, OFFER_SECONDS_MAX);
  const call = (offer() as { call: string }).call;
  const { sdp } = await operator.ask<{ sdp: string }>("POST", `/api/calls/${call}/answer`, { sdp: browser.offer });
  await browser.take(sdp);
  return call;
}

async function talk(telephone: TelephoneCall, heard: () => number): Promise<void> {
  const before = telephone.heard();
  await until("both hear each other", () => heard() >= TALK_FRAMES_MIN && telephone.heard() >= before + TALK_FRAMES_MIN, OFFER_SECONDS_MAX);
}

async function takeDown(book: Book, operator: Person, call: string): Promise<{ message: string; onDuty: string }> {
  const card = await operator.ask<CallCard>("GET", `/api/calls/${call}`);
  const draft = typed(book);
  const replaced = { ...draft, answers: { ...draft.answers, reason: { value: book.word("reason as first typed, then replaced") } } };
  const { version } = await operator.ask<{ version: number }>("PUT", `/api/calls/${call}/draft`, { version: card.draftVersion, draft: replaced });
  await operator.ask("PUT", `/api/calls/${call}/draft`, { version, draft });
  const { message } = await operator.ask<{ message: string }>("POST", `/api/calls/${call}/message`, { key: randomUUID(), draft });
  return { message, onDuty: card.onDuty!.name };
}

/** Every answer of the patient's script, and the read-back. */
function typed(book: Book): Draft {
  const callback = book.number("call-back number", "617");
  const answers = {
    caller: { value: book.word("caller's name"), spelled: book.spelled("caller's name, spelled") },
    patient: { value: book.word("patient's name"), spelled: book.spelled("patient's name, spelled") },
    born: { value: book.birthDate("date of birth") }, callback: { value: callback.typed }, reason: { value: `Cough, ${book.word("reason")}` },
    since: { value: book.word("since when") }, allergies: { value: book.word("allergies") },
  };
  return { ...emptyDraft("patient"), answers, urgency: "urgent", readBack: { names: true, reason: true, numberFirst: callback.typed, numberAgain: callback.e164 } };
}

async function search(book: Book, operator: Person, number: string): Promise<void> {
  await operator.ask("POST", "/api/find", { words: book.word("search: words") });
  await operator.ask("POST", "/api/find", { words: book.number("search: a number", "808").typed });
  await operator.ask("POST", "/api/find", { words: number });
}

async function takeIt({ book, say }: Job, clinician: Person, message: string): Promise<void> {
  const detail = await clinician.ask<MessageDetail>("GET", `/api/messages/${message}`);
  await clinician.ask("POST", `/api/messages/${message}/reply`, { text: book.word("clinician's reply") });
  await clinician.ask("POST", `/api/messages/${message}/acknowledge`, { revision: detail.revision });
  say("the clinician has opened it, replied and taken it");
}
