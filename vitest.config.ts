import { defineConfig } from "vitest/config";

/** CI sums the suites from this file. */
const jsonReport = process.env["VITEST_JSON"];

export default defineConfig({
  test: {
    reporters: jsonReport === undefined ? ["default"] : ["default", ["json", { outputFile: jsonReport }]],
    include: ["{cli,crawler,operator,bench,tests}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["cli/**/*.ts", "crawler/**/*.ts", "operator/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.contract.ts", "**/testdata/**"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
