import { sum } from "../report.ts";
import { conclude, typesAndLint, vitest } from "../steps.ts";

/** What is quick: types, lint, and every test but those that need a program from outside. */
const checks = await typesAndLint();
const tests = await vitest("the tests without peers", ["--exclude=**/*.peer.test.ts", "--exclude=**/*.peer.test.tsx", ...process.argv.slice(2)]);
conclude(sum([checks, tests]));
