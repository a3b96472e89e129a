import { lstatSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** A Unix account. PostgreSQL refuses to run as root, so root hands its files and processes to another one. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const ROOT = 0;

/** Who runs PostgreSQL: ourselves, or, when we are root, whoever owns the data already, else `postgres`, else `nobody`. */
export function accountFor(data: string, passwd = readFileSync("/etc/passwd", "utf8")): Account {
  const owner = lstatSync(data, { throwIfNoEntry: false })?.uid;
  const uid = process.geteuid!();
  return uid === ROOT ? accountForRoot(parsePasswd(passwd), owner) : { uid, gid: process.getegid!(), name: ourName(data, owner) };
}

function accountForRoot(accounts: readonly Account[], owner: number | undefined): Account {
  const inOrder = [
    accounts.find(({ uid }) => uid === owner && uid !== ROOT),
    accounts.find(({ name }) => name === "postgres"),
    accounts.find(({ name }) => name === "nobody"),
  ];
  const found = inOrder.find((account) => account !== undefined);
  if (!found) throw new Error("PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody");
  return found;
}

function ourName(data: string, owner: number | undefined): string {
  const uid = process.geteuid!();
  if (owner !== undefined && owner !== uid) throw new Error(`the database in ${data} belongs to user ${owner}: start Compline as that user or as root`);
  return String(uid);
}

export function parsePasswd(text: string): Account[] {
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 7)
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }));
}

/** Whether `account` may pass through `folder` and every folder above it. Reads the mode bits only, not access lists. */
export function mayEnter(account: Account, folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (!mayPass(account, at)) return false;
    if (at === dirname(at)) return true;
  }
}

function mayPass(account: Account, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
