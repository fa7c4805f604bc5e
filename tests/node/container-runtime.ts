import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { findCommand, unpackDebian } from "../cluster/debian-package.ts";
import { pause } from "../cluster/versions.ts";
import { nodePodRange } from "./addresses.ts";
import type { NodeParts } from "./node-parts.ts";

export const registryPort = 5000;

/** containerd, and a registry on loopback that it asks for every image, whatever the image's name. */
export async function startContainerRuntime({ sandbox, folder, timeoutMs }: NodeParts): Promise<void> {
  const containerd = findCommand("containerd", { package: "containerd", path: "usr/bin/containerd" });
  const runc = findCommand("runc", { package: "runc", path: "usr/sbin/runc" });
  const registry = findCommand("docker-registry", { package: "docker-registry", path: "usr/bin/docker-registry" });
  const plugins = join(unpackDebian("containernetworking-plugins"), "usr/lib/cni");
  write(folder, "registry.yaml", stringify(buildRegistryConfig(folder)));
  write(folder, "registries/_default/hosts.toml", hosts);
  write(folder, "cni/10-pods.conflist", JSON.stringify(podNetwork));
  write(folder, "containerd.toml", buildContainerdConfig(folder, plugins));
  sandbox.start("registry", registry, "serve", join(folder, "registry.yaml"));
  const path = [dirname(containerd), dirname(runc), process.env["PATH"]].join(":");
  const config = join(folder, "containerd.toml");
  const server = sandbox.start("containerd", "env", `PATH=${path}`, containerd, "--config", config);
  const ctr = join(dirname(containerd), "ctr");
  await server.waitUntil(
    async () => sandbox.run(ctr, "-a", join(folder, "containerd.sock"), "version") !== "",
    timeoutMs,
  );
}

function write(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const buildRegistryConfig = (folder: string) => ({
  version: "0.1",
  log: { level: "error" },
  storage: { filesystem: { rootdirectory: join(folder, "registry") } },
  http: { addr: `0.0.0.0:${registryPort}` },
});

const hosts = `[host."http://127.0.0.1:${registryPort}"]\n  capabilities = ["pull", "resolve"]\n`;

const podNetwork = {
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: nodePodRange }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

/** Without CAP_SYS_RESOURCE, as in many a container, a process may not lower its own OOM score. */
const buildContainerdConfig = (folder: string, plugins: string) => `
version = 2
root = "${folder}/containerd/root"
state = "${folder}/containerd/state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "registry.k8s.io/pause:${pause.version}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${folder}/registries"
`;
