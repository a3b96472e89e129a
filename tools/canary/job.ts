import { existsSync, readdirSync } from "node:fs";
import type { Account, Inbox, MessageDetail } from "../../contract/index.ts";
import { until } from "../../server/edge/media/testing/until.ts";
import type { Book } from "./markers.ts";
import { signIn, type Person } from "./person.ts";
import type { Product } from "./product.ts";
import { ring } from "./telephone.ts";
import { theCall } from "./the-call.ts";
import { wrongRequests } from "./wrong-requests.ts";

export interface Job {
  readonly product: Product;
  readonly book: Book;
  readonly say: (line: string) => void;
}

const VOICEMAIL_SECONDS_MAX = 90;
export const ACCOUNT = "lakeside";
const PAGE_SECONDS_MAX = 45;
const VOICEMAIL_TALK_MS = 2500;

/** What a night does, with a marker in everything private: a voicemail and every wrong request, then a call from ring to acknowledgement. */
export async function doTheJob(job: Job, control: string): Promise<void> {
  const account = await writeControl(job, control);
  // Either may be on duty, by the day of the week.
  const clinicians = new Map<string, Person>();
  for (const [name, email] of [["Dr Hannah Lee", "lee@demo.example"], ["Dr Min Cho", "cho@demo.example"]] as const) clinicians.set(name, await signIn(job.product, email));
  await Promise.all([voicemail(job, [...clinicians.values()]), wrongRequests(job, clinicians.get("Dr Min Cho")!)]);
  await theCall(job, clinicians);
  job.say(`done, with a note that is not private on ${account}`);
}

/** A status note is the practice's own word to the desk, not a patient's: it is stored readable, and so proves the search. */
async function writeControl({ product }: Job, control: string): Promise<string> {
  const manager = await signIn(product, "client-manager");
  const { accounts } = await manager.ask<{ accounts: Account[] }>("GET", "/api/accounts");
  await manager.ask("PUT", `/api/accounts/${accounts[0]!.id}/status-note`, { text: control, until: null });
  return accounts[0]!.name;
}

/** Nobody is at the desk yet: the caller hears the notice, speaks, and whoever is on duty hears it. */
async function voicemail({ product, book, say }: Job, clinicians: readonly Person[]): Promise<void> {
  const { number } = product.demo.accounts.find(({ slug }) => slug === ACCOUNT)!;
  const from = book.number("voicemail: caller's number", "505").e164;
  const call = await ring(product, { number: from, name: book.word("voicemail: caller's display name"), to: number, sound: book.sound("voicemail: sound") });
  try {
    await until("the recording begins", () => hasFile(product.recordings), VOICEMAIL_SECONDS_MAX);
    await new Promise((resolve) => setTimeout(resolve, VOICEMAIL_TALK_MS));
    await call.hangUp();
  } finally {
    call.close();
  }
  await until("the voicemail is paged and heard", async () => (await Promise.all(clinicians.map((each) => hear(each)))).includes(true), PAGE_SECONDS_MAX);
  say("a voicemail was left, and heard by the clinician on duty");
}

const hasFile = (folder: string): boolean => existsSync(folder) && readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());

async function hear(clinician: Person): Promise<boolean> {
  const { pages } = await clinician.ask<Inbox>("GET", "/api/inbox");
  const page = pages.find(({ mine }) => mine);
  if (!page) return false;
  const { recording, revision } = await clinician.ask<MessageDetail>("GET", `/api/messages/${page.message}`);
  const { seconds } = await clinician.ask<{ seconds: number }>("POST", `/api/recordings/${recording!}/hear`, {});
  if (seconds < 1) throw new Error("the voicemail is empty");
  await clinician.ask("POST", `/api/messages/${page.message}/acknowledge`, { revision });
  return true;
}
