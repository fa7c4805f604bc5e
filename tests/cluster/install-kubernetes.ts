import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./server-cache.ts";
import { kubernetesVersion } from "./versions.ts";

/** Path of a binary that holds kube-apiserver and kube-controller-manager; some five minutes the first time. */
export function installKubernetes(): string {
  return join(cached(`kubernetes-${kubernetesVersion}`, build), "kube");
}

function build(folder: string): void {
  const module = mkdtempSync(join(tmpdir(), "docsynapse-kube-"));
  try {
    copyFileSync(join(import.meta.dirname, "kube/main.go"), join(module, "main.go"));
    writeFileSync(join(module, "go.mod"), buildGoMod());
    run(module, "mod", "tidy");
    run(module, "build", "-trimpath", "-ldflags", buildLinkerFlags(), "-o", join(folder, "kube"), ".");
  } finally {
    rmSync(module, { recursive: true, force: true });
  }
}

/** k8s.io/kubernetes requires its staging modules at v0.0.0, replaced in its own tree: here by their released tags. */
function buildGoMod(): string {
  const download = run(tmpdir(), "mod", "download", "-json", `k8s.io/kubernetes@${kubernetesVersion}`);
  const { GoMod } = JSON.parse(download) as { GoMod: string };
  const theirs = readFileSync(GoMod, "utf8");
  const goVersion = /^go (\S+)$/m.exec(theirs)?.[1];
  if (goVersion === undefined) throw new Error(`${GoMod} names no Go version`);
  const staging = new Set([...theirs.matchAll(/^\s*(k8s\.io\/[a-z-]+) v0\.0\.0(?=\s|$)/gm)].map(([, name]) => name));
  const tag = kubernetesVersion.replace(/^v1\./, "v0.");
  return [
    `module cluster\n\ngo ${goVersion}\n\nrequire k8s.io/kubernetes ${kubernetesVersion}\n`,
    ...[...staging].map((name) => `replace ${name} => ${name} ${tag}`),
  ].join("\n");
}

function buildLinkerFlags(): string {
  const [major, minor] = kubernetesVersion.slice(1).split(".");
  const values = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const packages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  const flags = packages.flatMap((name) => Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`));
  return ["-s", "-w", ...flags].join(" ");
}

function run(cwd: string, ...args: string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod" };
  try {
    return execFileSync("go", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") throw error;
    throw new Error("go is missing: install Go 1.24 or later, which builds the API server for tests", { cause: error });
  }
}
