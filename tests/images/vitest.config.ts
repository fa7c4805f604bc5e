import { defineConfig } from "vitest/config";

/** By `make images-test` alone: it takes minutes and root. */
export default defineConfig({
  test: { include: ["tests/images/*.test.ts"], testTimeout: 600_000, hookTimeout: 1_800_000 },
});
