import { GREETING_BYTES_MAX, type Greetings } from "../../../../contract/greeting.ts";
import type { Language } from "../../../../contract/reception.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import type { AccountId, ClientId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import { KeyDropped, KeyMissing, SealBroken } from "../../../trust/vault/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { greetingRefusalOf } from "../rules/music.ts";
import { menuPrompt } from "../rules/menu-words.ts";
import * as store from "../store.ts";
import * as greeting from "../store/greeting.ts";
import type { HeardMusic } from "./keep-music.ts";
import { onAccount } from "./on-account.ts";
import { soundOf, type MusicFile } from "./read-file.ts";
import { receptionOf } from "./save-reception.ts";

export interface Which {
  readonly account: AccountId;
  readonly language: Language;
}
/** Bytes of a second of a telephone. */
const SECOND = 8_000;

const placeOf = (client: ClientId, id: string) => ({ client, ...sealedColumn("directory.account_greeting", "sound"), row: id, revision: 0 });

async function standing(tx: Tx, account: AccountId): Promise<Greetings> {
  const rows = await greeting.greetings(tx, account);
  const of = (language: Language): Greetings["en"] => {
    const row = rows.find((one) => one.language === language);
    return row ? { seconds: row.seconds, savedAt: toIso(row.savedAt) } : null;
  };
  return { en: of("en"), es: of("es") };
}

/** [DR26] Undefined: its key is gone, or it was changed by another hand. The caller hears our own words then. */
async function opened(needs: Needs, { client, id, sound }: greeting.SealedGreeting): Promise<Buffer | undefined> {
  try {
    return needs.vault && dangerouslyReveal(await needs.vault.openBytes(placeOf(client, id), sound));
  } catch (error) {
    if (CANNOT_OPEN.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
const CANNOT_OPEN = [KeyDropped, KeyMissing, SealBroken];

/** [DR27] What a caller hears of it: our emergency sentence, the greeting, and what comes next for this account. */
async function whole(needs: Needs, tx: Tx, { account, language, sound }: Which & { readonly sound: Buffer }): Promise<HeardMusic | undefined> {
  const { menu } = (await receptionOf(tx, account)).reception;
  const prompt = menu.on ? menuPrompt(menu, { language, again: false }) : language === "es" ? "connecting.es" : "connecting";
  return needs.prompts && { pcmuBase64: needs.prompts.greeted(prompt, sound).toString("base64"), seconds: Math.round(sound.length / SECOND) };
}

const greetingOf = (needs: Needs, file: MusicFile): Promise<Outcome<Buffer>> =>
  soundOf(file, { bytesMax: GREETING_BYTES_MAX, tooLarge: refusals.greetingTooLarge, read: needs.music?.readGreeting, refusalOf: greetingRefusalOf });

/** Whoever sees how the account receives its callers hears this as well. */
const seeing = <T>(needs: Needs, { as, account }: { readonly as: Actor; readonly account: AccountId }, work: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const [row] = await store.accounts(tx, account);
    if (!row) return refuse(refusals.noSuchAccount);
    return (await needs.access.may(tx, as, "reception.see", row.client)) ? work(tx) : refuse(refusals.notAllowed);
  });

export const readGreetings =
  (needs: Needs) =>
  (as: Actor, account: AccountId): Promise<Outcome<Greetings>> =>
    seeing(needs, { as, account }, async (tx) => done(await standing(tx, account)));

/** [DR27] Heard before it is saved: nothing of it is kept. A file is read with no transaction open, and for nobody who may not hear it. */
export const tryGreeting =
  (needs: Needs) =>
  async (as: Actor, which: Which, file: MusicFile): Promise<Outcome<HeardMusic>> => {
    const may = await seeing(needs, { as, account: which.account }, async () => done());
    const read = may.ok ? await greetingOf(needs, file) : may;
    return seeing(needs, { as, account: which.account }, async (tx) => {
      if (!read.ok) return read;
      const heard = await whole(needs, tx, { ...which, sound: read.value });
      return heard ? done(heard) : refuse(refusals.noPrompts);
    });
  };

export const hearGreeting =
  (needs: Needs) =>
  (as: Actor, which: Which): Promise<Outcome<HeardMusic>> =>
    seeing(needs, { as, account: which.account }, async (tx) => {
      const row = (await greeting.sealedGreetings(tx, which.account)).find(({ language }) => language === which.language);
      if (!row) return refuse(refusals.noGreeting);
      const sound = await opened(needs, row);
      const heard = sound && (await whole(needs, tx, { ...which, sound }));
      return heard ? done(heard) : refuse(refusals.greetingUnreadable);
    });

/** [DR26] The next caller hears it. The one before it is gone: nobody asks what was said a year ago. */
export const saveGreeting =
  (needs: Needs) =>
  async (as: Actor, { account, language }: Which, file: MusicFile): Promise<Outcome<Greetings>> => {
    const at = needs.world.now();
    const may = await seeing(needs, { as, account }, async () => done());
    const read = may.ok ? await greetingOf(needs, file) : may;
    return onAccount<Greetings>(needs, { as, account, act: "account.change", action: "account.save-greeting" }, async (tx, { client }) => {
      if (!read.ok) return read;
      if (!needs.vault) return refuse(refusals.noPrompts);
      const id = needs.world.id();
      // Not of the kind of recordings: those may be shredded by the month, and this stands until somebody takes it out.
      const sound = await needs.vault.sealBytes({ ...placeOf(client, id), at, kind: "identity" }, phi(read.value));
      await greeting.deleteGreeting(tx, account, language);
      await greeting.insertGreeting(tx, { client, id, account, language, seconds: Math.max(1, Math.round(read.value.length / SECOND)), sound, at, by: personOf(as) });
      return done(await standing(tx, account));
    });
  };

export const dropGreeting =
  (needs: Needs) =>
  (as: Actor, { account, language }: Which): Promise<Outcome<Greetings>> =>
    onAccount<Greetings>(needs, { as, account, act: "account.change", action: "account.drop-greeting" }, async (tx) =>
      (await greeting.deleteGreeting(tx, account, language)) ? done(await standing(tx, account)) : refuse(refusals.noGreeting));

/** [DR26] For a caller, each language that can be played. Which could not be opened is said, so that somebody can look. */
export const greetingSounds =
  (needs: Needs) =>
  async (tx: Tx, account: AccountId): Promise<{ readonly sounds: Readonly<Partial<Record<Language, Buffer>>>; readonly unreadable: readonly Language[] }> => {
    const rows = await greeting.sealedGreetings(tx, account);
    const all = await Promise.all(rows.map(async (row) => [row.language, await opened(needs, row)] as const));
    return {
      sounds: Object.fromEntries(all.filter(([, sound]) => sound !== undefined)),
      unreadable: all.flatMap(([language, sound]) => (sound === undefined ? [language] : [])),
    };
  };
