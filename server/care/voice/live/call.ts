import { system } from "../../../foundation/actor.ts";
import { plus } from "../../../foundation/time.ts";
import { words, type SpokenCall } from "../../calls/index.ts";
import type { Needs, Place } from "../needs.ts";
import { cameOfEnd, CLOSED_MINUTES, type CameOf } from "../rules/came-of.ts";
import { afterPin, NO_TRIES } from "../rules/pin.ts";
import { PIN, sayClosed, sayGreeting } from "../rules/words.ts";
import { standingOf } from "../standing.ts";
import * as store from "../store.ts";
import { holdLine } from "./hold-line.ts";
import { note, type Waiting } from "./keep.ts";
import { readAll, type ReadingLine } from "./read-all.ts";
import { readOne } from "./read-one.ts";
import type { Ring } from "./rings.ts";

/** Longer than most mailboxes wait: a mobile telephone that is asleep on a table is found by then. */
const RING_SECONDS_MAX = 35;
/** Said when no voice is installed: a message waits in the inbox. */
const FIXED = "message-waits";

/** One call from the first ring to the end. `forget` comes first at its end, so that what comes then is rung about anew. */
export async function ringPerson(needs: Needs, ring: Ring, { holder, forget }: Ringing): Promise<void> {
  const id = needs.world.id();
  const letGo = await holdLine(needs, { ring, holder, call: id });
  if (!letGo) return end(needs, ring, { id, call: undefined, came: "cancelled", forget });
  await talkOver(needs, ring, { id, forget }).finally(letGo);
}

interface Ringing {
  /** The process that rings. */
  readonly holder: string;
  readonly forget: () => void;
}

async function talkOver(needs: Needs, ring: Ring, { id, forget }: { id: string; forget: () => void }): Promise<void> {
  const number = await begin(needs, ring, id);
  if (number === null) return end(needs, ring, { id, call: undefined, came: "not-proved", forget });
  const placed = await needs.line.dial({ to: number, purpose: "voice-delivery", ringSecondsMax: RING_SECONDS_MAX, signal: ring.unneeded.signal });
  if (placed.kind === "failed") return end(needs, ring, { id, call: undefined, came: placed.why, forget });
  const { call } = placed;
  const came = await converse(needs, ring, { call, number }).catch((error: unknown): never => {
    call.hangup(); // Nobody is left on a silent line.
    throw error;
  });
  await end(needs, ring, { id, call, came, forget });
}

async function begin(needs: Needs, ring: Ring, id: string): Promise<string | null> {
  for (const { errand } of ring.waiting) await note(needs, errand, errand.repeats > 0 ? "Rung by telephone again (repeat): nobody knew how the call before had ended." : "Rung by telephone.");
  return needs.db.transaction(system("voice", { role: "app" }).scope, async (tx) => {
    await store.addCall(tx, { id, person: ring.person, at: needs.world.now() });
    await needs.audit.record(tx, system("voice"), "voice.call", { type: "person", id: ring.person }, "placed", { call: id, carrier: "conduit" });
    const { onFile, proved } = await standingOf(needs, tx, ring.person);
    return onFile === proved ? onFile : null;
  });
}

interface End {
  readonly id: string;
  readonly call: SpokenCall | undefined;
  readonly came: CameOf;
  readonly forget: () => void;
}

async function end(needs: Needs, ring: Ring, { id, call, came, forget }: End): Promise<void> {
  forget();
  call?.hangup();
  const how = came === "not-read" && ring.waiting.length === 0 ? "read" : came;
  await ring.end(came);
  await needs.db.transaction(system("voice", { role: "app" }).scope, (tx) => store.endCall(tx, { id, trunk: call?.trunk ?? null, messages: ring.count, at: needs.world.now(), how }));
}

/** What is left over, when the call ends, came of it thus. */
async function converse(needs: Needs, ring: Ring, up: Up): Promise<CameOf> {
  const { call } = up;
  const entered = needs.line.hasVoice() ? await prove(needs, ring, up) : (await call.say({ prompt: FIXED })) === "said" ? "told-fixed" : "hung-up";
  if (entered === "right") return readAll(lineOf(needs, ring, call));
  call.hangup();
  return cameOfEnd(entered, { why: await call.over, silentSeconds: call.silentSeconds });
}

interface Up {
  readonly call: SpokenCall;
  /** What we rang. */
  readonly number: string;
}

const lineOf = (needs: Needs, ring: Ring, call: SpokenCall): ReadingLine<Waiting> => ({
  next: () => ring.next(),
  waits: () => ring.waiting.length,
  read: (waiting, place) => readOne(needs, call, { waiting, ...place }),
  over: (waiting, came) => ring.over(waiting, came),
  say: (say) => call.say(words(say)),
});

/** [VD1] [VD2] "right", or what came of the call without it. */
async function prove(needs: Needs, ring: Ring, up: Up): Promise<"right" | CameOf> {
  const place = await placeOf(needs, ring);
  const greeting = sayGreeting({ account: place?.name ?? "your practice", messages: ring.waiting.length, repeat: ring.waiting.some(({ errand }) => errand.repeats > 0) });
  const proof = await askForPin(needs, ring, { up, greeting });
  if (proof !== "refused") return proof;
  await closeFor(needs, ring);
  await up.call.say(words(sayClosed));
  return "pin-refused";
}

async function placeOf(needs: Needs, { waiting: [first] }: Ring): Promise<Place | undefined> {
  return first && needs.db.transaction(system("voice", { clients: [first.errand.client] }).scope, (tx) => needs.placeOf(tx, first.errand.message));
}

async function askForPin(needs: Needs, ring: Ring, { up: { call, number }, greeting }: { up: Up; greeting: string }): Promise<"right" | "refused" | Extract<CameOf, "hung-up" | "no-key" | "pin-unheard">> {
  for (let [tries, say] = [NO_TRIES, greeting]; ; ) {
    const heard = await call.ask(words(say), PIN);
    if (heard.kind !== "digits") return heard.kind === "gone" ? "hung-up" : "no-key";
    const { kind } = await needs.identity.checkPin({ who: { person: ring.person }, way: "rung", pin: heard.digits, number, call: call.id });
    const after = afterPin(tries, kind);
    if (after.kind !== "again") return after.kind;
    ({ tries, say } = after);
  }
}

/** [VD2] Nobody is rung at this telephone for a while, and the office knows why. */
async function closeFor(needs: Needs, ring: Ring): Promise<void> {
  const at = needs.world.now();
  await needs.db.transaction(system("voice").scope, async (tx) => {
    await store.close(tx, { person: ring.person, until: plus(at, { minutes: CLOSED_MINUTES }) });
    await needs.audit.record(tx, system("voice"), "voice.closed", { type: "person", id: ring.person }, undefined, { minutes: CLOSED_MINUTES });
    await needs.notices.tell(tx, { kind: "voice-closed", subject: ring.person, client: null, account: null, code: "pin", by: null, at });
  });
}
