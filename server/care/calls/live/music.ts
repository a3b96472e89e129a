import { system } from "../../../foundation/actor.ts";
import type { Needs } from "../needs.ts";
import type { Piece } from "../ports.ts";
import type { LiveCall } from "./board.ts";

/** As many as a media process keeps: 46 MB at most. */
const PIECES_MAX = 32;

export interface Music {
  /**
   * [C140] Finds out what this caller hears while they wait. Nothing waits for it: until it is known, and where it cannot be known, the
   * piece that comes with the house plays.
   */
  prepare(call: LiveCall): void;
}

export function createMusic(needs: Pick<Needs, "db" | "directory" | "log">): Music {
  const known = new Map<string, Piece>();
  const keep = (piece: Piece): Piece => {
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= PIECES_MAX) known.delete(oldest);
    known.set(piece.id, piece);
    return piece;
  };
  const choose = ({ client, accountId }: LiveCall): Promise<Piece | undefined> =>
    needs.db.transaction(system("calls", { clients: [client] }).scope, async (tx) => {
      const id = await needs.directory.music.chosen(tx, accountId);
      const piece = id === undefined ? undefined : known.get(id);
      if (piece || id === undefined) return piece;
      const sound = await needs.directory.music.sound(tx, id);
      return sound && keep({ id, sound });
    });
  return {
    prepare: (call) => void choose(call).then(
      (piece) => void (call.music = piece),
      (error: Error) => needs.log.warn("calls.music-not-read", { call: call.id, error: error.name }),
    ),
  };
}
