import { randomUUID } from "node:crypto";
import { emptyDraft, type Client } from "../../contract/index.ts";
import { until } from "../../server/edge/media/testing/until.ts";
import type { Job } from "./job.ts";
import { openPerson, signIn, type Person, type Reply } from "./person.ts";
import { knockWrongly } from "./telephone.ts";

const BODY_BYTES_TOO_MANY = 70_000;
const ANSWER_CHARACTERS_TOO_MANY = 3000;

/** Everything here must be refused; a marker must not come back in the answer either, nor stay in a log. */
export async function wrongRequests({ product, book, say }: Job, clinician: Person): Promise<void> {
  const call = `/api/calls/${randomUUID()}`;
  const draft = emptyDraft("patient");
  const answers: [string, Promise<Reply>][] = [];
  const send = (word: string, reply: (word: string) => Promise<Reply>): void => void answers.push([word, reply(word)]);
  send(book.word("error: a word where a number belongs"), (word) => clinician.tell("PUT", `${call}/draft`, { version: word, draft }));
  send(book.word("error: an answer that is too long"), (word) => clinician.tell("PUT", `${call}/draft`, { version: 0, draft: { ...draft, answers: { reason: { value: word.padEnd(ANSWER_CHARACTERS_TOO_MANY, "x") } } } }));
  send(book.word("error: a body that is too large"), (word) => clinician.tell("PUT", `${call}/draft`, { filler: word.padEnd(BODY_BYTES_TOO_MANY, "x") }));
  send(book.word("error: a body that is no JSON"), (word) => clinician.tell("POST", "/api/find", `{"words": ${word}`));
  send(book.word("error: the body of an address that does not exist"), (word) => clinician.tell("POST", "/api/no-such-thing", { word }));
  send(book.word("error: an address that does not exist"), (word) => clinician.tell("GET", `/api/${word}`));
  send(book.word("error: the query of an address"), (word) => clinician.tell("GET", `/api/messages/${randomUUID()}?patient=${word}`));
  send(book.word("error: an id that is none"), (word) => clinician.tell("GET", `/api/messages/${word}`));
  send(book.word("error: sound that is no SDP"), (word) => clinician.tell("POST", `${call}/answer`, { sdp: `v=0 ${word} and nothing else` }));
  send(book.word("error: a reply to a message that is not there"), (word) => clinician.tell("POST", `/api/messages/${randomUUID()}/reply`, { text: word }));
  send(book.word("error: a password that is wrong"), (word) => openPerson(product).tell("POST", "/api/sign-in", { email: "nobody@demo.example", password: word, code: "000000" }));
  await badUpload({ product, book, say }, send);
  for (const [word, answer] of answers) refuse(word, await answer);
  await badFrame({ product, book, say }, clinician);
  const stranger = { name: book.word("error: display name of a refused call"), number: book.number("error: number of a refused call", "702").e164, body: book.word("error: body of a refused SIP request") };
  await knockWrongly(product, stranger);
  say(`${answers.length + 3} wrong requests were refused`);
}

function refuse(word: string, { status, text }: Reply): void {
  if (status < 400 || status >= 500) throw new Error(`a wrong request was answered ${status}`);
  if (text.includes(word)) throw new Error(`an error repeats what was sent: ${text.replaceAll(word, "…")}`);
}

async function badUpload({ product, book }: Job, send: (word: string, reply: (word: string) => Promise<Reply>) => void): Promise<void> {
  const administrator = await signIn(product, "administrator");
  const { clients } = await administrator.ask<{ clients: Client[] }>("GET", "/api/clients");
  const path = `/api/clients/${clients[0]!.id}/agreements`;
  const terms = { effectiveAt: "2026-01-01T00:00:00Z", endsAt: null, signedOn: "2026-01-01", signer: "Sample Signer", fileName: "agreement.pdf" };
  send(book.word("error: an upload that is no PDF"), (word) => administrator.tell("POST", path, { ...terms, pdfBase64: Buffer.from(`${word} `.repeat(200)).toString("base64") }));
}

async function badFrame({ book }: Job, clinician: Person): Promise<void> {
  const live = await clinician.live("clinician");
  live.send(JSON.stringify({ type: "room", room: book.word("error: a live frame that is wrong") }));
  await until("the live line is closed for a wrong frame", () => live.isClosed());
  live.close();
}
