import { askedFor } from "./asked.ts";
import { whenAskedToEnd } from "./ending.ts";
import { faultLines, readConfig } from "./foundation/config.ts";
import { firstRun } from "./first-run.ts";
import { run, type Running } from "./run.ts";
import { whyNot } from "./why-not.ts";

const MISUSE = 2;
const say = (line: string): void => console.log(line);
function refuse(says: string): never {
  console.error(says);
  process.exit(MISUSE);
}

const asked = askedFor(process.argv.slice(2), process.env);
if (!asked.ok) refuse(asked.says);
const read = readConfig(process.env);
if (!read.ok) refuse(`The settings are not usable.\n${faultLines(read.faults)}`);

let running: Running | undefined;
const ending = new AbortController();
const end = (): void => void running?.drain("asked").then(() => process.exit(0));
whenAskedToEnd(() => {
  ending.abort(); // While it starts, it goes on until it has: what a first start makes is made whole.
  say(running ? "Draining: new calls are refused, live ones finish. Once more ends it now." : "Ending as soon as the start is done. Once more ends it now.");
  end();
});

try {
  const began = performance.now();
  running = await run({ config: read.config, empty: asked.empty, say, ending: ending.signal }).then((opened) => firstRun({ running: opened, config: read.config, say }));
  say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl+C ends it: calls under way are finished first.`);
  if (ending.signal.aborted) end();
} catch (error) {
  console.error(`Compline could not start: ${whyNot(error as NodeJS.ErrnoException, read.config)}`);
  process.exit(1);
}
