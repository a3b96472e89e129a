import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Kit } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { pinStrength, type PinStrength } from "../rules/pin-strength.ts";
import { recentlyProved } from "../sessions.ts";
import { NUMBER_SETTLES_HOURS, STEP_UP_SECONDS } from "../settings.ts";
import * as store from "../store/telephone.ts";
import type { PersonActor } from "./enrol-passkey.ts";

const CODE_FIRST = 1_000_000;
const CODES = 9_000_000;
/** Among nine million codes a second draw is rare, and a tenth would be a fault of the world's chance. */
const DRAWS_MAX = 10;

export interface OwnTelephone extends store.Telephone {
  /** From when the house may ring the number to learn who somebody is. */
  readonly settledAt: Instant | null;
}

export const settledAt = (numberAt: Instant): Instant => plus(numberAt, { hours: NUMBER_SETTLES_HOURS });

const shown = ({ code, pinSetAt, number, numberAt }: store.Telephone): OwnTelephone => ({ code, pinSetAt, number, numberAt, settledAt: numberAt && settledAt(numberAt) });

const WEAK: Readonly<Record<Exclude<PinStrength, "strong">, Refusal>> = {
  "not-digits": refusals.pinShape,
  "repeats": refusals.pinRepeats,
  "in-a-row": refusals.pinInARow,
  "a-date": refusals.pinADate,
  "the-telephone": refusals.pinTheTelephone,
};

function weakness(pin: string, { number, code }: store.Telephone): Refusal | undefined {
  const strength = pinStrength(pin, { digits: [number ?? "", code ?? ""] });
  return strength === "strong" ? undefined : WEAK[strength];
}

export const readTelephone =
  (kit: Kit) =>
  (as: PersonActor): Promise<OwnTelephone> =>
    kit.db.transaction(as.scope, async (tx) => shown((await store.telephoneOf(tx, as.person))!));

/** [I23] [I25] One's own PIN, after a fresh proof. There is no other way in: nobody sets, reads or resets another person's. */
export const setPin =
  (kit: Kit) =>
  async (as: PersonActor, { pin }: { pin: string }): Promise<Outcome<OwnTelephone>> => {
    const judged = await kit.db.transaction(as.scope, async (tx) => {
      const why = (await unproved(kit, tx, as)) ?? weakness(pin, await withCode(kit, tx, as));
      if (why) await kit.audit.record(tx, as, "identity.set-pin", { type: "person", id: as.person }, "no", { because: why.code });
      return why;
    });
    if (judged) return refuse(judged);
    // Between the transactions, because hashing takes a processor for tens of milliseconds.
    const phc = await kit.passwords.hash(kit.marks.pinMark(as.person, pin));
    return kit.db.transaction(as.scope, async (tx) => {
      await store.savePin(tx, { person: as.person, phc }, kit.world.now());
      await kit.audit.record(tx, as, "identity.set-pin", { type: "person", id: as.person }, "yes");
      return done(shown((await store.telephoneOf(tx, as.person))!));
    });
  };

/** [I23] [I27] One's own number on file, after a fresh proof. It is good for proof a day later. */
export const setNumber =
  (kit: Kit) =>
  (as: PersonActor, ask: { number: string }): Promise<Outcome<OwnTelephone>> =>
    kit.db.transaction(as.scope, async (tx) => {
      const number = kit.readNumber(ask.number);
      const why = (await unproved(kit, tx, as)) ?? (number === undefined ? refusals.noNumber : undefined);
      if (why || number === undefined) {
        await kit.audit.record(tx, as, "identity.set-number", { type: "person", id: as.person }, "no");
        return refuse(why ?? refusals.noNumber);
      }
      await withCode(kit, tx, as);
      const changed = await store.saveNumber(tx, { person: as.person, number }, kit.world.now());
      await kit.audit.record(tx, as, "identity.set-number", { type: "person", id: as.person }, "yes", { changed });
      return done(shown((await store.telephoneOf(tx, as.person))!));
    });

async function unproved(kit: Kit, tx: Tx, as: PersonActor): Promise<Refusal | undefined> {
  const proved = await recentlyProved(tx, as.session, { seconds: STEP_UP_SECONDS, at: kit.world.now() });
  return proved ? undefined : refusals.proveAgain;
}

/** Whoever first keeps something here gets a code by chance, which says nothing of who they are. */
async function withCode(kit: Kit, tx: Tx, as: PersonActor): Promise<store.Telephone> {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const code = String(CODE_FIRST + (kit.world.bytes(6).readUIntBE(0, 6) % CODES));
    if (await store.giveCode(tx, { person: as.person, code })) return (await store.telephoneOf(tx, as.person))!;
  }
  throw new Error("no person code is free");
}
