import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const launcher = fileURLToPath(new URL("docsynapse.js", import.meta.url));

test("on a Node that is too old and with none to hand over to, one line says what to do", () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.1.0"})';

  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", pretend, launcher, "--help"], {
    encoding: "utf8",
  });

  expect(status).toBe(78);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^docsynapse needs Node 22\.19 or newer, this is 18\.1\.0: .*make check.*\n$/);
});

test("in a checkout without its packages, one line says what to do", async () => {
  const root = await mkdtemp(join(tmpdir(), "launcher-"));
  try {
    await mkdir(join(root, "cli"));
    await cp(launcher, join(root, "cli/docsynapse.js"));
    await writeFile(join(root, "package.json"), `{ "type": "module" }`);
    await writeFile(join(root, "cli/main.ts"), `import "a-package-that-is-not-there";\n`);

    const { status, stderr } = spawnSync(process.execPath, [join(root, "cli/docsynapse.js"), "--help"], {
      encoding: "utf8",
    });

    expect(status).toBe(78);
    expect(stderr).toBe(`docsynapse has none of its packages yet: run "npm install" in ${root}\n`);
  } finally {
    await rm(root, { recursive: true });
  }
});
