import { buildWeb, conclude, fetchPeers, sum, typesAndLint, vitest } from "../steps.ts";

/** The quick whole: peers, web, types, lint, then every test (tidy is one of them). */
await fetchPeers();
const checks = [await buildWeb(), await typesAndLint()];
const tests = await vitest(process.argv.slice(2));
conclude(sum([...checks, tests]));
