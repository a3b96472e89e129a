import { MUSIC_BYTES_MAX, type HoldMusic, type MusicPiece } from "../../../../contract/music.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { refusalOf } from "../rules/music.ts";
import * as store from "../store.ts";
import * as music from "../store/music.ts";
import { onAccount } from "./on-account.ts";
import { soundOf, type MusicFile } from "./read-file.ts";

export interface HeardMusic {
  readonly pcmuBase64: string;
  readonly seconds: number;
}
/** Whose piece: an account's, or the house's. */
export type Whose = AccountId | "house";

const shown = (row: music.MusicRow | undefined): MusicPiece | null => (row ? { name: row.name, seconds: row.seconds, savedAt: toIso(row.savedAt) } : null);
const standing = async (tx: Tx, whose: Whose): Promise<HoldMusic> => ({ own: whose === "house" ? null : shown(await music.accountMusic(tx, whose)), house: shown(await music.houseMusic(tx)) });

/** [DR24] The account's own, else the house's; undefined: the one that comes with the house. */
export const chosenMusic = async (tx: Tx, whose: Whose): Promise<music.MusicRow | undefined> => (whose === "house" ? undefined : await music.accountMusic(tx, whose)) ?? music.houseMusic(tx);

/** May this be seen here at all. */
async function whyNotSee(needs: Needs, tx: Tx, { as, whose }: { as: Actor; whose: Whose }) {
  if (whose === "house") return (await needs.access.may(tx, as, "house-music.see")) ? undefined : refusals.notAllowed;
  const [row] = await store.accounts(tx, whose);
  if (!row) return refusals.noSuchAccount;
  return (await needs.access.may(tx, as, "reception.see", row.client)) ? undefined : refusals.notAllowed;
}

export const readMusicOf =
  (needs: Needs) =>
  (as: Actor, whose: Whose): Promise<Outcome<HoldMusic>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await whyNotSee(needs, tx, { as, whose });
      return no ? refuse(no) : done(await standing(tx, whose));
    });

/** What callers hear now, to be heard on the screen. */
export const hearMusic =
  (needs: Needs) =>
  (as: Actor, whose: Whose): Promise<Outcome<HeardMusic>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await whyNotSee(needs, tx, { as, whose });
      if (no) return refuse(no);
      const chosen = await chosenMusic(tx, whose);
      const sound = chosen ? (await music.musicSound(tx, chosen.id))?.sound : needs.music?.ours();
      return sound ? done({ pcmuBase64: sound.toString("base64"), seconds: Math.round(sound.length / 8_000) }) : refuse(refusals.noPrompts);
    });

type Change = (tx: Tx, row: store.AccountRow | undefined) => Promise<Outcome<unknown>>;
interface On {
  readonly as: Actor;
  readonly whose: Whose;
  readonly action: "save-music" | "drop-music";
}

/** Every change is asked and written down the same way, whoever's piece it is. */
function change(needs: Needs, { as, whose, action }: On, work: Change): Promise<Outcome<HoldMusic>> {
  const after = async (tx: Tx, row?: store.AccountRow): Promise<Outcome<HoldMusic>> => {
    const made = await work(tx, row);
    return made.ok ? done(await standing(tx, whose)) : made;
  };
  if (whose !== "house") return onAccount(needs, { as, account: whose, act: "account.change", action: `account.${action}` }, after);
  return needs.db.transaction(as.scope, async (tx) => {
    const outcome = (await needs.access.may(tx, as, "house-music.change")) ? await after(tx) : refuse(refusals.notAllowed);
    await needs.audit.record(tx, as, `house.${action}`, { type: "house-music", id: "house" }, verdictOf(outcome));
    return outcome;
  });
}

const mayChange = (needs: Needs, as: Actor, whose: Whose): Promise<boolean> =>
  needs.db.transaction(as.scope, async (tx) => {
    if (whose === "house") return needs.access.may(tx, as, "house-music.change");
    const [row] = await store.accounts(tx, whose);
    return row !== undefined && needs.access.may(tx, as, "account.change", row.client);
  });

const pieceOf = (needs: Needs, file: MusicFile): Promise<Outcome<Buffer>> => soundOf(file, { bytesMax: MUSIC_BYTES_MAX, tooLarge: refusals.musicTooLarge, read: needs.music?.read, refusalOf });

/** [DR23] [DR24] A file is read with no transaction open, because it may take a second, and for nobody who may not save it. */
export const saveMusic =
  (needs: Needs) =>
  async (as: Actor, whose: Whose, file: MusicFile): Promise<Outcome<HoldMusic>> => {
    const at = needs.world.now();
    const read = (await mayChange(needs, as, whose)) ? await pieceOf(needs, file) : refuse(refusals.notAllowed);
    return change(needs, { as, whose, action: "save-music" }, async (tx, row) => {
      if (!read.ok) return read;
      const piece = { id: needs.world.id(), name: file.fileName, sound: read.value, at, by: personOf(as) };
      if (!row) return done(await music.saveHouseMusic(tx, piece));
      return done(await music.saveAccountMusic(tx, { ...piece, client: row.client, account: row.id }));
    });
  };

export const dropMusic =
  (needs: Needs) =>
  (as: Actor, whose: Whose): Promise<Outcome<HoldMusic>> =>
    change(needs, { as, whose, action: "drop-music" }, async (tx, row) => done(await (row ? music.dropAccountMusic(tx, row.id) : music.dropHouseMusic(tx))));
