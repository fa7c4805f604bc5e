import { defineConfig } from "vitest/config";

/** CI sums the suites from this file. */
const jsonReport = process.env["VITEST_JSON"];

export default defineConfig({
  test: {
    reporters: jsonReport === undefined ? ["default"] : ["default", ["json", { outputFile: jsonReport }]],
    include: ["{cli,crawler,operator,telemetry,bench,build,charts,tests}/**/*.test.ts"],
    // Minutes, and as root: `make images-test` and `make end-to-end`.
    exclude: ["tests/images/**", "tests/end-to-end/**", "**/node_modules/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["cli/**/*.ts", "crawler/**/*.ts", "operator/**/*.ts", "telemetry/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.contract.ts", "**/testdata/**"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
