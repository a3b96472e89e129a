import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

/** Every file that git knows or would take, as it is in the working tree. */
export function tracked(): string[] {
  const out = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8", maxBuffer: 64 * 2 ** 20 });
  return [...new Set(out.split("\n"))].filter((path) => path !== "" && existsSync(path)).toSorted();
}

export const read = (path: string): Source => {
  const text = readFileSync(path, "utf8");
  return { path, text, lines: text.split("\n").length - 1 };
};

export const isTest = (path: string): boolean => /\.(test|spec|story|attack)\.tsx?$/.test(path) || path.includes("/testing/") || path.endsWith("-under-test.ts");

/** Relative imports of a file, as paths from the root. */
export function importsOf({ path, text }: Source): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g);
  return [...found].map((match) => normalize(join(dirname(path), match[1]!)));
}

/** "care/dispatch" of "server/care/dispatch/store.ts". */
export const sliceOf = (path: string): string | undefined => /^server\/((?:trust|gates|care|assurance|edge)\/[a-z-]+)\//.exec(path)?.[1];
