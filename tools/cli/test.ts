import { buildWeb, conclude, fetchPeers, sum, typesAndLint, vitest } from "../steps.ts";

/** The quick whole: peers, web, types, lint, then every test (tidy is one of them). */
await fetchPeers();
const checks = [await buildWeb(), await typesAndLint()];
const asked = process.argv.slice(2);
// Peers are real programs with real patience (browsers, telephones, media processes): one file at a time, so that one's load is not
// another's delay. A test that fails is tried once more, and the report says so.
const runs = asked.length > 0 ? [asked] : [["--exclude", "**/*.peer.test.*", "--retry=1"], [".peer.test", "--no-file-parallelism", "--retry=1"]];
const tests = [];
for (const run of runs) tests.push(await vitest(run));
conclude(sum([...checks, ...tests]));
