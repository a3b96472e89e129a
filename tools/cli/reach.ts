import { existsSync } from "node:fs";
import type { Config } from "../../server/foundation/config.ts";
import { DATABASE, urlOver } from "../../server/foundation/db/embedded/cluster.ts";
import { startEmbedded } from "../../server/foundation/db/embedded/index.ts";
import { placesOf } from "../../server/foundation/db/embedded/places.ts";

/** What cannot be done, in one sentence, without a stack. */
export class Refused extends Error {}

/** The database of the settings; the embedded one is started for the moment when Compline is not running. */
export async function reach(config: Config, { user, password }: { user: string; password: string }): Promise<{ url: string; close(): Promise<void> }> {
  if (config.databaseUrl !== undefined) {
    const url = new URL(config.databaseUrl);
    [url.username, url.password] = [user, password];
    return { url: url.href, close: async () => undefined };
  }
  const places = placesOf(config.home, "data");
  if (!existsSync(places.data)) throw new Refused(`There is no database in ${config.home} yet.`);
  const own = await startEmbedded({ home: config.home, log: { info: () => undefined, warn: (says) => console.error(says) } }).catch(() => undefined);
  if (own) return { url: own.urlFor(user, password), close: () => own.stop() };
  return { url: urlOver(places.socket, { user, password, database: DATABASE }), close: async () => undefined }; // Compline is running on it.
}
