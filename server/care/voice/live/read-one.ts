import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { phi } from "../../../foundation/phi.ts";
import { plus } from "../../../foundation/time.ts";
import { words, type Connected, type Heard, type SpokenCall } from "../../calls/index.ts";
import { countsAs } from "../../ringback/index.ts";
import type { Needs } from "../needs.ts";
import { cameOfEnd, type CameOf } from "../rules/came-of.ts";
import { menuOf, readingOf, READINGS_MAX, sayConnecting, sayMenu, sayNotConnected, sayPassed, sayRefused, sayTaken, sayTalked, TRY_AGAIN } from "../rules/words.ts";
import { note, type Waiting } from "./keep.ts";
import type { Read } from "./read-all.ts";

/** A message of the greatest length, read twice, with time to think. Who reads it longer says so again. */
const READING_MINUTES = 4;
/** The caller waited for this call; a mailbox that would take it is no caller. */
const CALLER_RING_SECONDS_MAX = 30;

const skipped = (came: CameOf): Read => ({ came, wasRead: false, isOver: false, left: "not-read" });
const goesOn = (came: CameOf): Read => ({ came, wasRead: true, isOver: false, left: "not-read" });
const isOver = (came: CameOf, left: CameOf = "not-read"): Read => ({ came, wasRead: true, isOver: true, left });

interface One {
  readonly waiting: Waiting;
  readonly index: number;
  readonly of: number;
}

/** [VD3] [VD4] [VD5] One message, from its first word to what came of it. */
export async function readOne(needs: Needs, call: SpokenCall, { waiting, index, of }: One): Promise<Read> {
  const { errand } = waiting;
  const as = await needs.db.transaction({ role: "app", clients: [] }, (tx) => needs.access.actorFor(tx, errand.person));
  const acting: Acting = { as, waiting, call };
  await underWay(needs, waiting);
  const opened = await act(needs, acting, (tx) => needs.dispatch.open(tx, as, errand.message));
  if (!opened.ok) return skipped("not-theirs");
  if (opened.value.revision !== errand.revision) return skipped("not-wanted"); // Its newer text has a page of its own.
  const { number } = opened.value.callback;
  const toRing = number === null ? undefined : needs.normalise(number);
  const heard = await readUntilKey(needs, { acting, text: readingOf(opened.value, { index, of }), canConnect: toRing !== undefined });
  return heard.kind === "digits" ? decided(needs, acting, { key: heard.digits, toRing }) : undecided(call, heard.kind);
}

async function undecided(call: SpokenCall, kind: "gone" | "no-key"): Promise<Read> {
  if (kind === "gone") {
    const came = cameOfEnd("hung-up-reading", { why: await call.over, silentSeconds: call.silentSeconds });
    return came === "voice-failed" ? isOver(came, came) : isOver(came);
  }
  call.hangup(); // Nobody is there, or nobody who would take a message: what else waits is not read to an empty room.
  return isOver("no-key-reading");
}

const decided = (needs: Needs, acting: Acting, { key, toRing }: { key: string; toRing: string | undefined }): Promise<Read> =>
  key === "2" ? pass(needs, acting) : take(needs, acting, key === "3" ? toRing : undefined);

interface Acting {
  readonly as: Actor;
  readonly waiting: Waiting;
  readonly call: SpokenCall;
}
const act = <T>(needs: Needs, { as }: Acting, work: (tx: Tx) => Promise<T>): Promise<T> => needs.db.transaction(as.scope, work);

/** [VD9] Its page is looked at again only when this reading must be over. */
const underWay = (needs: Needs, { errand: { client, message, revision } }: Waiting): Promise<void> =>
  needs.db.transaction(system("voice", { clients: [client] }).scope, (tx) => needs.dispatch.lookAgainAt(tx, { client, message, revision, at: plus(needs.world.now(), { minutes: READING_MINUTES }) }));

