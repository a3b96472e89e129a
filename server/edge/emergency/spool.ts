import type { KeyObject } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { AccountId, CallId, ClientId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { fromIso, toIso } from "../../foundation/time.ts";
import type { KeptCall, Keeping, OpenedCall } from "../../care/calls/index.ts";
import { KeptBroken, openAll, publicOf, sealTo, type Sealer } from "./recovery-key.ts";

/** A night without a database; what comes after hears the announcement. */
export const CALLS_MAX = 500;
export const BYTES_MAX = 512 * 2 ** 20;
/** About a second of sound: what a crash can cost. */
const SAY_BYTES = 8_000;
/** A little more than the three minutes a caller may speak. */
const SAID_BYTES_MAX = 190 * 8_000;
const KEPT = ".kept";
const REFUSED = ".refused";

export interface Spool {
  keep(call: KeptCall): Promise<Keeping | undefined>;
  /** Names of the calls that nobody is still speaking into, the oldest first. */
  waiting(): Promise<string[]>;
  open(name: string): Promise<OpenedCall>;
  remove(name: string): Promise<void>;
  /** [EM7] It stays on the disk for a person to look at. */
  putAside(name: string): Promise<void>;
  count(): Promise<{ kept: number; refused: number }>;
}

export interface SpoolLimits {
  readonly callsMax: number;
  readonly bytesMax: number;
}

export function createSpool(folder: string, recovery: KeyObject, limits: SpoolLimits = { callsMax: CALLS_MAX, bytesMax: BYTES_MAX }): Spool {
  const recipient = publicOf(recovery);
  const speaking = new Set<string>();
  const names = (ending: string): Promise<string[]> => readdir(folder).then((all) => all.filter((name) => name.endsWith(ending)).toSorted(), () => []);

  async function hasRoom(): Promise<boolean> {
    const all = await names(KEPT);
    if (all.length >= limits.callsMax) return false;
    const sizes = await Promise.all(all.map((name) => stat(join(folder, name)).then(({ size }) => size, () => 0)));
    return sizes.reduce((sum, size) => sum + size, 0) < limits.bytesMax;
  }

  async function keep(call: KeptCall): Promise<Keeping | undefined> {
    const name = `${call.id}${KEPT}`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!(await hasRoom())) return undefined;
      speaking.add(name);
      const sealer = sealTo(recipient);
      const file = await open(join(folder, name), "wx", 0o600);
      await onDisk(file, Buffer.concat([sealer.header, sealer.frame(Buffer.from(textOf(call)), false)]), folder);
      return writing({ file, sealer, over: () => speaking.delete(name) });
    } catch {
      speaking.delete(name);
      return undefined; // [EM6] No disk, no room: the caller hears the announcement, which promises nothing.
    }
  }

  return {
    keep,
    waiting: async () => (await names(KEPT)).filter((name) => !speaking.has(name)),
    open: async (name) => opened(openAll(recovery, await readFile(join(folder, name)))),
    remove: async (name) => {
      await unlink(join(folder, name));
      await syncFolder(folder);
    },
    putAside: (name) => rename(join(folder, name), join(folder, name.replace(KEPT, REFUSED))),
    count: async () => ({ kept: (await names(KEPT)).length, refused: (await names(REFUSED)).length }),
  };
}

/** A full disk keeps no file open: one more for each caller would in the end leave none for the calls. */
async function onDisk(file: FileHandle, bytes: Buffer, folder: string): Promise<void> {
  try {
    await file.appendFile(bytes);
    await file.sync();
    await syncFolder(folder);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

/** Appends a frame a second. What fails on the way is left out, and the file says that its end is missing. */
function writing({ file, sealer, over }: { file: FileHandle; sealer: Sealer; over: () => void }): Keeping {
  let [heard, total, closed] = [Buffer.alloc(0), 0, false] as [Buffer, number, boolean];
  let failed = false;
  let disk: Promise<void> = Promise.resolve();
  const append = (clear: Buffer, last: boolean): void => {
    const sealed = sealer.frame(clear, last);
    disk = disk.then(async () => {
      if (failed) return;
      await file.appendFile(sealed);
      await file.datasync();
    }).catch(() => void (failed = true));
  };
  return {
    say: (pcmu) => {
      if (closed || total >= SAID_BYTES_MAX) return;
      total += pcmu.length;
      heard = Buffer.concat([heard, pcmu]);
      for (; heard.length >= SAY_BYTES; heard = heard.subarray(SAY_BYTES)) append(heard.subarray(0, SAY_BYTES), false);
    },
    close: async () => {
      if (closed) return disk;
      closed = true;
      append(heard, true);
      disk = disk.then(() => file.close()).catch(() => undefined).then(over);
      return disk;
    },
  };
}

const textOf = ({ callerNumber, callerName, at, ...call }: KeptCall): string =>
  JSON.stringify({ ...call, at: toIso(at), callerNumber: callerNumber && dangerouslyReveal(callerNumber), callerName: callerName && dangerouslyReveal(callerName) });

interface Written {
  readonly id: CallId;
  readonly client: ClientId;
  readonly account: AccountId;
  readonly dialled: string;
  readonly transport: KeptCall["transport"];
  readonly at: string;
  readonly callerNumber: string | null;
  readonly callerName: string | null;
}

function opened({ frames: [first, ...said], whole }: { frames: readonly Buffer[]; whole: boolean }): OpenedCall {
  if (!first) throw new KeptBroken("the call itself is not there");
  const { at, callerNumber, callerName, ...call } = JSON.parse(first.toString()) as Written;
  return { ...call, at: fromIso(at), callerNumber: callerNumber === null ? null : phi(callerNumber), callerName: callerName === null ? null : phi(callerName), said: phi(Buffer.concat(said)), whole };
}
