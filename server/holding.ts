import type { Config } from "./foundation/config.ts";
import type { Db } from "./foundation/db/db.ts";
import { holdsDemonstration } from "./trust/clients/index.ts";
import { knowsPeople } from "./trust/identity/index.ts";

/** What this start runs. `new` is a demonstration that is still to be made. */
export type Holding = "new" | "demonstration" | "installation";

export interface Asked {
  readonly config: Config;
  /** `--empty` */
  readonly empty: boolean;
}

/**
 * [RUN-1] [RUN-2] The database says what it is, not a file beside it: made-up data go into an empty embedded one and nowhere else, and
 * what once was a demonstration never becomes an installation.
 */
export async function holdingOf(db: Db, { config, empty }: Asked): Promise<Holding> {
  if (await holdsDemonstration(db)) {
    if (empty) throw new Error(`${config.home} holds a demonstration, and nothing makes an installation of one: set COMPLINE_HOME to another folder`);
    return "demonstration";
  }
  const begun = empty || config.databaseUrl !== undefined || (await knowsPeople(db));
  return begun ? "installation" : "new";
}

/** What every signed-in page says about this house. */
export function noticeOf(holding: Holding, { evaluation }: Config): "demo" | "evaluation" | null {
  if (holding !== "installation") return "demo";
  return evaluation ? "evaluation" : null;
}
