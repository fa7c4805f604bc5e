import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { buildPath, type KubeObject, type Resource } from "../../operator/controller/kube-object.ts";
import { kinds } from "../../operator/kinds.ts";
import type { Cluster } from "../../tests/cluster/cluster.ts";
import { installKubernetes } from "../../tests/cluster/install-kubernetes.ts";
import { certManager, kubernetesVersion } from "../../tests/cluster/versions.ts";
import type { Definition } from "../../tests/cluster/install-crds.ts";
import { installCertManager, readCertManagerCrds } from "./install-cert-manager.ts";

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A controller and objects with which it has nothing to do but to look, and to say so in their status. */
export interface Contestant {
  readonly name: string;
  readonly resource: Resource;
  /** Absent: ours. */
  readonly crds?: readonly Definition[];
  /** Without apiVersion and kind. */
  readonly build: (index: number) => object;
  /** Merge patch that changes the spec; each turn another. */
  readonly edit: (turn: number) => object;
  readonly prepare: (cluster: Cluster) => Program;
}

const namespace = "default";
const root = resolve(import.meta.dirname, "../..");
/** As in Dockerfile.operator. */
const nodeFlags = ["--max-semi-space-size=4"];

/** The bundle of the image. Suspended: the figure is the controller's, not that of thousands of Jobs. */
const docsynapse: Contestant = {
  name: "docsynapse",
  resource: kinds.docSite,
  build: (index) => ({
    metadata: { name: `object-${index}` },
    spec: { url: `https://site-${index}.example.org/`, schedule: "0 3 * * *", suspend: true },
  }),
  edit: (turn) => ({ spec: { scope: { maxPages: turn } } }),
  prepare: ({ kubeconfigFile }) => {
    const built = spawnSync(process.execPath, [resolve(root, "build/bundle.ts"), "operator"], { stdio: "ignore" });
    if (built.status !== 0) throw new Error("the operator cannot be bundled: try make build");
    return {
      command: process.execPath,
      args: [...nodeFlags, resolve(root, "dist/operator/main.js")],
      env: {
        KUBECONFIG: kubeconfigFile,
        DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
        DOCSYNAPSE_HEALTH_PORT: "0",
        DOCSYNAPSE_LOG_LEVEL: "warn",
        // As beside it: on a machine that is too busy a lease is lost, and with it the process.
        DOCSYNAPSE_LEADER_ELECTION: "false",
      },
    };
  },
};

const container = { name: "one", image: "example.org/none:1" };
const selector = { matchLabels: { app: "one" } };

/**
 * Kubernetes' own Deployment controller, in Go, of the version that the tests build: paused Deployments are looked at and
 * told so in their status, as suspended DocSites are. With as many workers, and no limit of its own on requests.
 */
const deployments: Contestant = {
  name: `kube-controller-manager ${kubernetesVersion}, Deployments`,
  resource: { group: "apps", version: "v1", kind: "Deployment", plural: "deployments" },
  build: (index) => ({
    metadata: { name: `object-${index}` },
    spec: {
      paused: true,
      replicas: 0,
      selector,
      template: { metadata: { labels: { app: "one" } }, spec: { containers: [container] } },
    },
  }),
  edit: (turn) => ({ spec: { progressDeadlineSeconds: 600 + turn } }),
  prepare: ({ kubeconfigFile }) => ({
    command: installKubernetes(),
    args: [
      "kube-controller-manager",
      `--kubeconfig=${kubeconfigFile}`,
      "--controllers=deployment-controller",
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      "--secure-port=0",
      "--concurrent-deployment-syncs=8",
      "--kube-api-qps=1000",
      "--kube-api-burst=1000",
      "--v=0",
    ],
  }),
};

/**
 * An operator of the common kind: Go, custom resources, a status with conditions. Self-signed Issuers need nobody else, so
 * each is looked at and told that it is ready.
 */
const issuers: Contestant = {
  name: `cert-manager ${certManager.version}, Issuers`,
  resource: { group: "cert-manager.io", version: "v1", kind: "Issuer", plural: "issuers" },
  get crds() {
    return readCertManagerCrds();
  },
  build: (index) => ({ metadata: { name: `object-${index}` }, spec: { selfSigned: {} } }),
  edit: (turn) => ({ spec: { selfSigned: { crlDistributionPoints: [`https://crl-${turn}.example.org/`] } } }),
  prepare: ({ kubeconfigFile }) => ({
    command: installCertManager(),
    args: [],
    env: { KUBECONFIG: kubeconfigFile, WORKERS: "8" },
  }),
};

export const contestants: readonly Contestant[] = [docsynapse, deployments, issuers];

export const toPath = ({ resource }: Contestant, name?: string): string =>
  buildPath(resource, { namespace, ...(name !== undefined && { name }) });

interface Observed {
  readonly observedGeneration?: number;
}

/** Kinds say which generation was looked at, or their conditions do. */
export function isDone(object: KubeObject): boolean {
  const { status } = object as { readonly status?: Observed & { readonly conditions?: readonly Observed[] } };
  const observed = status?.observedGeneration ?? status?.conditions?.[0]?.observedGeneration;
  return observed === object.metadata.generation;
}
