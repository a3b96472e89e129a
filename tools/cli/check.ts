import { conclude, sum, typesAndLint, vitest } from "../steps.ts";

/** What is quick: types, lint, and every test but those that need a program from outside. */
const checks = await typesAndLint();
const tests = await vitest(["--exclude=**/*.peer.test.ts", "--exclude=**/*.peer.test.tsx", ...process.argv.slice(2)]);
conclude(sum([checks, tests]));
