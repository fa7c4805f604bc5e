import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./server-cache.ts";

interface GoProgram {
  readonly name: string;
  readonly version: string;
  /** The one file of the program. */
  readonly source: string;
  /** Made only when there is something to build. */
  readonly buildGoMod: () => string;
  readonly linkerFlags?: string;
}

/** Path of a static binary, built once a version and source. */
export function buildGo({ name, version, source, buildGoMod, linkerFlags = "" }: GoProgram): string {
  const hash = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 12);
  const folder = cached(`${name}-${version}-${hash}`, (target) => {
    const module = mkdtempSync(join(tmpdir(), `docsynapse-${name}-`));
    try {
      copyFileSync(source, join(module, "main.go"));
      writeFileSync(join(module, "go.mod"), buildGoMod());
      runGo(module, "mod", "tidy");
      runGo(module, "build", "-trimpath", "-ldflags", `-s -w ${linkerFlags}`, "-o", join(target, name), ".");
    } finally {
      rmSync(module, { recursive: true, force: true });
    }
  });
  return join(folder, name);
}

export function runGo(cwd: string, ...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod" };
  try {
    return execFileSync("go", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") throw error;
    throw new Error("go is missing: install Go 1.24 or later, which builds servers for tests", { cause: error });
  }
}
