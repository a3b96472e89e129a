import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/**/*.{test,spec,story,attack}.ts", "contract/**/*.test.ts", "tools/**/*.test.ts", "web/**/*.{test,peer.test}.{ts,tsx}"],
    globalSetup: ["server/testing/cluster.ts"],
    // What a test waits for comes at once on a quiet machine. These are for one that does ten other things.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: "forks",
    maxWorkers: 2,
  },
});
