import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser, type Locator } from "playwright-core";
import { expect } from "vitest";

const CHROMIUM = "/usr/bin/chromium";

/** Debian's Chromium with a microphone that plays a tone. Missing, it fails and names the package. */
export async function openChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error("Chromium is not here. Install the Debian package: chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"] });
}

const SEEN = { timeout: 30_000, interval: 20 };
/** Waits until it is seen, and asks often: Playwright's own `waitFor` asks only twice a second after its first quarter. */
export const seen = (what: Locator): Promise<void> => expect.poll(() => what.isVisible(), SEEN).toBe(true);

/** The web as it ships, built into a folder of its own. */
export async function buildWeb(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), "compline-web-"));
  const web = join(import.meta.dirname, "..");
  // A process of its own: a test runner's environment would build React for development.
  await promisify(execFile)(process.execPath, [join(web, "../node_modules/vite/bin/vite.js"), "build", "--outDir", out, "--emptyOutDir", "--logLevel", "error"], { cwd: web, env: { ...process.env, NODE_ENV: "production" } });
  return out;
}
