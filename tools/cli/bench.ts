import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { table } from "../bench/figure.ts";
import { benchAll } from "../bench/index.ts";

const USAGE = `Usage: npm run bench [-- --json FILE] [--only WORD,WORD]

  --json FILE   writes the figures as an array, too
  --only WORDS  runs the benches whose names hold one of the words, such as offers,bridged

Measures the product on this machine, each figure beside a limit measured in the same run. A missed target is told, not an error.
Exit status: 0 everything was measured, 1 a bench could not run.`;

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string", default: "" }, help: { type: "boolean", default: false } } });
if (values.help) console.log(USAGE);
else process.exitCode = await bench();

async function bench(): Promise<number> {
  const began = performance.now();
  const { figures, broken } = await benchAll((line) => console.error(line), values.only.split(",").filter((word) => word !== ""));
  console.log(`\n${table(figures)}\n`);
  for (const each of broken) console.log(`COULD NOT RUN  ${each}`);
  console.log(`${figures.filter(({ ok }) => ok).length} of ${figures.length} figures good, ${cpus().length} cores, ${Math.round((performance.now() - began) / 1000)} s.`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  return broken.length === 0 && figures.length > 0 ? 0 : 1;
}
