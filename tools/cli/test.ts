import { globSync } from "node:fs";
import { buildWeb, conclude, fetchPeers, sum, typesAndLint, vitest } from "../steps.ts";

/** The quick whole: peers, web, types, lint, then every test (tidy is one of them). */
await fetchPeers();
const checks = [await buildWeb(), await typesAndLint()];
const asked = process.argv.slice(2);
// Peers are real programs with real patience. Browsers that look at rooms wait for hands more than for the machine, so two files go side
// by side; telephones, media processes and kills go one file at a time, so that one's load is not another's delay. A test that fails is
// tried once more, and the report says so.
const peers = globSync("{server,tools,web}/**/*.peer.test.{ts,tsx}");
const rooms = peers.filter((path) => path.startsWith("web/") && !path.startsWith("web/journey/"));
const others = peers.filter((path) => !rooms.includes(path));
const quick = ["--exclude", "**/*.peer.test.*", "--retry=1"];
const runs = asked.length > 0 ? [asked] : [quick, [...rooms, "--retry=1"], [...others, "--no-file-parallelism", "--retry=1"]];
const tests = [];
for (const run of runs) tests.push(await vitest(run));
conclude(sum([...checks, ...tests]));
