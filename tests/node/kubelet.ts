import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { dnsAddress, podRange } from "./addresses.ts";
import { writeKubeConfig } from "./certificates.ts";
import { toFlags } from "../cluster/flags.ts";
import type { NodeParts } from "./node-parts.ts";

export const nodeName = "node1";
/** On a node as `manifests/seccomp` brings them there. */
const seccompProfiles = join(import.meta.dirname, "../../manifests/seccomp");

/** The kubelet and kube-proxy. `cgroup` is where the pods' control groups are. */
export function startKubelet({ sandbox, folder, kube, server, address }: NodeParts, cgroup: string): void {
  const write = (name: string, config: object): string => {
    writeFileSync(join(folder, name), stringify(config));
    return join(folder, name);
  };
  const flags = {
    config: write("kubelet.yaml", buildKubeletConfig(folder, cgroup)),
    kubeconfig: writeKubeConfig(folder, "kubelet", server),
    "hostname-override": nodeName,
    "root-dir": join(folder, "kubelet"),
    "cert-dir": join(folder, "kubelet/pki"),
    "node-ip": address,
  };
  cpSync(seccompProfiles, join(folder, "kubelet/seccomp/docsynapse"), { recursive: true });
  sandbox.start("kubelet", kube, "kubelet", ...toFlags(flags));
  const proxy = write("kube-proxy.yaml", buildProxyConfig(writeKubeConfig(folder, "proxy", server)));
  sandbox.start("kube-proxy", kube, "kube-proxy", `--config=${proxy}`);
}

function buildKubeletConfig(folder: string, cgroup: string) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(folder, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    cgroupDriver: "cgroupfs",
    cgroupRoot: cgroup,
    failCgroupV1: false,
    oomScoreAdj: 0,
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    clusterDNS: [dnsAddress],
    clusterDomain: "cluster.local",
    resolvConf: join(folder, "resolv.conf"),
    failSwapOn: false,
    // The machine's disk is others' too.
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    volumePluginDir: join(folder, "volume-plugins"),
    podLogsDir: join(folder, "pod-logs"),
    maxPods: 60,
  };
}

function buildProxyConfig(kubeconfig: string) {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig },
    clusterCIDR: podRange,
    mode: "iptables",
    hostnameOverride: nodeName,
    conntrack: { maxPerCore: 0, min: 0 },
  };
}