async function readUntilKey(needs: Needs, { acting: { call, waiting }, text, canConnect }: { acting: Acting; text: string; canConnect: boolean }): Promise<Heard> {
  for (let readings = 1; readings <= READINGS_MAX; readings++) {
    const heard = await call.ask({ words: phi(`${text} ${sayMenu(canConnect)}`) }, menuOf(canConnect));
    if (heard.kind !== "digits" || heard.digits !== "9") return heard;
    await underWay(needs, waiting);
  }
  return { kind: "no-key", pressed: true };
}

async function pass(needs: Needs, acting: Acting): Promise<Read> {
  const passed = await act(needs, acting, (tx) => needs.dispatch.passOn(tx, acting.as, { message: acting.waiting.errand.message, reason: "pass" }));
  return sayAndGoOn(acting.call, passed.ok ? sayPassed : sayRefused(passed.refusal.say), passed.ok ? "passed" : "refused");
}

/** Said to the end or not, it is done: a hang-up after the key takes nothing back. */
async function sayAndGoOn(call: SpokenCall, say: string, came: CameOf): Promise<Read> {
  return (await call.say(words(say))) === "said" ? goesOn(came) : isOver(came);
}

async function take(needs: Needs, acting: Acting, number: string | undefined): Promise<Read> {
  const { message, revision } = acting.waiting.errand;
  const taken = await act(needs, acting, (tx) => needs.dispatch.acknowledge(tx, acting.as, { message, revision }));
  if (!taken.ok) return sayAndGoOn(acting.call, sayRefused(taken.refusal.say), "refused");
  if (number === undefined) return sayAndGoOn(acting.call, sayTaken, "acknowledged");
  return connect(needs, acting, number);
}

/** [VD6] Rings the caller for them, as often as they ask. The message is theirs, whatever comes of it. */
async function connect(needs: Needs, acting: Acting, number: string): Promise<Read> {
  const { call, waiting: { errand } } = acting;
  const place = await act(needs, acting, (tx) => needs.placeOf(tx, errand.message));
  for (;;) {
    if ((await call.say(words(sayConnecting))) === "gone") return isOver("acknowledged-connected");
    let since = needs.world.now();
    const joined = await call.connect({ to: phi(number), from: place?.number, purpose: "call-back", ringSecondsMax: CALLER_RING_SECONDS_MAX, answered: () => void (since = needs.world.now()) });
    await fileCallBack(needs, acting, { joined, seconds: Math.round((needs.world.now() - since) / 1000) });
    if (joined.kind !== "failed") return sayAndGoOn(call, sayTalked, "acknowledged-connected");
    const heard = await call.ask(words(sayNotConnected(joined.why)), TRY_AGAIN);
    if (heard.kind !== "digits" || heard.digits !== "3") return heard.kind === "gone" ? isOver("acknowledged-connected") : goesOn("acknowledged-connected");
  }
}

const CALL_WORDS: Readonly<Record<string, string>> = { busy: "the caller's line was busy", declined: "the caller's line declined", "no-answer": "the caller did not answer", "no-such-number": "the number cannot be rung", "refused-by-limit": "our own limits refused the number" };

/** A caller who was reached, or was not there, is a call-back of the message; a line of ours that failed is none, nor is a mailbox that was hung up on. */
async function fileCallBack(needs: Needs, acting: Acting, { joined, seconds }: { joined: Connected; seconds: number }): Promise<void> {
  const { errand } = acting.waiting;
  if (joined.kind === "gone") return note(needs, errand, "Ringing the caller: hung up before anybody answered.");
  const outcome = countsAs(joined.kind === "talked" ? { kind: "talked", seconds } : { kind: "caller-not-reached", why: joined.why });
  const talk = outcome === undefined ? `Connected with the caller by telephone for ${seconds} s only, which is no call-back.` : "Connected with the caller by telephone.";
  await note(needs, errand, joined.kind === "talked" ? talk : `Ringing the caller: ${CALL_WORDS[joined.why] ?? "our line failed"}.`);
  if (outcome) await act(needs, acting, (tx) => needs.dispatch.calledBack(tx, acting.as, { message: errand.message, revision: errand.revision, outcome }));
}
