import type { Db } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Identity } from "../../trust/identity/index.ts";
import type { Directory } from "../directory/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly facts: Pick<Facts, "record">;
  readonly audit: Audit;
  readonly directory: Pick<Directory, "account" | "accounts">;
  readonly access: Pick<Access, "may" | "holders" | "membershipsOf"> & { readonly callGroups: Pick<Access["callGroups"], "ofAccount"> };
  readonly identity: { readonly people: Pick<Identity["people"], "byIds"> };
}

/** Zones are rules that governments change: which edition of them an answer was worked out with is part of the answer. */
export const TZ_VERSION = process.versions.tz ?? "unknown";
