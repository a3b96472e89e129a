import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askedFor } from "../server/asked.ts";

const at = (command: string, ...args: string[]) => spawnSync(process.execPath, [join(import.meta.dirname, "cli", `${command}.ts`), ...args], { encoding: "utf8", env: { PATH: process.env.PATH, COMPLINE_HOME: "/nowhere" } });

test("[T-RUN-9] a misspelt option begins nothing and shows the usage", () => {
  for (const command of ["ring", "canary", "soak"]) {
    const { status, stderr } = at(command, "--acount", "lakeside");
    expect([command, status]).toEqual([command, 2]);
    expect(stderr).toContain(`npm run ${command}`);
    expect(stderr).not.toContain("    at ");
  }
  expect(at("soak", "--part", "3/2", "--nights", "0", "--rounds", "0").status).toBe(2);
});

test("[T-RUN-8] a soak of nothing says so, and writes nothing down", () => {
  const { status, stdout } = at("soak", "--rounds", "0", "--nights", "0", "--seed", "7", "--part", "2/10", "--no-record");
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^seed 7, part 2\/10\n0 of 0 kills lost nothing, 0 pages repeated and marked; 0 nights passed; seed 7, part 2\/10; commit /)]);
});

test("[T-RUN-9] --help shows the usage and is no fault", () => {
  for (const command of ["ring", "canary", "soak"]) expect(execFileSync(process.execPath, [join(import.meta.dirname, "cli", `${command}.ts`), "--help"], { encoding: "utf8" })).toContain(`npm run ${command}`);
});

test("[T-RUN-9] a caller without a demonstration is told in a sentence where its accounts come from", () => {
  const { status, stderr } = at("ring", "--account", "lakeside");
  expect([status, stderr]).toEqual([2, "There is no /nowhere/demo.json: the first npm start makes it. Another address is rung with --sip.\n"]);
});

test("[RUN-4] a misspelt --empty does not become a demonstration, nor one that npm kept for itself", () => {
  expect(askedFor([], {})).toEqual({ ok: true, empty: false });
  expect(askedFor(["--empty"], {})).toEqual({ ok: true, empty: true });
  expect(askedFor(["--empty"], { npm_config_empty: "true" })).toEqual({ ok: true, empty: true });
  expect(askedFor(["--emtpy"], {})).toMatchObject({ ok: false });
  expect(askedFor([], { npm_config_empty: "true" })).toMatchObject({ ok: false });
});
