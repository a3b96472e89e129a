import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/**/*.{test,spec,story,attack}.ts", "contract/**/*.test.ts", "tools/**/*.test.ts", "web/**/*.{test,peer.test}.{ts,tsx}"],
    globalSetup: ["server/testing/cluster.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
