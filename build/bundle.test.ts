import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
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

it("says which programs there are", () => {
  expect(bundle("editor")).toMatchObject({ status: 78, stderr: "usage: node build/bundle.ts operator|crawler\n" });
});

it("escapes the scope of a package in its purl", () => {
  const { components } = buildBom("operator", [{ name: "@a/b", version: "1.0.0", license: "MIT", notices: [] }]);

  expect(components[0]?.purl).toBe("pkg:npm/%40a/b@1.0.0");
});
