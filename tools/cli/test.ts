import { globSync } from "node:fs";
import { buildWeb, conclude, fetchPeers, sum, typesAndLint, vitest } from "../steps.ts";

/** The quick whole: peers, web, types, lint, then every test (tidy is one of them). */
await fetchPeers();
const checks = [await buildWeb(), await typesAndLint()];
const asked = process.argv.slice(2);
// Peers are real programs with real patience. Browsers that look at rooms and servers that are started and stopped wait more than they
// work: three files go side by side. Telephones without sound go two at a time. Sound that is measured, kills and captured traffic go one file
// at a time, so that one's load is not another's delay, nor its packet another's leak. A test that fails is tried once more, and the
// report says so. Whatever is no peer shares its modules within a worker: reading the product anew for each file took a fifth of the time.
const TELEPHONES = ["server/edge/sip/"];
const ALONE = ["server/edge/media/", "tools/canary/", "tools/crash/", "web/journey/"];
const peers = globSync("{server,tools,web}/**/*.peer.test.{ts,tsx}");
const within = (folders: readonly string[]) => peers.filter((path) => folders.some((folder) => path.startsWith(folder)));
const [telephones, alone] = [within(TELEPHONES), within(ALONE)];
const waiting = peers.filter((path) => !telephones.includes(path) && !alone.includes(path));
const AGAIN = "--retry=1";
const runs = asked.length > 0 ? [asked] : [
  ["--exclude", "**/*.peer.test.*", "--no-isolate", "--maxWorkers=3", AGAIN],
  [...waiting, "--maxWorkers=3", AGAIN],
  [...telephones, AGAIN],
  [...alone, "--no-file-parallelism", AGAIN],
];
const tests = [];
for (const run of runs) tests.push(await vitest(run));
conclude(sum([...checks, ...tests]));
