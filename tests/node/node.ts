import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { connect } from "../../operator/controller/connect.ts";
import { installKubernetes } from "../cluster/install-kubernetes.ts";
import { until } from "../cluster/until.ts";
import { coreDns, metricsServer } from "../cluster/versions.ts";
import { apiServiceAddress, chooseNetwork, dnsAddress } from "./addresses.ts";
import { writeCertificates, writeKubeConfig } from "./certificates.ts";
import { makeCgroup } from "./cgroup.ts";
import { registryPort, startContainerRuntime } from "./container-runtime.ts";
import { apiServerPort, startControlPlane } from "./control-plane.ts";
import { Kubectl } from "./kubectl.ts";
import { nodeName, startKubelet } from "./kubelet.ts";
import { makeNodeFolder, removeNodeFolder } from "./node-folder.ts";
import type { NodeParts } from "./node-parts.ts";
import { pushImage } from "./push-image.ts";
import { packAddons } from "./pack-addons.ts";
import { Sandbox } from "./sandbox.ts";
import { provisionStorage } from "./storage.ts";

/** A whole cluster of one node: pods run, Services and DNS answer, claims are bound, metrics are gathered. */
export interface Node extends AsyncDisposable {
  readonly kubectl: Kubectl;
  readonly client: ApiClient;
  /** Where images are pushed; the node pulls all images from there, whatever registry their names tell. */
  readonly registry: string;
  readonly sandbox: Sandbox;
}

/** On an idle machine it takes some 20 s. */
const timeoutMs = 180_000;

/** `tell` hears of each step. */
export async function startNode(tell: (step: string) => void): Promise<Node> {
  const kube = installKubernetes();
  const addons = packAddons();
  const folder = makeNodeFolder();
  const stack = new AsyncDisposableStack();
  stack.defer(() => removeNodeFolder(folder));
  try {
    writeFileSync(join(folder, "resolv.conf"), `nameserver ${dnsAddress}\n`);
    const network = chooseNetwork();
    const { address } = network;
    const cgroup = makeCgroup(basename(folder));
    const sandbox = stack.use(await Sandbox.open(folder, network));
    stack.use(cleanUpAtExit(sandbox, folder));
    writeCertificates(folder, { address, serviceAddress: apiServiceAddress });
    const server = `https://${address}:${apiServerPort}`;
    const kubectl = new Kubectl(writeKubeConfig(folder, "admin", server));
    const client = await connect(readKubeConfig(kubectl.kubeconfigFile));
    stack.defer(() => client.close());
    // Not before its hooks have made the roles: the controller manager ends where it may not read what it needs.
    const isApiReady = async () => (await kubectl.try(["get", "--raw", "/readyz"])).status === 0;
    const parts: NodeParts = { sandbox, folder, kube, address, server, isApiReady, timeoutMs };
    tell("starting the control plane");
    await startControlPlane(parts);
    tell("starting the node");
    await startContainerRuntime(parts);
    startKubelet(parts, cgroup);
    stack.use(keepProvisioning(client, sandbox, join(folder, "volumes")));
    const registry = `${address}:${registryPort}`;
    for (const { image, name } of addons) pushImage(image, registry, name, "plain");
    await applyAddons(kubectl);
    await until("the node is Ready", () => isNodeReady(client), timeoutMs);
    tell("waiting for DNS and metrics");
    await kubectl.run("rollout", "status", "-n", "kube-system", "deployment/coredns", "--timeout=180s");
    await kubectl.run("rollout", "status", "-n", "kube-system", "deployment/metrics-server", "--timeout=180s");
    return { kubectl, client, registry, sandbox, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Ctrl-C ends test runners without a word to what they have started. */
function cleanUpAtExit(sandbox: Sandbox, folder: string): Disposable {
  const cleanUp = (): void => {
    sandbox.kill();
    removeNodeFolder(folder);
  };
  process.once("exit", cleanUp);
  return { [Symbol.dispose]: () => void process.off("exit", cleanUp) };
}

function readKubeConfig(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

function keepProvisioning(client: ApiClient, sandbox: Sandbox, folder: string): AsyncDisposable {
  mkdirSync(folder);
  const stop = new AbortController();
  const mountSmall = (path: string, mebibytes: number): void =>
    void sandbox.run("mount", "-t", "tmpfs", "-o", `size=${mebibytes}m,mode=755`, "volume", path);
  const ended = provisionStorage(client, { folder, mountSmall }, stop.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function applyAddons(kubectl: Kubectl): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, "addons.yaml"), "utf8")
    .replace("COREDNS_VERSION", coreDns.version)
    .replace("METRICS_SERVER_VERSION", metricsServer.version)
    .replace("DNS_ADDRESS", dnsAddress);
  const { status, output } = await kubectl.try(["apply", "-f", "-"], text);
  if (status !== 0) throw new Error(`the addons were refused: ${output}`);
}

interface NodeObject {
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function isNodeReady(client: ApiClient): Promise<boolean> {
  const request = { method: "GET", path: `/api/v1/nodes/${nodeName}` } as const;
  const node = await client.request<NodeObject>(request).catch(() => undefined);
  return node?.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
}
