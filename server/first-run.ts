import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./foundation/config.ts";
import { codeAt, secretOf } from "./trust/identity/index.ts";
import { makeDemo, sipOf, type Demo } from "./demo/make.ts";
import type { Running } from "./run.ts";

interface FirstRun {
  readonly running: Running;
  readonly config: Config;
  readonly say: (line: string) => void;
}

/** On an empty home: a demonstration, or the link for the first administrator. Later: where to go. */
export async function firstRun(first: FirstRun): Promise<Running> {
  await (first.running.holding === "installation" ? welcome(first) : demonstrate(first));
  return first.running;
}

async function demonstrate({ running, config, say }: FirstRun): Promise<void> {
  const sipAddress = `127.0.0.1:${config.sip.port}`;
  const file = join(config.home, "demo.json");
  if (running.holding === "new") {
    say("Making the demonstration: three clients, ten people");
    write(file, await makeDemo(running.house, running.parts.world, sipAddress));
  }
  if (existsSync(file)) return welcomeDemo(atThisPort(file, sipAddress), running, say);
  say(`\n  ${running.origin}\n\n  A demonstration without ${file}: it was removed, or the first start was cut short.`);
  say(`  If you know no sign-in, end this, remove ${config.home}, and start again.\n`);
}

const write = (file: string, demo: Demo): void => writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });

/** The addresses to ring follow the port of this start. */
function atThisPort(file: string, sipAddress: string): Demo {
  const kept = JSON.parse(readFileSync(file, "utf8")) as Demo;
  const demo = { ...kept, accounts: kept.accounts.map((account) => ({ ...account, sip: sipOf(account.number, sipAddress) })) };
  if (JSON.stringify(demo) !== JSON.stringify(kept)) write(file, demo);
  return demo;
}

async function welcome({ running, config, say }: FirstRun): Promise<void> {
  const token = await running.house.identity.firstAdministratorLink();
  say(`\n  ${running.origin}\n`);
  if (config.evaluation) say("  Evaluation: without DATABASE_URL, or with the keyring on the home's file system, it reaches nobody\n  outside this machine and takes no trunk. docs/install.md says what an installation needs.\n");
  if (token !== undefined) say(`  The first administrator signs up here, once, within seven days:\n  ${running.origin}/first-administrator#${token}\n`);
}

function welcomeDemo(demo: Demo, running: Running, say: (line: string) => void): void {
  const at = running.parts.world.now();
  say(`\n  Compline demonstration: made-up data, on this machine only.\n\n  Open ${running.origin}\n`);
  say("  Sign in as                              password               one-time code now");
  for (const user of demo.users) say(`  ${user.role.padEnd(19)}${user.email.padEnd(21)}${user.password.padEnd(23)}${codeAt(secretOf(`otpauth://totp/demo?secret=${user.totpSecret}`), at)}`);
  say("\n  Ring (another window): npm run ring -- --account lakeside");
  for (const account of demo.accounts) say(`  ${account.slug.padEnd(11)}${account.sip.padEnd(42)}agreement ${account.agreement}`);
  say("\n  docs/try-it.md: the whole night, step by step, with a softphone too. demo.json in the home holds the same sign-ins.\n");
}
