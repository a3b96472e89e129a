import type { Db } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Clients } from "../../trust/clients/index.ts";
import type { Vault } from "../../trust/vault/index.ts";
import type { MusicReader } from "./rules/music.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly facts: Pick<Facts, "record">;
  readonly audit: Audit;
  readonly clients: Pick<Clients, "byId">;
  /** What a menu sounds like and says, so that it can be tried on the screen. */
  readonly prompts?: { sound(prompt: string): Buffer; words(prompt: string): string; /** A greeting between the emergency sentence and the rest. */ greeted(prompt: string, greeting: Buffer): Buffer };
  /** What callers hear while they wait: how a file becomes it, and the piece that comes with the house. */
  readonly music?: { readonly read: MusicReader; /** The same of a greeting. */ readonly readGreeting: MusicReader; ours(): Buffer };
  /** Seals a practice's greeting. */
  readonly vault?: Pick<Vault, "sealBytes" | "openBytes">;
  readonly access: Pick<Access, "may" | "callGroupsOf"> & { readonly callGroups: Pick<Access["callGroups"], "exists" | "putAccount"> };
}
