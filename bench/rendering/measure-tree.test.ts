import { expect, test } from "vitest";
import { measureTree } from "./measure-tree.ts";

/** Holds so many megabytes for two seconds, in a process of its own below this one. */
const holdBelow = (megabytes: number): string =>
  `require("node:child_process").spawnSync(process.execPath, ["-e", "const b = Buffer.alloc(${megabytes}e6, 1); setTimeout(() => b.length, 2000)"])`;

const command = (megabytes: number) => ({
  program: process.execPath,
  args: ["-e", holdBelow(megabytes)],
  success: [0],
});

test("what a command's own children take counts", async () => {
  const [small, large] = [await measureTree(command(1)), await measureTree(command(200))];

  expect(large.peakMb - small.peakMb).toBeGreaterThan(150);
  expect(large.cpuSeconds).toBeGreaterThan(0);
});

test("a command that fails is told", async () => {
  const failing = { program: process.execPath, args: ["-e", "process.exit(3)"], success: [0] };

  await expect(measureTree(failing)).rejects.toThrow("ended with 3");
});
