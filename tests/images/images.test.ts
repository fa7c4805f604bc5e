import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ensureBaseImage } from "./base-image.ts";
import { buildah, MountedImage } from "./buildah.ts";
import { buildImage, images } from "./build-images.ts";
import { runInImage } from "./run-image.ts";

type Kind = keyof typeof images;

const mebibyte = 1024 * 1024;
const limitsMiB = { operator: 150, http: 150, browser: 450 } as const satisfies Record<Kind, number>;

const Inspected = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Entrypoint: z.array(z.string()),
      Env: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
    }),
  }),
});

beforeAll(() => {
  ensureBaseImage();
});

describe.each(Object.keys(images) as Kind[])("the %s image", (kind) => {
  const { name } = images[kind];
  let mounted: MountedImage | undefined;
  const root = () => mounted?.root ?? "";
  const inspect = () => Inspected.parse(JSON.parse(buildah("inspect", "--type", "image", name))).Docker.config;
  const program = (): string[] => inspect().Entrypoint.map((word) => (word === "main.js" ? "/app/main.js" : word));
  const environment = () => Object.fromEntries(inspect().Env.map((line) => line.split(/=(.*)/s, 2)));

  beforeAll(() => {
    buildImage(images[kind]);
    mounted = new MountedImage(name);
  });
  afterAll(() => mounted?.[Symbol.dispose]());

  it("runs as a user that is not root and says what it is", () => {
    const { User, Labels, Healthcheck } = inspect();

    expect(User).toBe("1000:1000");
    expect(Labels).toMatchObject({
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.version": "0.1.0",
      "org.opencontainers.image.title": expect.stringMatching(/^DocSynapse /) as string,
    });
    expect(Healthcheck.Test[0]).toBe("CMD");
  });

  it("holds no shell, no package manager and nothing of the build's secrets", () => {
    const present = [
      "bin/sh",
      "bin/bash",
      "usr/bin/sh",
      "usr/bin/apt-get",
      "usr/local/bin/npm",
      "usr/bin/perl",
      "run/secrets",
    ];

    expect(present.filter((path) => existsSync(join(root(), path)))).toEqual([]);
    expect(readdirSync(join(root(), "tmp"))).toEqual([]);
  });

  it("lists the packages in it, with their licences", () => {
    const bom = z
      .object({
        bomFormat: z.literal("CycloneDX"),
        components: z.array(z.object({ name: z.string(), purl: z.string() })),
      })
      .parse(JSON.parse(readFileSync(join(root(), "app/sbom.cdx.json"), "utf8")));
    const licenses = readFileSync(join(root(), "app/third-party-licenses.txt"), "utf8");

    expect(bom.components.map((component) => component.name)).toEqual(expect.arrayContaining(["pino", "zod"]));
    for (const component of bom.components) expect(licenses).toContain(`${component.name} `);
  });

  it(`is no larger than ${limitsMiB[kind]} MiB`, () => {
    const sizeMiB = sizeOf(root()) / mebibyte;
    process.stdout.write(`${kind}: ${sizeMiB.toFixed(0)} MiB unpacked\n`);

    expect(sizeMiB).toBeLessThan(limitsMiB[kind]);
  });

  it("starts on a read-only root without rights and says what its settings lack", async () => {
    const command = [...program(), ...(kind === "operator" ? [] : ["worker"])];
    const startedAtMs = performance.now();

    const { exitCode, output } = await runInImage(root(), command, { ...environment(), DOCSYNAPSE_LOG_LEVEL: "loud" });

    process.stdout.write(`${kind}: ${(performance.now() - startedAtMs).toFixed(0)} ms to its first answer\n`);
    expect(output).toContain("error: DOCSYNAPSE_LOG_LEVEL");
    expect(exitCode).toBe(78);
  });

  it.runIf(kind === "browser")("renders a page, certificates and fonts included", async () => {
    const page =
      "data:text/html,<title>x</title><p id=p>no</p><script>document.getElementById('p').textContent='rendered'</script>";
    const flags = ["--no-sandbox", "--disable-gpu", "--dump-dom", page];

    const { exitCode, output } = await runInImage(root(), ["chromium-headless-shell", ...flags], environment());

    expect(output).toContain('<p id="p">rendered</p>');
    expect(exitCode).toBe(0);
  });
});

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sizeOf(path);
      return entry.isFile() ? statSync(path).size : 0;
    })
    .reduce((sum, size) => sum + size, 0);
}
