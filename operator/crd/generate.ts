import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { crdFiles } from "./crds.ts";

/** `node operator/crd/generate.ts [--check]`: writes crds/, or says which files are stale. */
const folder = resolve(import.meta.dirname, "../../crds");
mkdirSync(folder, { recursive: true });

if (process.argv.includes("--check")) {
  const stale = findStaleFiles();
  if (stale.length > 0) {
    process.stderr.write(`stale: ${stale.join(", ")} in crds/; run \`make generate\` and commit the result\n`);
    process.exitCode = 1;
  }
} else {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const [name, text] of Object.entries(crdFiles)) writeFileSync(join(folder, name), text);
}

function findStaleFiles(): string[] {
  const present = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const names = new Set([...present.keys(), ...Object.keys(crdFiles)]);
  return [...names].filter((name) => present.get(name) !== crdFiles[name]);
}
