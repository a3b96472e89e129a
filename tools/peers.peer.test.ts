import { describe, expect, test } from "vitest";
import { findBinary, isPresent, peers, requirePeer } from "./peers.ts";

describe("the programs our edges are tested against", () => {
  test.each(peers.map((peer) => [peer.debian, peer] as const))("[T-PEER-1] the Debian package %s is installed", (debian, peer) => {
    expect(isPresent(peer), `${peer.binary} is missing: install the Debian package ${debian} (npm run peers)`).toBe(true);
  });
});

describe("asking for a peer", () => {
  test("[T-PEER-2] a test that needs a missing program fails and names the package to install", () => {
    expect(findBinary("no-such-program-here", "")).toBeUndefined();
    expect(() => requirePeer("no-such-program-here")).toThrow("is no peer that tools/peers.ts knows");
    expect(isPresent({ binary: "python3", debian: "x", tests: "", module: "no_such_module_here" })).toBe(false);
  });

  test("[T-PEER-2] programs in system folders are found whatever the user's path is", () => {
    expect(findBinary("sh", "")).toMatch(/\/sh$/);
  });
});
