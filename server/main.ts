import { faultLines, readConfig } from "./foundation/config.ts";
import { firstRun } from "./first-run.ts";
import { run, type Running } from "./run.ts";
import { whyNot } from "./why-not.ts";

const say = (line: string): void => console.log(line);
const read = readConfig(process.env);
if (!read.ok) {
  console.error(`The settings are not usable.\n${faultLines(read.faults)}`);
  process.exit(2);
}

let running: Running | undefined;
let asked = 0;
const end = (): void => void running?.drain("asked").then(() => process.exit(0));
/** Asked while it starts, it ends once it has: what a first start makes is made whole. */
const stop = (): void => {
  asked += 1;
  if (asked > 1) process.exit(1);
  say(running ? "Draining: new calls are refused, live ones finish. Once more ends it now." : "Ending as soon as the start is done. Once more ends it now.");
  end();
};
process.on("SIGINT", stop).on("SIGTERM", stop);

try {
  const began = performance.now();
  const opened = await run({ config: read.config, empty: process.argv.includes("--empty"), say });
  await firstRun({ running: opened, config: read.config, say });
  running = opened;
  say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl+C ends it: calls under way are finished first.`);
  if (asked > 0) end();
} catch (error) {
  console.error(`Compline could not start: ${whyNot(error as NodeJS.ErrnoException, read.config)}`);
  process.exit(1);
}
