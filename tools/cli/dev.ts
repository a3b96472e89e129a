import { spawn } from "node:child_process";
import { join } from "node:path";

/** The server, started again when its files change, and Vite's own server for the web, which hands /api on to it. */
console.error("The web that follows your files is at the address that Vite prints. Passkeys are bound to the service's own, with what npm start built.\n");
const ROOT = join(import.meta.dirname, "..", "..");
const children = [
  ["--watch", "--watch-preserve-output", join(ROOT, "server", "main.ts"), ...process.argv.slice(2)],
  [join(ROOT, "node_modules", "vite", "bin", "vite.js"), join(ROOT, "web")],
].map((args) => spawn(process.execPath, args, { stdio: "inherit" }));

const endAll = (signal: NodeJS.Signals): void => children.forEach((child) => void child.kill(signal));
process.on("SIGTERM", endAll);
process.on("SIGINT", (signal) => (process.stdin.isTTY ? undefined : endAll(signal))); // A terminal tells them itself.
for (const child of children) {
  child.once("exit", (code) => {
    process.exitCode ||= code ?? 0;
    endAll("SIGTERM"); // One without the other is no use.
  });
}
