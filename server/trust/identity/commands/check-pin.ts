import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Instant } from "../../../foundation/time.ts";
import { NOBODY, type Kit } from "../ports.ts";
import { PIN_FAILURES_MAX } from "../settings.ts";
import * as store from "../store/telephone.ts";
import { alertWhenClosed, beginTry, relieveTry, type Counted } from "../tries.ts";
import { tellPerson } from "./own-news.ts";

export interface PinTry {
  /** Whom the caller says to be: a code they keyed, or a person the house has found by other means (the number it rang). */
  readonly who: { readonly code: string } | { readonly person: PersonId };
  readonly pin: string;
  /** Who placed the call. Tries by one way never close the other. */
  readonly way: store.PinWay;
  /** The number at the other end, as the trunk says it, or which we rang. Counted, never believed. */
  readonly number: string | undefined;
  readonly call?: string;
}

/** "locked" and "wrong" are said of a code that nobody has just as of one that somebody has. */
export type PinAnswer = { readonly kind: "right"; readonly person: PersonId; readonly name: string } | { readonly kind: "wrong" | "locked" | "busy" };

/** Nobody has signed in; the telephone asks. */
const TELEPHONE: Actor = system("telephone", { role: "app" });

interface Begun {
  readonly holder: store.PinHolder | undefined;
  /** Held against the person, or the code that nobody has. */
  readonly pin: Counted;
  /** Held against nobody in particular: the calling number, when it rang us, and all PINs together. */
  readonly others: readonly Counted[];
}

/**
 * [I24] [I26] Whether this PIN is that person's. Needs no session. As with a sign-in the try is counted first, then the PIN is checked
 * outside of any transaction, then the outcome settled; a code that nobody has costs the same work.
 */
export const checkPin =
  (kit: Kit) =>
  async (ask: PinTry): Promise<PinAnswer> => {
    const at = kit.world.now();
    const begun = await kit.db.transaction(TELEPHONE.scope, (tx) => begin(kit, tx, { ask, at }));
    if (!begun) return { kind: "locked" };
    const { holder } = begun;
    const answer = await kit.passwords.check(kit.marks.pinMark(holder?.id ?? NOBODY, ask.pin), opensBy(ask.way, holder), "telephone");
    return kit.db.transaction(TELEPHONE.scope, async (tx) => {
      if (answer === "busy") {
        await relieveTry(tx, [begun.pin, ...begun.others], at);
        return { kind: "busy" };
      }
      const working = await stillWorks(kit, tx, { holder, at });
      return answer === "right" && working ? accept(kit, tx, { begun, holder: holder!, ask, at }) : fail(kit, tx, { begun, ask, at });
    });
  };

async function begin(kit: Kit, tx: Tx, { ask, at }: { ask: PinTry; at: Instant }): Promise<Begun | undefined> {
  const holder = "code" in ask.who ? await store.holderByCode(tx, ask.who.code) : await store.holderById(tx, ask.who.person);
  const counted = countedOf(kit, ask, holder);
  if (await beginTry(tx, [counted.pin, ...counted.others], at)) return { holder, ...counted };
  await noteTry(kit, tx, { ask, person: holder?.id, verdict: "wait" });
  return undefined;
}

/** A code that nobody has is counted under itself, so that it locks as any other. */
function countedOf(kit: Kit, { who, number, way }: PinTry, holder: store.PinHolder | undefined): Omit<Begun, "holder"> {
  const claimed = holder?.id ?? ("code" in who ? `code ${who.code}` : who.person);
  const subject = (kind: string, of: string): Buffer => kit.marks.throttleSubject(kind, of);
  const caller: Counted = number === undefined ? { brake: "withheld", subject: subject("caller", "withheld") } : { brake: "caller", subject: subject("caller", number) };
  const every: Counted = { brake: "everyPin", subject: subject("pin", "every") };
  // Whoever shows somebody else's number and fails closes that number for calls that come in, and not for ours to it.
  return way === "rung" ? { pin: { brake: "pinRung", subject: subject("pin rung", claimed) }, others: [every] } : { pin: { brake: "pin", subject: subject("pin", claimed) }, others: [caller, every] };
}

/** [I26] What a PIN is compared with. After too many on calls that came in nothing fits there any more, and the work is the same. */
const opensBy = (way: store.PinWay, holder: store.PinHolder | undefined): string | undefined =>
  way === "rang-in" && (holder?.failures ?? 0) >= PIN_FAILURES_MAX ? undefined : (holder?.phc ?? undefined);

/** A person who was disabled, or has no role now, is nobody here. Asked of a stranger too, for the time it takes. */
async function stillWorks(kit: Kit, tx: Tx, { holder, at }: { holder: store.PinHolder | undefined; at: Instant }): Promise<boolean> {
  const kind = await kit.places.kindOf(tx, holder?.id ?? NOBODY, at);
  return kind !== undefined && holder !== undefined && holder.disabledAt === null;
}

const noteTry = (kit: Kit, tx: Tx, { ask, person, verdict }: { ask: PinTry; person: PersonId | undefined; verdict: string }): Promise<unknown> =>
  kit.audit.record(tx, TELEPHONE, "identity.check-pin", { type: "person", id: person ?? NOBODY }, verdict, { number: ask.number === undefined ? "withheld" : "shown", ...(ask.call !== undefined && { call: ask.call }) });

async function accept(kit: Kit, tx: Tx, { begun, holder, ask, at }: { begun: Begun; holder: store.PinHolder; ask: PinTry; at: Instant }): Promise<PinAnswer> {
  await relieveTry(tx, [begun.pin, ...begun.others], at);
  await store.forgetPinFailures(tx, holder.id, ask.way);
  await noteTry(kit, tx, { ask, person: holder.id, verdict: "yes" });
  return { kind: "right", person: holder.id, name: holder.name };
}

async function fail(kit: Kit, tx: Tx, { begun, ask, at }: { begun: Begun; ask: PinTry; at: Instant }): Promise<PinAnswer> {
  const person = begun.holder?.id;
  await noteTry(kit, tx, { ask, person, verdict: "no" });
  const failures = await store.countPinFailure(tx, person ?? NOBODY, ask.way);
  const closed = await alertWhenClosed(kit, tx, { as: TELEPHONE, person, counted: [begun.pin], at });
  await alertWhenClosed(kit, tx, { as: TELEPHONE, person: undefined, counted: begun.others, at });
  if (person !== undefined && closed) await tellPerson(kit, tx, { as: TELEPHONE, person, kind: "pin-locked" });
  if (person !== undefined && failures === PIN_FAILURES_MAX) await endPin(kit, tx, { person, way: ask.way, at });
  return { kind: "wrong" };
}

/** [I26] The last of too many. On calls that come in the PIN opens nothing any more; keyed at the telephone on file, it is nobody's now. Its owner makes another after signing in. */
async function endPin(kit: Kit, tx: Tx, { person, way, at }: { person: PersonId; way: store.PinWay; at: Instant }): Promise<void> {
  if (way === "rung") await store.deletePin(tx, person);
  await kit.audit.record(tx, TELEPHONE, "identity.pin-ended", { type: "person", id: person }, undefined, { tries: PIN_FAILURES_MAX, way });
  await tellPerson(kit, tx, { as: TELEPHONE, person, kind: "pin-ended" });
  await kit.facts.record(tx, { name: "identity.locked-out", subject: person, at, ids: { brake: way === "rung" ? "pinEnded" : "pinEndedOnLine" } });
}
