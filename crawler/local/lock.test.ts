import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryInUse, lockDirectory } from "./lock.ts";

describe("the lock of a directory", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "lock-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("lets one crawl in and tells the other what to do", async () => {
    await using held = await lockDirectory(directory);

    const second = lockDirectory(directory);

    await expect(second).rejects.toThrow(DirectoryInUse);
    await expect(second).rejects.toThrow(/--out/);
    expect(held).toBeDefined();
  });

  it("is free again once it was released", async () => {
    await (await lockDirectory(directory))[Symbol.asyncDispose]();

    await using again = await lockDirectory(directory);

    expect(again).toBeDefined();
  });

  it("is taken over from a process that was killed", async () => {
    const script = `const { lockDirectory } = await import(${JSON.stringify(new URL("./lock.ts", import.meta.url).href)});
      await lockDirectory(${JSON.stringify(directory)}); console.log("held"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(holder.stdout, "data");
      await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    } finally {
      holder.kill("SIGKILL");
      await once(holder, "exit");
    }

    await using taken = await lockDirectory(directory);

    expect(taken).toBeDefined();
  });
});
