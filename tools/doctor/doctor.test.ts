import { createServer } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig, realDisk } from "../../server/foundation/config.ts";
import { clockFinding, DISK_BYTES_MIN, diskFinding, keyringFinding, nodeFinding, outsideFindings, portFinding, settingsFinding, voiceFinding } from "./findings.ts";
import { look } from "./look.ts";

describe("the doctor's judgement", () => {
  test("[T-DOC-1] an old Node, a full disk, a closed port and an open keyring are named with what to do", () => {
    expect(nodeFinding("v20.20.2")).toMatchObject({ good: false, says: expect.stringContaining("./compline") });
    expect(nodeFinding("v24.1.0").good).toBe(true);
    expect(diskFinding("/srv", DISK_BYTES_MIN - 1).good).toBe(false);
    expect(diskFinding("/srv", DISK_BYTES_MIN).good).toBe(true);
    const port = { setting: "COMPLINE_PORT", port: 80, kind: "TCP" } as const;
    expect((["free", "ours", "taken", "forbidden"] as const).map((state) => portFinding(port, state).good)).toEqual([true, true, false, false]);
    expect(keyringFinding("/k", { mode: 0o40750, uid: 5 }, 5).says).toContain("chmod 700");
    expect(keyringFinding("/k", { mode: 0o40700, uid: 0 }, 5).good).toBe(false);
    expect(keyringFinding("/k", { mode: 0o40700, uid: 5 }, 5).good).toBe(true);
    expect(keyringFinding("/k", undefined, 5).good).toBe(true);
    expect(settingsFinding("/s", { mode: 0o100644, uid: 5 })).toEqual([{ good: false, says: expect.stringContaining("chmod 600") }]);
    expect(settingsFinding("/s", { mode: 0o100600, uid: 5 }).every(({ good }) => good)).toBe(true);
    expect(settingsFinding("/s", undefined)).toEqual([]);
  });

  test("[T-DOC-1] a clock that is not synchronised, or differs from the database's, is bad", () => {
    expect(clockFinding(true, -3).good).toBe(false);
    expect(clockFinding(false, 0).good).toBe(false);
    expect(clockFinding(true, 1).good).toBe(true);
    expect(clockFinding(undefined, undefined).good).toBe(true);
  });
});

test("[T-DOC-1] a missing voice is said with what to install, and is no fault", () => {
  expect([voiceFinding(undefined, true), voiceFinding(undefined, false), voiceFinding(["piper"], false)].map(({ good, says }) => [good, /install --no-install-recommends espeak-ng|piper of COMPLINE_VOICE/.exec(says)?.[0]])).toEqual([[true, undefined], [true, "install --no-install-recommends espeak-ng"], [true, "piper of COMPLINE_VOICE"]]);
});

test("[T-DOC-1] the doctor says when no alarm can leave the house, and when calls cannot be taken without the database", () => {
  expect(outsideFindings(undefined)).toEqual([]);
  expect(outsideFindings({ outsideLine: "up", emergencyCopySeconds: 40 }).every(({ good }) => good)).toBe(true);
  const said = outsideFindings({ outsideLine: "no-trunk", emergencyCopySeconds: 1_800, keptCallsRefused: 2 });
  expect(said.map(({ good, says }) => [good, says.split(":")[0]])).toEqual([[false, "No outbound trunk is set up"], [false, "The emergency copy is 30 minutes old"], [false, "2 kept calls did not open"]]);
  expect(outsideFindings({ outsideLine: "up", emergencyCopySeconds: null })[1]).toMatchObject({ good: false });
});

describe("the doctor's visit", () => {
  let home: string;
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "compline-doctor-"))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test("[T-DOC-2] a port that another program holds and a database that does not answer are found, and no password is repeated", async () => {
    const other = createServer((visitor) => visitor.destroy());
    await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const env = { COMPLINE_HOME: home, COMPLINE_PORT: String(port), DATABASE_URL: "postgres://owner:open-sesame@localhost:1/compline" };
    const read = readConfig(env, realDisk);
    if (!read.ok) throw new Error("the settings of this test are wrong");
    const bad = (await look(read.config)).filter((finding) => !finding.good).map(({ says }) => says);
    other.close();
    expect(bad.join("\n")).toContain(`TCP port ${port} (COMPLINE_PORT) is used by another program`);
    expect(bad.join("\n")).toContain("The database does not answer (ECONNREFUSED)");
    expect(bad.join("\n")).not.toContain("open-sesame");
  });
});
