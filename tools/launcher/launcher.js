import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commands, help } from "./commands.js";
import { installWhenNeeded } from "./install.js";
import { chooseNode } from "./node-choice.js";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MISUSE = 2;

/** @param {string} file */
const isHere = (file) => existsSync(join(ROOT, file));

/** @param {string[]} args */
export async function launch([name = "help", ...rest]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (["help", "--help", "-h"].includes(name)) console.log(help(isHere));
  else if (command && isHere(command.file)) process.exitCode = await become(command, rest);
  else {
    console.error(`${command ? `${name} is not in this version` : `There is no command ${name}`}.\n\n${help(isHere)}`);
    process.exitCode = MISUSE;
  }
}

/** Installs what is missing, builds the web when it changed, and becomes the command: its signals, its exit status. */
/** @param {import("./commands.js").Command} command @param {string[]} args @returns {Promise<number>} */
async function become(command, args) {
  try {
    await installWhenNeeded(ROOT, command);
    const node = chooseNode({ version: process.version, execPath: process.execPath, root: ROOT });
    const built = command.web ? await run(node, ["tools/web-build.ts"]) : 0;
    return built || (await run(node, [command.file, ...args], command.flags));
  } catch (error) {
    console.error(error.message);
    return 1;
  }
}

/** Runs a file to its end, hands on the signals we get, and answers its exit status (128 + number when a signal ended it). */
/** @param {string} node @param {[string, ...string[]]} args @param {readonly string[]} flags @returns {Promise<number>} */
function run(node, [file, ...rest], flags = []) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...flags, join(ROOT, file), ...rest], { stdio: "inherit" });
  const handOn = (signal) => void child.kill(signal);
  // At a terminal, Ctrl-C reaches the child by itself: handed on as well, it would count as a second, impatient one.
  const ctrlC = (signal) => (process.stdin.isTTY ? undefined : handOn(signal));
  const handlers = { SIGTERM: handOn, SIGHUP: handOn, SIGUSR2: handOn, SIGINT: ctrlC };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
