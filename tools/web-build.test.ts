import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "./web-build.ts";

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "compline-web-"));
  write("web/main.tsx", "1");
  write("contract/a.ts", "1");
  write("package-lock.json", "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each(["web/main.tsx", "web/deep/new.css", "contract/a.ts", "package-lock.json"])("[T-RUN-7] a change of %s asks for a new build of the web", (path) => {
  const before = fingerprint(root);
  write(path, "2");
  expect(fingerprint(root)).not.toBe(before);
});

test.each(["web/dist/index.html", "web/main.test.tsx", "web/node_modules/x.js", "server/a.ts"])("[T-RUN-7] a change of %s does not", (path) => {
  const before = fingerprint(root);
  write(path, "2");
  expect(fingerprint(root)).toBe(before);
});
