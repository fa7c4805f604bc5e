import { join } from "node:path";
import { installEtcd } from "../cluster/install-etcd.ts";
import { writeKubeConfig } from "./certificates.ts";
import { podRange, serviceRange } from "./addresses.ts";
import { buildEtcdFlags, toFlags } from "../cluster/flags.ts";
import type { NodeParts } from "./node-parts.ts";

export const apiServerPort = 6443;
const etcdUrl = "http://127.0.0.1:2379";

/** etcd, kube-apiserver, kube-controller-manager and kube-scheduler, as a cluster of people's runs them. */
export async function startControlPlane(parts: NodeParts): Promise<void> {
  const { sandbox, kube, folder, timeoutMs } = parts;
  const etcd = sandbox.start(
    "etcd",
    installEtcd(),
    ...toFlags(buildEtcdFlags(folder, etcdUrl, "http://127.0.0.1:2380")),
  );
  await etcd.waitUntil(async () => sandbox.run("bash", "-c", "echo > /dev/tcp/127.0.0.1/2379") === "", timeoutMs);
  const apiServer = sandbox.start("kube-apiserver", kube, "kube-apiserver", ...toFlags(buildApiServerFlags(parts)));
  await apiServer.waitUntil(() => parts.isApiReady(), timeoutMs);
  for (const [name, flags] of [
    ["controller-manager", buildControllerFlags(folder)],
    ["scheduler", { "leader-elect": false }],
  ] as const) {
    const kubeconfig = writeKubeConfig(folder, name, parts.server);
    const access = { kubeconfig, "authentication-kubeconfig": kubeconfig, "authorization-kubeconfig": kubeconfig };
    sandbox.start(`kube-${name}`, kube, `kube-${name}`, ...toFlags({ ...access, ...flags }));
  }
}

function buildApiServerFlags({ folder, address }: NodeParts) {
  const file = (name: string): string => join(folder, name);
  return {
    "etcd-servers": etcdUrl,
    "secure-port": apiServerPort,
    "advertise-address": address,
    "tls-cert-file": file("api-server.crt"),
    "tls-private-key-file": file("api-server.key"),
    "client-ca-file": file("ca.crt"),
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": file("service-account.pub"),
    "service-account-signing-key-file": file("service-account.key"),
    "service-cluster-ip-range": serviceRange,
    "authorization-mode": "Node,RBAC",
    "enable-admission-plugins": "NodeRestriction",
    "kubelet-client-certificate": file("admin.crt"),
    "kubelet-client-key": file("admin.key"),
    // The node's name is in no DNS.
    "kubelet-preferred-address-types": "InternalIP",
    // For metrics-server, which is behind a Service.
    "enable-aggregator-routing": true,
    "requestheader-client-ca-file": file("ca.crt"),
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "proxy-client-cert-file": file("front-proxy.crt"),
    "proxy-client-key-file": file("front-proxy.key"),
  };
}

/** Autoscalers look every five seconds rather than every fifteen, and trust a young pod's figures sooner. */
function buildControllerFlags(folder: string) {
  return {
    "service-account-private-key-file": join(folder, "service-account.key"),
    "root-ca-file": join(folder, "ca.crt"),
    "use-service-account-credentials": true,
    "leader-elect": false,
    "allocate-node-cidrs": true,
    "cluster-cidr": podRange,
    "horizontal-pod-autoscaler-sync-period": "5s",
    "horizontal-pod-autoscaler-initial-readiness-delay": "5s",
    "horizontal-pod-autoscaler-cpu-initialization-period": "20s",
    "horizontal-pod-autoscaler-downscale-stabilization": "20s",
  };
}
