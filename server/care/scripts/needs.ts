import type { Db } from "../../foundation/db/db.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Directory } from "../directory/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly audit: Audit;
  readonly directory: Pick<Directory, "account" | "isOpen">;
  readonly access: Pick<Access, "may">;
}
