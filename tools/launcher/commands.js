/**
 * How the server is run. Its young heap is 4 MB a half, not 16: clearing it away stops the process for 2 ms now and then, and no longer for
 * 10 to 20 ms twice a second of a busy night, in which no page leaves.
 * @type {readonly string[]}
 */
export const serverFlags = ["--max-semi-space-size=4"];

/** Every word that `./compline` understands. `lean`: needs no development packages. `web`: serves the built web. */
export const commands = {
  start: { file: "server/main.ts", flags: serverFlags, lean: true, web: true, says: "run the service; an empty home gets a demo (--empty: a real installation)" },
  ring: { file: "tools/cli/ring.ts", lean: true, web: false, says: "place a real call to an account (--account lakeside)" },
  doctor: { file: "tools/cli/doctor.ts", lean: true, web: false, says: "check this machine, in plain sentences" },
  audit: { file: "tools/cli/audit.ts", lean: true, web: false, says: "check the audit log (audit verify)" },
  oncall: { file: "tools/cli/oncall.ts", lean: true, web: false, says: "who was on duty at a past instant, and why (oncall replay)" },
  watch: { file: "tools/cli/watch.ts", lean: true, web: false, says: "look at a Compline from another host, and ring people when it does not look well" },
  dev: { file: "tools/cli/dev.ts", lean: false, web: false, says: "server and web, restarted and reloaded as files change" },
  check: { file: "tools/cli/check.ts", lean: false, web: false, says: "types, lint, tidy and the quick tests" },
  test: { file: "tools/cli/test.ts", lean: false, web: false, says: "everything; ends with the line N passed, N failed" },
  peers: { file: "tools/cli/peers.ts", lean: false, web: false, says: "the Debian packages the peer tests need, installed when root" },
  bench: { file: "tools/cli/bench.ts", lean: false, web: false, says: "measure (--json FILE)" },
  canary: { file: "tools/cli/canary.ts", lean: false, web: false, says: "plant markers in every private field and look for them in the clear" },
  soak: { file: "tools/cli/soak.ts", lean: false, web: false, says: "the long proof" },
};

/** @param {(file: string) => boolean} isHere @returns {string} */
export function help(isHere) {
  const lines = Object.entries(commands).map(([name, { file, says }]) => `  ${name.padEnd(8)}${says}${isHere(file) ? "" : " (not in this version)"}`);
  return ["Compline: the night office, and the phone line.", "", "Usage: ./compline COMMAND [options]", "", ...lines, `  ${"help".padEnd(8)}this text`].join("\n");
}
