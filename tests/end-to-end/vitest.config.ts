import { defineConfig } from "vitest/config";

/** CI sums the suites from this file and that of the other tests. */
const jsonReport = process.env["VITEST_JSON"];

/** Stories on a cluster with pods: by `make test` after the other tests, and by `make end-to-end` alone. */
export default defineConfig({
  test: {
    reporters:
      jsonReport === undefined ? ["verbose"] : ["verbose", ["json", { outputFile: `${jsonReport}.end-to-end` }]],
    include: ["tests/end-to-end/*.test.ts"],
    globalSetup: ["tests/end-to-end/setup.ts"],
    // One node, and two cores for all that runs on it.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});
