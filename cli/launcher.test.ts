import { spawnSync } from "node:child_process";
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
