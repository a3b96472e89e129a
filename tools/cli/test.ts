import { globSync } from "node:fs";
import { buildWeb, conclude, fetchPeers, sum, typesAndLint, vitest } from "../steps.ts";

/** The quick whole: peers, web, types, lint, then every test (tidy is one of them). */
await fetchPeers();
const checks = [await buildWeb(), await typesAndLint()];
const asked = process.argv.slice(2);
// Peers are real programs with real patience. Browsers that look at rooms and servers that are started and stopped wait more than they
// work, so two files go side by side; telephones, sound, kills and captured traffic go one file at a time, so that one's load is not
// another's delay. A test that fails is tried once more, and the report says so.
const ALONE = ["server/edge/media/", "server/edge/sip/", "web/journey/", "tools/"];
const peers = globSync("{server,tools,web}/**/*.peer.test.{ts,tsx}");
const alone = peers.filter((path) => ALONE.some((folder) => path.startsWith(folder)));
const waiting = peers.filter((path) => !alone.includes(path));
const quick = ["--exclude", "**/*.peer.test.*", "--retry=1"];
const runs = asked.length > 0 ? [asked] : [quick, [...waiting, "--retry=1"], [...alone, "--no-file-parallelism", "--retry=1"]];
const tests = [];
for (const run of runs) tests.push(await vitest(run));
conclude(sum([...checks, ...tests]));
