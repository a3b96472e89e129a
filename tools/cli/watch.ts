import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { watcherSecret } from "../../server/care/nightlead/index.ts";
import { openKeyring } from "../../server/edge/keys/index.ts";
import { faultLines, readConfig } from "../../server/foundation/config.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { openLine } from "../watch/line.ts";
import { readSettings } from "../watch/settings.ts";
import { watch } from "../watch/watching.ts";

const USAGE = `Usage: compline watch [--settings FILE]
       compline watch secret NAME

watch          Run on another host than Compline. Looks at its /readyz every 15 seconds and rings people over its own trunk when it does not
               look well. FILE is watch.json unless said; see docs/operate/watch.md
watch secret   Run on Compline's own host: prints the secret of a watcher that COMPLINE_WATCHERS names
Exit status: 0 it was told to stop, 2 it could not begin.`;

const world = realWorld();
const say = (line: string): void => console.log(`${new Date(world.now()).toISOString()} ${line}`);

async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { settings: { type: "string" }, help: { type: "boolean" } } });
  if (positionals[0] === "secret" && positionals.length === 2) return printSecret(positionals[1]!);
  if (values.help || positionals.length > 0) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  return run(resolve(values.settings ?? "watch.json"));
}

async function printSecret(name: string): Promise<number> {
  const read = readConfig(process.env);
  const faults = !read.ok ? `The settings are not usable.\n${faultLines(read.faults)}` : read.config.watchers.includes(name) ? undefined : `COMPLINE_WATCHERS does not name ${name}: add it there first, and start Compline again.`;
  if (!read.ok || faults !== undefined) return refuse(faults ?? "");
  const { derive } = await openKeyring({ world, folder: read.config.keyring, emptyInstallation: false });
  console.log(watcherSecret(derive, name).toString("hex"));
  return 0;
}

function refuse(because: string): number {
  console.error(because);
  return 2;
}

async function run(path: string): Promise<number> {
  const read = readSettings(path);
  if (!read.ok) return refuse(read.faults.join("\n"));
  const line = await openLine(read.settings, { world, log: () => undefined });
  const watching = watch({ settings: read.settings, world, line, say });
  say(`Watching ${read.settings.url} as ${read.settings.name}.`);
  await new Promise<void>((done) => ["SIGINT", "SIGTERM"].forEach((signal) => process.once(signal, () => done())));
  await Promise.all([watching.stop(), line.close()]);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = refuse(`The watcher could not begin: ${(error as Error).message}`);
}
