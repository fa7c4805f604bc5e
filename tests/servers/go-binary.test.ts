import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { goBinary } from "./go-binary.ts";
import { fakeGcsServer, versitygw } from "./server-commands.ts";

/** Longer than a cold build on a busy machine. */
const BUILD_MS = 20 * 60_000;

test.each([versitygw, fakeGcsServer])(
  "$name is built once, and runs",
  async (command) => {
    const [first, second] = await Promise.all([goBinary(command), goBinary(command)]);

    expect(second).toBe(first);
    expect(execFileSync(first, ["--help"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })).toBeDefined();
  },
  BUILD_MS,
);

test("a command that does not exist says what could not be built and what it takes", async () => {
  const missing = { name: "nothing", package: "localhost/nothing", version: "v0.0.0" };

  await expect(goBinary(missing)).rejects.toThrow("localhost/nothing@v0.0.0 cannot be built: it needs Go");
});
