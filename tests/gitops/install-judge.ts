import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "../cluster/server-cache.ts";

/** Modules whose code judges; what else they need comes with them. */
const modules = {
  "github.com/argoproj/argo-cd/v3": "v3.2.12",
  "github.com/fluxcd/helm-controller/api": "v1.4.5",
  "github.com/fluxcd/kustomize-controller/api": "v1.7.3",
  "github.com/fluxcd/source-controller/api": "v1.7.4",
  "sigs.k8s.io/cli-utils": "v0.37.2",
} as const;
const argo = "github.com/argoproj/argo-cd/v3";
const program = join(import.meta.dirname, "judge/main.go");

/** Path of the program; some three minutes the first time, and 1 GB for Go's own caches. */
export function installJudge(): string {
  const key = createHash("sha256").update(JSON.stringify(modules)).update(readFileSync(program)).digest("hex");
  return join(cached(`gitops-judge-${modules[argo]}-${key.slice(0, 12)}`, build), "judge");
}

function build(folder: string): void {
  const module = mkdtempSync(join(tmpdir(), "docsynapse-judge-"));
  try {
    copyFileSync(program, join(module, "main.go"));
    writeFileSync(join(module, "go.mod"), buildGoMod());
    run(module, "build", "-trimpath", "-ldflags=-s -w", "-o", join(folder, "judge"), ".");
  } finally {
    rmSync(module, { recursive: true, force: true });
  }
}

/** Argo CD is built with what it puts in the place of some modules: those lines count in its own go.mod alone. */
function buildGoMod(): string {
  const { GoMod } = JSON.parse(run(tmpdir(), "mod", "download", "-json", `${argo}@${modules[argo]}`)) as {
    GoMod: string;
  };
  const theirs = readFileSync(GoMod, "utf8");
  const goVersion = /^go (\S+)$/m.exec(theirs)?.[1];
  if (goVersion === undefined) throw new Error(`${GoMod} names no Go version`);
  const replaced = [...theirs.matchAll(/^(?:replace)?\s*(\S+(?: v\S+)? => \S+ v\S+)/gm)].map(([, line]) => line);
  return [
    `module judge\n\ngo ${goVersion}\n`,
    ...Object.entries(modules).map(([name, version]) => `require ${name} ${version}`),
    ...replaced.map((line) => `replace ${line}`),
  ].join("\n");
}

function run(cwd: string, ...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod" };
  return execFileSync("go", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
