import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
interface Package {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;
const text = readFileSync(join(root, "docs", "dependencies.md"), "utf8");
const [running = "", building = ""] = text.split("## What tests and builds");
const listed = (part: string): string[] => [...part.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);

test("[T-DEP-1] every dependency has a line that says what it is for, and every line has a dependency", () => {
  expect(listed(running)).toEqual(Object.keys(dependencies).toSorted());
  expect(listed(building)).toEqual(Object.keys(devDependencies).toSorted());
});

test("[T-DEP-1] every version is exact", () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/);
});

/** `npm ci` refuses a lock file that leaves out an optional package of another platform. */
test("[T-DEP-1] the lock file names every optional package, for every platform", () => {
  interface Entry {
    readonly optionalDependencies?: Record<string, string>;
    readonly resolved?: string;
  }
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Entry> };
  const wanted = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  const missing = wanted.filter((name) => !Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
