import { join } from "node:path";
import type { Log } from "../../foundation/log.ts";
import { fromIso, toIso, type Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { Emergency, OpenedCall } from "../../care/calls/index.ts";
import { normalise } from "../../care/directory/index.ts";
import { gateBy, readCopy, sealCopy, writeCopy, type CopiedAccount, type Copy } from "./copy.ts";
import { KeptBroken, recoveryKeyOf, type Derive } from "./recovery-key.ts";
import { createSpool, type SpoolLimits } from "./spool.ts";

export type { CopiedAccount, Copy } from "./copy.ts";
export { readCopy } from "./copy.ts";
export type { Derive } from "./recovery-key.ts";

export interface EmergencyNeeds {
  /** `COMPLINE_EMERGENCY`. */
  readonly folder: string;
  readonly world: World;
  readonly log: Log;
  readonly derive: Derive;
  readonly limits?: SpoolLimits;
}

export interface EmergencyStanding {
  /** Null: there is no copy. */
  readonly copySeconds: number | null;
  readonly kept: number;
  readonly refused: number;
}

export interface EmergencyMode extends Emergency {
  /** [EM5] */
  saveCopy(accounts: readonly CopiedAccount[], at: Instant): Promise<void>;
  /** [EM4] Offers every kept call to the database; what it takes is removed. Gives how many were taken. Rejects while the database is away. */
  collect(take: (call: OpenedCall) => Promise<unknown>): Promise<number>;
  /** [EM8] */
  standing(): Promise<EmergencyStanding>;
}

export const copyPathIn = (folder: string): string => join(folder, "copy.sealed");

/** Opens the folder and reads the copy that lies there, so that it also serves a process that has just started. */
export async function createEmergency({ folder, world, log, derive, limits }: EmergencyNeeds): Promise<EmergencyMode> {
  const path = copyPathIn(folder);
  const spool = createSpool(join(folder, "spool"), recoveryKeyOf(derive), limits);
  let copy: Copy | undefined = await readCopy(derive, path);
  /** Offered in vain: after the others from then on, so that one which is never taken holds up nobody. */
  const inVain = new Set<string>();
  const inTurn = (names: readonly string[]): string[] => names.toSorted((a, b) => Number(inVain.has(a)) - Number(inVain.has(b)));

  async function offer(name: string, take: (call: OpenedCall) => Promise<unknown>): Promise<boolean> {
    let call: OpenedCall;
    try {
      call = await spool.open(name);
    } catch (error) {
      log.error("emergency.kept-call-refused", { error: (error as Error).name });
      if (error instanceof KeptBroken) await spool.putAside(name);
      return false;
    }
    inVain.add(name);
    await take(call);
    inVain.delete(name);
    await spool.remove(name);
    return true;
  }

  return {
    gate: (dialled, at) => gateBy(copy, normalise(dialled), at),
    keep: spool.keep,
    saveCopy: async (accounts, at) => {
      const fresh = { at: toIso(at), accounts };
      copy = fresh; // Also when the disk refuses it: memory serves this process.
      await writeCopy(path, sealCopy(world, derive, fresh));
    },
    collect: async (take) => {
      let taken = 0;
      for (const name of inTurn(await spool.waiting())) if (await offer(name, take)) taken++;
      return taken;
    },
    standing: async () => ({ copySeconds: copy ? Math.max(0, Math.round((world.now() - fromIso(copy.at)) / 1000)) : null, ...(await spool.count()) }),
  };
}
