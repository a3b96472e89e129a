import type { SeenHole } from "../../../contract/coverage.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Identity } from "../../trust/identity/index.ts";
import type { AccountRow, Directory } from "../directory/index.ts";
import type { Proposal } from "./cover.ts";

/** Refused, the old week goes on. Else what is to be kept of it once the version is in. */
export type BeforeSave = (tx: Tx, as: Actor, ask: { account: AccountRow; proposed: Proposal; acknowledge: SeenHole | undefined }) => Promise<Outcome<(version: number) => Promise<void>>>;

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly facts: Pick<Facts, "record">;
  readonly audit: Audit;
  readonly directory: Pick<Directory, "account" | "accounts">;
  readonly access: Pick<Access, "may" | "heldAt" | "membershipsOf"> & { readonly callGroups: Pick<Access["callGroups"], "ofAccount" | "coveredBy"> };
  /** [CV3] Asked in the transaction that saves a week: what the week would leave uncovered. Fitted by coverage, which stands to the right. */
  readonly beforeSave?: BeforeSave;
  readonly identity: { readonly people: Pick<Identity["people"], "byIds"> };
}

/** Zones are rules that governments change: which edition of them an answer was worked out with is part of the answer. */
export const TZ_VERSION = process.versions.tz ?? "unknown";
