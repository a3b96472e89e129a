import type { Db, Tx } from "../../foundation/db/db.ts";
import type { Due } from "../../foundation/due/index.ts";
import type { Facts } from "../../foundation/facts/index.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Log } from "../../foundation/log.ts";
import type { World } from "../../foundation/world.ts";
import type { Access } from "../../trust/access/index.ts";
import type { Audit } from "../../trust/audit/index.ts";
import type { Identity } from "../../trust/identity/index.ts";
import type { Vault } from "../../trust/vault/index.ts";
import type { Calls, SpokenLine } from "../calls/index.ts";
import type { Coverage } from "../coverage/index.ts";
import type { Directory } from "../directory/index.ts";
import type { Dispatch } from "../dispatch/index.ts";
import type { Messages } from "../messages/index.ts";
import type { Oncall } from "../oncall/index.ts";

export interface Needs {
  readonly db: Db;
  readonly world: World;
  readonly log: Log;
  readonly facts: Pick<Facts, "record">;
  readonly due: Pick<Due, "at" | "on" | "cancel">;
  readonly audit: Audit;
  readonly vault: Pick<Vault, "sealText" | "openText">;
  readonly access: Pick<Access, "actorFor" | "membershipsOf" | "holders">;
  readonly identity: Pick<Identity, "checkPin" | "telephone"> & { readonly people: Pick<Identity["people"], "byId" | "names"> };
  readonly directory: Pick<Directory, "accounts" | "account" | "byDialled" | "numbersOf" | "normalise" | "hours">;
  readonly oncall: Pick<Oncall, "dutyAt" | "takeOver" | "addOverride" | "addNote" | "coveredBy"> & { coverersOf(tx: Tx, account: Parameters<Oncall["dutyAt"]>[1]): Promise<readonly { readonly id: PersonId; readonly name: string }[]> };
  readonly coverage: Pick<Coverage, "judgeOverride">;
  readonly messages: Pick<Messages, "addEvent">;
  readonly dispatch: Pick<Dispatch, "inbox" | "working" | "open" | "acknowledge" | "passOn" | "takeHeld" | "calledBack">;
  readonly calls: Pick<Calls, "find" | "isWith" | "caller" | "keyed">;
  readonly line: SpokenLine;
}
