import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGo, runGo } from "./build-go.ts";
import { kubernetesVersion } from "./versions.ts";

/** Path of a binary that holds the control plane, the kubelet and kube-proxy; some five minutes the first time. */
export function installKubernetes(): string {
  return buildGo({
    name: "kubernetes",
    version: kubernetesVersion,
    source: join(import.meta.dirname, "kube/main.go"),
    buildGoMod,
    linkerFlags: buildLinkerFlags(),
  });
}

/** k8s.io/kubernetes requires its staging modules at v0.0.0, replaced in its own tree: here by their released tags. */
function buildGoMod(): string {
  const download = runGo(tmpdir(), "mod", "download", "-json", `k8s.io/kubernetes@${kubernetesVersion}`);
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
  return packages
    .flatMap((name) => Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`))
    .join(" ");
}
