import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const LOG = join(import.meta.dirname, "log.ts");
/** Writes many lines to a disk that is full, and then says that it is still there. */
const writes = `
  const { createLog } = await import(${JSON.stringify(LOG)});
  const log = createLog({ path: "/dev/full" });
  for (let n = 0; n < 1000; n += 1) { log.info("call.offered", { n }); if (n % 100 === 0) await new Promise(setImmediate); }
  process.stdout.write("still here");
  process.exit(0);
`;

test("[F34] a disk that is full takes the lines of the log, and not the service that writes them", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", writes], { encoding: "utf8", timeout: 10_000 });
  expect([status, stdout, stderr]).toEqual([0, "still here", ""]);
});
