import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A program we did not write, against which an edge is tested. */
export interface Peer {
  readonly binary: string;
  /** The Debian 12 package that brings it. */
  readonly debian: string;
  readonly tests: string;
  /** A Python module, where the package is one; the binary is then the interpreter that must find it. */
  readonly module?: string;
}

export const peers: readonly Peer[] = [
  { binary: "sipp", debian: "sip-tester", tests: "calls over UDP and TCP" },
  { binary: "kamailio", debian: "kamailio", tests: "calls that we place, by password and through loss" },
  { binary: "baresip", debian: "baresip-core", tests: "calls over UDP, TCP, and TLS with SRTP" },
  { binary: "espeak-ng", debian: "espeak-ng", tests: "messages read over the telephone" },
  { binary: "openssl", debian: "openssl", tests: "malformed SIP over TLS; certificates made for a run" },
  { binary: "chromium", debian: "chromium", tests: "the rooms, a microphone, passkeys" },
  { binary: "rtpengine", debian: "rtpengine-daemon", tests: "the second media engine" },
  { binary: "turnserver", debian: "coturn", tests: "sound by way of a TURN server" },
  { binary: "tcpdump", debian: "tcpdump", tests: "what travels in the clear (canary)" },
  { binary: "python3", debian: "python3", tests: "second implementations: vault vectors, a push service" },
  { binary: "python3", debian: "python3-cryptography", tests: "second implementations: vault vectors, a push service", module: "cryptography" },
];

/** Where Debian puts programs, whatever PATH an ordinary user has. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export function findBinary(name: string, path = process.env.PATH ?? ""): string | undefined {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ""), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program's path, for a test that needs it. Throws with the name of the Debian package: a peer test never skips. */
export function requirePeer(binary: string): string {
  const found = findBinary(binary);
  if (found !== undefined) return found;
  const peer = peers.find((known) => known.binary === binary);
  throw new Error(peer ? `${binary} is missing: install the Debian package ${peer.debian} (npm run peers)` : `${binary} is no peer that tools/peers.ts knows`);
}

export function isPresent(peer: Peer): boolean {
  const found = findBinary(peer.binary);
  if (found === undefined || peer.module === undefined) return found !== undefined;
  try {
    execFileSync(found, ["-c", `import ${peer.module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false; // The interpreter is there, its module is not.
  }
}
