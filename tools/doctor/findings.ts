import { sayNoVoice } from "../../server/edge/speech/index.ts";

/** What the doctor says: a whole sentence, and whether Compline can work like that. */
export interface Finding {
  readonly good: boolean;
  readonly says: string;
}

const good = (says: string): Finding => ({ good: true, says });
const bad = (says: string): Finding => ({ good: false, says });

const GIGABYTE = 1e9;
/** A night of recordings and its write-ahead log fit into this; with less a call could be lost to a full disk. */
export const DISK_BYTES_MIN = 2 * GIGABYTE;
const MODE_OTHERS = 0o077;
const CLOCK_SECONDS_APART_MAX = 2;

export function nodeFinding(version: string): Finding {
  const major = Number(version.replace("v", "").split(".")[0]);
  return major >= 24 ? good(`Node ${version} runs Compline.`) : bad(`Node ${version} is too old to run Compline: start it with ./compline, which brings its own.`);
}

export function diskFinding(folder: string, freeBytes: number): Finding {
  const free = `${(freeBytes / GIGABYTE).toFixed(1)} GB`;
  return freeBytes >= DISK_BYTES_MIN ? good(`${free} are free for ${folder}.`) : bad(`Only ${free} are free for ${folder}: Compline wants at least ${DISK_BYTES_MIN / GIGABYTE} GB.`);
}

export interface Port {
  readonly setting: string;
  readonly port: number;
  readonly kind: "TCP" | "UDP";
}

export function portFinding({ setting, port, kind }: Port, state: "free" | "ours" | "taken" | "forbidden"): Finding {
  const name = `${kind} port ${port} (${setting})`;
  if (state === "free") return good(`${name} is free.`);
  if (state === "ours") return good(`${name} is used by the Compline that is running.`);
  if (state === "forbidden") return bad(`${name} may not be opened by this user: choose one above 1023.`);
  return bad(`${name} is used by another program: stop it, or choose another port.`);
}

export interface FolderState {
  readonly mode: number;
  readonly uid: number;
}

export function keyringFinding(folder: string, state: FolderState | undefined, uid: number): Finding {
  if (!state) return good(`The keyring ${folder} does not exist yet; the first start makes it.`);
  if (state.uid !== uid) return bad(`The keyring ${folder} belongs to another user than the one who runs Compline.`);
  return (state.mode & MODE_OTHERS) === 0 ? good(`The keyring ${folder} is closed to other users.`) : bad(`The keyring ${folder} is open to other users: chmod 700 it.`);
}

/** `compline.json` may hold the database's password. Without the file there is nothing to say. */
export function settingsFinding(file: string, state: FolderState | undefined): Finding[] {
  if (!state) return [];
  return [(state.mode & MODE_OTHERS) === 0 ? good(`The settings ${file} are closed to other users.`) : bad(`The settings ${file} are open to other users: chmod 600 the file.`)];
}

/** Without a voice everything else works: it is said, and is no fault. */
export const voiceFinding = (command: readonly string[] | undefined, there: boolean): Finding =>
  good(there ? "A voice is installed: messages can be read over the telephone." : sayNoVoice(command));

export function apartFinding(evaluation: boolean): Finding {
  return evaluation
    ? good("This is an evaluation: the database or the keys are not kept apart, so only this machine is served and no trunk is taken.")
    : good("The database is your own, and the keys are kept on another file system than the data.");
}

/** `synchronised` is undefined where the machine cannot say; `databaseSecondsApart` where there is no other clock to compare. */
export function clockFinding(synchronised: boolean | undefined, databaseSecondsApart: number | undefined): Finding {
  const apart = Math.abs(databaseSecondsApart ?? 0);
  if (apart > CLOCK_SECONDS_APART_MAX) return bad(`This clock and the database's are ${apart.toFixed(0)} s apart: on-call times and one-time codes would be wrong.`);
  if (synchronised === false) return bad("This clock is not synchronised (NTP): on-call times and one-time codes depend on it.");
  if (synchronised) return good("The clock is synchronised.");
  return good(databaseSecondsApart === undefined ? "Nothing here says whether the clock is synchronised: look at it." : "The clock agrees with the database's.");
}

/** What the running Compline says at `/readyz`; undefined where none answers. */
export interface Standing {
  readonly outsideLine?: string;
  readonly emergencyCopySeconds?: number | null;
  readonly keptCallsRefused?: number;
}

/** A copy that is older would judge callers by agreements and numbers of long ago. */
const COPY_SECONDS_MAX = 900;

/** Whether an alarm can leave the house, and whether calls can be taken while the database is away. */
export function outsideFindings(standing: Standing | undefined): Finding[] {
  if (!standing) return [];
  const age = standing.emergencyCopySeconds;
  const copy = age === null || age === undefined ? bad("There is no emergency copy: while the database is away callers hear an announcement and are not kept.") : age > COPY_SECONDS_MAX ? bad(`The emergency copy is ${Math.round(age / 60)} minutes old: look for emergency.copy-failed in the log.`) : good("The emergency copy is fresh.");
  return [
    standing.outsideLine === "up" ? good("An alarm that the desk leaves alone can leave the house: there is an outbound trunk.") : bad("No outbound trunk is set up: an alarm that the desk leaves alone rings nobody outside. See docs/operate/night-lead.md."),
    copy,
    ...(standing.keptCallsRefused ? [bad(`${standing.keptCallsRefused} kept calls did not open: see docs/operate/emergency.md.`)] : []),
  ];
}
