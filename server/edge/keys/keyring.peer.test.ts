import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { realWorld } from "../../foundation/world.ts";
import { askSecondOpener } from "../../testing/second-opener.ts";
import type { Month } from "../../trust/vault/index.ts";
import { openKeyring } from "./index.ts";

const world = realWorld();
const CLIENT = world.id() as ClientId;
const MONTHS = Array.from({ length: 12 }, (_, i) => `2027-${String(i + 1).padStart(2, "0")}` as Month);

let folder = "";
beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), "compline-keyring-")), "keyring")));
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** Another process: opens the keyring, waits for a line on its input, makes the keys of a year, prints their secrets. */
function anotherProcess(): { ready: Promise<void>; go(): Promise<string[]> } {
  const at = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { openKeyring } = await import(${at("./index.ts")});
    const { realWorld } = await import(${at("../../foundation/world.ts")});
    const keys = await openKeyring({ world: realWorld(), folder: ${JSON.stringify(folder)}, emptyInstallation: true });
    console.log("ready");
    await new Promise((go) => process.stdin.once("data", go));
    const made = await Promise.all(${JSON.stringify(MONTHS)}.map((month) => keys.keyFor(${JSON.stringify(CLIENT)}, month, "message")));
    console.log(JSON.stringify(made.map((key) => key.secret.export().toString("hex"))));
    process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said += text));
  const ended = new Promise<void>((resolve, reject) => child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the other process ended with ${code}`)))));
  return {
    ready: Promise.race([ended, new Promise<void>((resolve) => child.stdout.once("data", () => resolve()))]),
    go: async () => {
      child.stdin.write("go\n");
      await ended;
      return JSON.parse(said.split("\n")[1]!) as string[];
    },
  };
}

describe("the keyring between processes", () => {
  test("[V14] [V15] two processes that start on an empty installation share one root and one set of keys", async () => {
    const processes = [anotherProcess(), anotherProcess()];
    await Promise.all(processes.map((p) => p.ready));
    const [one, two] = await Promise.all(processes.map((p) => p.go()));
    expect(one).toHaveLength(12);
    expect(one).toEqual(two);
    expect(readdirSync(join(folder, "clients", CLIENT)).filter((name) => !name.endsWith(".key"))).toEqual([]);
  });

  test("[V12] [V17] another language unwraps a key file with the root key, and refuses it with a bit flipped", async () => {
    const keys = await openKeyring({ world, folder, emptyInstallation: true });
    const key = await keys.keyFor(CLIENT, MONTHS[0]!, "message");
    const file = readFileSync(join(folder, "clients", CLIENT, "2027-01.message.1.key"));
    const root = Buffer.from(readFileSync(join(folder, "root.key"), "utf8").split("\n")[1]!, "base64").toString("hex");
    const ask = (bytes: Buffer): object => ({ type: "key-file", root, sealed: bytes.toString("hex") });
    const flipped = Buffer.from(file);
    flipped[18]! ^= 1;
    expect(askSecondOpener([ask(file), ask(flipped)])).toEqual([{ opened: key.secret.export().toString("hex") }, { refused: "tag" }]);
  });
});
