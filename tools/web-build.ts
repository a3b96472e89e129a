import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const STAMP = join("web", "dist", ".built-from");
/** What the web is made of: its own files, the contract, and the packages it was built with. */
const SOURCES = ["web", "contract", "package-lock.json"];
const NOT_SOURCES = new Set(["dist", "node_modules"]);
const NO_PART_OF_THE_WEB = /\.test\.tsx?$/;

/** A fingerprint of every source, by name and content. */
export function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesIn(join(root, source)))) {
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [path];
  const names = readdirSync(path).filter((name) => !NOT_SOURCES.has(name) && !NO_PART_OF_THE_WEB.test(name));
  return names.toSorted().flatMap((name) => filesIn(join(path, name)));
}

/** Builds web/dist when a source changed since the last build. True when the web is there and up to date. */
export async function buildWeb(root = ROOT): Promise<boolean> {
  if (!existsSync(join(root, "web", "vite.config.ts"))) {
    console.error("There is no web to build.");
    return true;
  }
  const now = fingerprint(root);
  const stamp = join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return true;
  console.error("Building the web (a few seconds) …");
  const built = await runVite(root);
  if (built) writeFileSync(stamp, now);
  return built;
}

function runVite(root: string): Promise<boolean> {
  const args = [join(root, "node_modules", "vite", "bin", "vite.js"), "build", join(root, "web"), "--logLevel", "warn", "--emptyOutDir"];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

if (import.meta.main) process.exitCode = (await buildWeb()) ? 0 : 1;
