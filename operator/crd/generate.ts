import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { crdFiles } from "./crds.ts";
import { buildReference } from "./reference.ts";

/** `node operator/crd/generate.ts [--check]`: writes crds/ and the reference, or says which files are stale. */
const root = resolve(import.meta.dirname, "../..");
const wanted: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(crdFiles).map(([name, text]) => [`crds/${name}`, text])),
  "docs/operator-reference.md": buildReference(),
};
const present = existsSync(join(root, "crds")) ? readdirSync(join(root, "crds")).map((name) => `crds/${name}`) : [];
const superfluous = present.filter((path) => wanted[path] === undefined);

if (process.argv.includes("--check")) {
  const stale = [...Object.keys(wanted).filter((path) => readCurrent(path) !== wanted[path]), ...superfluous];
  if (stale.length > 0) {
    process.stderr.write(`stale: ${stale.join(", ")}; run \`make generate\` and commit the result\n`);
    process.exitCode = 1;
  }
} else {
  for (const path of superfluous) rmSync(join(root, path));
  for (const [path, text] of Object.entries(wanted)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function readCurrent(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}
