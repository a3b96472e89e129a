import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { codeAt, secretOf } from "../server/trust/identity/index.ts";
import { realWorld } from "../server/foundation/world.ts";
import { newHome, type DemoFile } from "./crash/server-process.ts";
import { until } from "./crash/until.ts";

const START_MS_MAX = 180_000;

test("[T-RUN-10] npm run dev: a page from Vite's address signs in, and both servers end together", async () => {
  const { home, env } = await newHome();
  const dev = spawn(process.execPath, [join(import.meta.dirname, "cli", "dev.ts")], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [dev.stdout, dev.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += stripVTControlCharacters(text)));
  const over = new Promise<number | null>((resolve) => dev.once("close", resolve));
  try {
    const address = await until("both are ready", () => said.includes("Ready in") && /Local: +(http:\/\/localhost:\d+)\//.exec(said)?.[1], START_MS_MAX);
    expect(await (await fetch(`${address}/`, { headers: { accept: "text/html" } })).text()).toContain("/@vite/client");
    const [{ email, password, totpSecret }] = (JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as DemoFile).users as [DemoFile["users"][number]];
    const code = codeAt(secretOf(`otpauth://totp/demo?secret=${totpSecret}`), realWorld().now());
    const reply = await fetch(`${address}/api/sign-in`, {
      method: "POST", headers: { origin: address, "sec-fetch-site": "same-origin", "x-compline": "1", "content-type": "application/json" }, body: JSON.stringify({ email, password, code }),
    });
    expect(reply.status).toBe(200);
  } finally {
    dev.kill("SIGTERM");
    await over;
    rmSync(home, { recursive: true, force: true });
  }
}, START_MS_MAX);
