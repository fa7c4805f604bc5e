import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { productVersion } from "../operator/version.ts";
import { buildBom } from "./bill-of-materials.ts";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

const bundle = (program: string) =>
  spawnSync(process.execPath, [join(root, "build/bundle.ts"), program], { encoding: "utf8" });
const readAll = (folder: string) =>
  readdirSync(folder)
    .toSorted()
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]);

/** Programs whose source is here. */
const programs = ["operator", "crawler"].filter((program) => existsSync(join(root, program, "main.ts")));

describe.each(programs)("the bundle of the %s", (program) => {
  const folder = join(dist, program);
  beforeAll(() => {
    const { status, stderr } = bundle(program);
    if (status !== 0) throw new Error(stderr);
  });

  it("runs without node_modules, and tells what its settings lack", () => {
    const env = { DOCSYNAPSE_LOG_LEVEL: "loud" };

    const { status, stderr } = spawnSync(process.execPath, [join(folder, "main.js"), "worker"], {
      env,
      encoding: "utf8",
    });

    expect(stderr).toContain("error: DOCSYNAPSE_LOG_LEVEL");
    expect(status).toBe(78);
  });

  it("is the same bytes each time", () => {
    const first = readAll(folder);

    bundle(program);

    expect(readAll(folder)).toEqual(first);
  });

  it("names each package in it, with a licence", () => {
    const Component = z.object({
      name: z.string(),
      version: z.string(),
      licenses: z.array(z.object({ expression: z.string() })),
    });
    const bom = z
      .object({ components: z.array(Component) })
      .parse(JSON.parse(readFileSync(join(folder, "sbom.cdx.json"), "utf8")));

    expect(bom.components.map(({ name }) => name)).toContain("zod");
    expect(bom.components.filter(({ licenses }) => licenses[0]?.expression === "NOASSERTION")).toEqual([]);
  });

  it("leaves no reference to a TypeScript file", () => {
    const texts = readAll(folder).filter(([name = ""]) => name.endsWith(".js"));

    expect(texts.filter(([, text = ""]) => /new URL\("[^"]+\.ts"/.test(text)).map(([name]) => name)).toEqual([]);
  });
});

describe("the bundle of the command line", () => {
  const checkout = mkdtempSync(join(tmpdir(), "docsynapse-checkout-"));
  beforeAll(() => {
    for (const name of [
      "cli",
      "crawler",
      "operator",
      "telemetry",
      "package-lock.json",
      "package.json",
      "node_modules",
    ]) {
      symlinkSync(join(root, name), join(checkout, name));
    }
    const made = spawnSync(process.execPath, [join(root, "build/bundle.ts"), "cli", join(checkout, "dist/cli")]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    // In place of the program: which of the two was started?
    writeFileSync(join(checkout, "dist/cli/main.js"), "console.log('bundle')");
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  const start = () => {
    const launcher = join(checkout, "cli/docsynapse.js");
    const flags = ["--preserve-symlinks", "--preserve-symlinks-main"];
    return spawnSync(process.execPath, [...flags, launcher, "--version"], { encoding: "utf8" }).stdout.trim();
  };

  it("is what runs while its sources are as they were, and the sources once one is not", () => {
    const sources = join(checkout, "dist/cli/sources.json");
    const asMade = readFileSync(sources, "utf8");
    expect(start()).toBe("bundle");

    writeFileSync(sources, asMade.replace('"size":', '"size":1'));
    expect(start()).toBe(productVersion);

    rmSync(sources);
    expect(start()).toBe(productVersion);
  });
});

it("says which programs there are", () => {
  expect(bundle("editor")).toMatchObject({
    status: 78,
    stderr: "usage: node build/bundle.ts operator|crawler|cli [folder]\n",
  });
});

it("escapes the scope of a package in its purl", () => {
  const { components } = buildBom("operator", [{ name: "@a/b", version: "1.0.0", license: "MIT", notices: [] }]);

  expect(components[0]?.purl).toBe("pkg:npm/%40a/b@1.0.0");
});
