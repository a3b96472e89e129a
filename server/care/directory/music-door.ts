import type { Tx } from "../../foundation/db/db.ts";
import type { AccountId } from "../../foundation/ids.ts";
import { chosenMusic, dropMusic, hearMusic, readMusicOf, saveMusic } from "./commands/keep-music.ts";
import type { Needs } from "./needs.ts";
import * as store from "./store/music.ts";

/** What callers hear while they wait or are on hold. */
export const musicDoor = (needs: Needs) => ({
  read: readMusicOf(needs),
  save: saveMusic(needs),
  drop: dropMusic(needs),
  hear: hearMusic(needs),
  /** [DR24] The id of the piece for a caller of this account; undefined: the one that comes with the house. */
  chosen: async (tx: Tx, account: AccountId): Promise<string | undefined> => (await chosenMusic(tx, account))?.id,
  /** G.711 µ-law at 8 kHz. Undefined: the piece was replaced a moment ago. */
  sound: async (tx: Tx, id: string): Promise<Buffer | undefined> => (await store.musicSound(tx, id))?.sound,
});
