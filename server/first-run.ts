import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./foundation/config.ts";
import { codeAt, secretOf } from "./trust/identity/index.ts";
import { makeDemo, type Demo } from "./demo/make.ts";
import type { Running } from "./run.ts";

interface FirstRun {
  readonly running: Running;
  readonly config: Config;
  /** `--empty`: a real installation, or an evaluation of one. */
  readonly empty: boolean;
  readonly say: (line: string) => void;
}

const demoFile = (config: Config): string => join(config.home, "demo.json");
export const hasDemo = (config: Config): boolean => existsSync(demoFile(config));

/** On an empty home: a demonstration, or the link for the first administrator. Later: where to go. */
export async function firstRun({ running, config, empty, say }: FirstRun): Promise<void> {
  if (empty) return welcomeFirst(running, say);
  const file = demoFile(config);
  if (!hasDemo(config)) {
    say("Making the demonstration: three clients, ten people");
    const demo = await makeDemo(running.house, running.parts.world, `127.0.0.1:${config.sip.port}`);
    writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  welcomeDemo(JSON.parse(readFileSync(file, "utf8")) as Demo, running, say);
}

async function welcomeFirst(running: Running, say: (line: string) => void): Promise<void> {
  const token = await running.house.identity.firstAdministratorLink();
  say(`\n  ${running.origin}\n`);
  if (token !== undefined) say(`  The first administrator signs up here, once, within seven days:\n  ${running.origin}/first-administrator#${token}\n`);
}

function welcomeDemo(demo: Demo, running: Running, say: (line: string) => void): void {
  const at = running.parts.world.now();
  say(`\n  Compline demonstration: made-up data, on this machine only.\n\n  Open ${running.origin}\n`);
  say("  Sign in as                              password               one-time code now");
  for (const user of demo.users) say(`  ${user.role.padEnd(19)}${user.email.padEnd(21)}${user.password.padEnd(23)}${codeAt(secretOf(`otpauth://totp/demo?secret=${user.totpSecret}`), at)}`);
  say("\n  Ring (another window): npm run ring -- --account lakeside");
  for (const account of demo.accounts) say(`  ${account.slug.padEnd(11)}${account.sip.padEnd(42)}agreement ${account.agreement}`);
  say("\n  docs/try-it.md: the whole night, step by step, with a softphone too. demo.json holds the same sign-ins.\n");
}
