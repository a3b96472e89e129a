import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { isPresent, peers } from "../peers.ts";

/** Says which Debian packages the peer tests need, and installs the missing ones when it may. */

const POLICY = "/usr/sbin/policy-rc.d";
const LOCK_SECONDS_MAX = 120;

const missing = () => [...new Set(peers.filter((peer) => !isPresent(peer)).map(({ debian }) => debian))];

function main(): number {
  for (const peer of peers) console.log(`  ${isPresent(peer) ? "here   " : "missing"}  ${peer.debian.padEnd(22)}${peer.tests}`);
  if (missing().length > 0) installMissing(missing());
  return missing().length > 0 ? 1 : 0;
}

function installMissing(packages: readonly string[]): void {
  const command = `apt-get install --no-install-recommends ${packages.join(" ")}`;
  if (process.geteuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.log(`\nThe tests that need them will fail. As root: ${command}`);
    return;
  }
  console.log(`\n${command} …`);
  withoutStartingServices(() => install(packages));
  if (missing().length > 0) console.log(`Still missing: ${missing().join(", ")}`);
}

/** The package lists are fetched only when what is known of them does not do. */
function install(packages: readonly string[]): void {
  if (apt(["install", "-y", "--no-install-recommends", ...packages])) return;
  if (apt(["update"])) apt(["install", "-y", "--no-install-recommends", ...packages]);
}

function apt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", ["-qq", "-o", `DPkg::Lock::Timeout=${LOCK_SECONDS_MAX}`, ...args], { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
}

/**
 * Debian starts a daemon as it installs it, unless policy-rc.d answers 101 (invoke-rc.d(8)). Ours stands there for the
 * moment only, and never in place of one that the machine has. Signals wait until it is gone: spawnSync does not return before.
 */
function withoutStartingServices(work: () => void): void {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755, flag: "wx" });
  const hold = (): void => undefined;
  process.on("SIGINT", hold).on("SIGTERM", hold);
  try {
    work();
  } finally {
    rmSync(POLICY, { force: true });
    process.off("SIGINT", hold).off("SIGTERM", hold);
  }
}

process.exitCode = main();
