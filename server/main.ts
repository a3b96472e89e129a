import { faultLines, readConfig } from "./foundation/config.ts";
import { firstRun, hasDemo } from "./first-run.ts";
import { run } from "./run.ts";

const say = (line: string): void => console.log(line);
const read = readConfig(process.env);
if (!read.ok) {
  console.error(`The settings are not usable.\n${faultLines(read.faults)}`);
  process.exit(2);
}

try {
  const began = performance.now();
  // Made-up data never goes into a database of somebody's own: there, no word is as good as --empty.
  const empty = process.argv.includes("--empty") || (read.config.databaseUrl !== undefined && !hasDemo(read.config));
  const notice = empty ? (read.config.evaluation ? "evaluation" : null) : "demo";
  const running = await run({ config: read.config, notice, say });
  await firstRun({ running, config: read.config, empty, say });
  say(`Ready in ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl+C ends it: calls under way are finished first.`);
  let asked = 0;
  const stop = (reason: string): void => {
    asked += 1;
    if (asked === 1) say("Draining: new calls are refused, live ones finish. Once more ends it now.");
    if (asked > 1) process.exit(1);
    void running.drain(reason).then(() => process.exit(0));
  };
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("SIGTERM", () => stop("SIGTERM"));
} catch (error) {
  console.error(`Compline could not start: ${(error as Error).message}`);
  process.exit(1);
}
