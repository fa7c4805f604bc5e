import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BadConfiguration, readConfig, type Role } from "./config.ts";
import { planFor } from "./testing/plan.ts";

describe("the browser of a role", () => {
  let folder: string;
  let chromium: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "config-"));
    chromium = join(folder, "chromium");
    await writeFile(chromium, "#!/bin/sh\n");
    await chmod(chromium, 0o755);
    for (const mode of ["Auto", "Never"] as const) {
      await writeFile(
        join(folder, mode),
        JSON.stringify(planFor("https://docs.example.org/", { rendering: { mode } })),
      );
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = (mode: "Auto" | "Never", more: Record<string, string> = {}, role: Role = "worker") =>
    readConfig(role, {
      DOCSYNAPSE_PLAN: join(folder, mode),
      DOCSYNAPSE_NATS_URL: "nats://nats:4222",
      DOCSYNAPSE_STORE: "/docs",
      HOME: folder,
      PATH: "/nowhere",
      ...more,
    }).browser;

  it("is the one that is named, with its sandbox unless that is off", () => {
    expect(read("Auto", { DOCSYNAPSE_CHROMIUM: chromium })).toEqual({ executable: chromium, sandbox: true });
    expect(read("Auto", { DOCSYNAPSE_CHROMIUM: chromium, DOCSYNAPSE_CHROMIUM_SANDBOX: "off" })).toEqual({
      executable: chromium,
      sandbox: false,
    });
  });

  it("is looked for along the PATH where none is named", () => {
    expect(read("Auto", { PATH: `/nowhere:${folder}` })).toEqual({ executable: chromium, sandbox: true });
  });

  it("is none where no page is rendered, and none of a coordinator's", () => {
    expect(read("Never", { DOCSYNAPSE_CHROMIUM: chromium })).toBeUndefined();
    expect(read("Auto", { DOCSYNAPSE_CHROMIUM: chromium }, "coordinator")).toBeUndefined();
  });

  it("is told of together with all else that is wrong", () => {
    const wrong = { DOCSYNAPSE_CHROMIUM: "/nowhere/chromium", DOCSYNAPSE_CHROMIUM_SANDBOX: "perhaps" };

    let problems: readonly string[] = [];
    try {
      read("Auto", { ...wrong, DOCSYNAPSE_HEALTH_PORT: "many" });
    } catch (error) {
      if (error instanceof BadConfiguration) ({ problems } = error);
    }

    expect(problems.join("\n")).toContain("DOCSYNAPSE_CHROMIUM (/nowhere/chromium): it is no program that can be run");
    expect(problems.join("\n")).toContain("DOCSYNAPSE_CHROMIUM_SANDBOX:");
    expect(problems.join("\n")).toContain("DOCSYNAPSE_HEALTH_PORT:");
  });
});
