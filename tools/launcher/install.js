import { spawn } from "node:child_process";
import { copyFileSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installsWhole, PINNED_NODE } from "./node-choice.js";

const HEARTBEAT_SECONDS = 5;

/**
 * What package-lock.json asks for and node_modules lacks. npm writes node_modules/.package-lock.json last, so an install that
 * was cut short lacks everything, and packages a developer installed by hand are seen without a stamp of ours.
 * @param {import("./install.js").Lock} wanted @param {import("./install.js").Lock | undefined} present @param {{ lean: boolean }} how
 * @returns {string[]}
 */
export function missingPackages(wanted, present, { lean }) {
  const needed = Object.entries(wanted.packages).filter(([place, entry]) => place !== "" && !(lean && entry.dev));
  return needed
    .filter(([place, entry]) => {
      const found = present?.packages[place];
      return found ? found.version !== entry.version : !entry.optional;
    })
    .map(([place]) => place);
}

/** @param {string} root @param {{ lean: boolean }} how @returns {Promise<void>} */
export async function installWhenNeeded(root, how) {
  const wanted = readLock(join(root, "package-lock.json"));
  if (!wanted) throw new Error("package-lock.json is missing: this is no whole copy of Compline");
  const present = readLock(join(root, "node_modules", ".package-lock.json"));
  if (missingPackages(wanted, present, how).length === 0) return;
  await install(root);
}

/** @param {string} path @returns {import("./install.js").Lock | undefined} */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** npm ci empties the folder first, and behind a link that folder belongs to another copy. */
/** @param {string} root */
function refuseLink(root) {
  if (!lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new Error("Packages are missing, and node_modules is a link to another folder, which an install would empty: remove the link, or install there.");
}

/** @param {string} root */
async function install(root) {
  refuseLink(root);
  console.error("Installing what Compline needs from npm (once, about 20 seconds) …");
  await npmCi(root, process.execPath);
  if (installsWhole(process.version)) return;
  console.error("Installing once more with the newer Node that has just arrived: the old one leaves packages out …");
  const aside = mkdtempSync(join(tmpdir(), "compline-node-")); // npm ci removes node_modules, and with it the Node it runs on.
  try {
    copyFileSync(join(root, PINNED_NODE), join(aside, "node"));
    await npmCi(root, join(aside, "node"));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** @param {string} root @param {string} node */
async function npmCi(root, node) {
  const [command, ...first] = npmCommand(node);
  const args = [...first, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--no-update-notifier"];
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const begun = performance.now();
  const heartbeat = setInterval(() => console.error(`  … ${Math.round((performance.now() - begun) / 1000)} s`), HEARTBEAT_SECONDS * 1000);
  try {
    await new Promise((resolve, reject) => {
      child.once("error", () => reject(new Error("npm could not be started: it comes with Node, and Compline installs its packages with it")));
      child.once("exit", (code) => (code === 0 ? resolve(undefined) : reject(new Error("npm could not install the packages; its reason stands above"))));
    });
  } finally {
    clearInterval(heartbeat);
  }
}

/** npm as a script for exactly this Node, where it can be found; otherwise whatever `npm` is. */
/** @param {string} node @returns {string[]} */
function npmCommand(node) {
  const beside = join(dirname(dirname(process.execPath)), "lib", "node_modules", "npm", "bin", "npm-cli.js");
  const script = [process.env.npm_execpath, beside].find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  return script ? [node, script] : ["npm"];
}
