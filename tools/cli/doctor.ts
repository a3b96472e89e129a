import { faultLines, readConfig } from "../../server/foundation/config.ts";
import { look } from "../doctor/look.ts";

/** Plain sentences about this machine; exit status 1 when Compline could not work as it is. */
const read = readConfig(process.env);
if (read.ok) {
  const findings = await look(read.config);
  for (const { good, says } of findings) console.log(`${good ? "good" : "BAD "}  ${says}`);
  process.exitCode = findings.every(({ good }) => good) ? 0 : 1;
} else {
  console.log(`The settings are not usable.\n${faultLines(read.faults)}`);
  process.exitCode = 1;
}
