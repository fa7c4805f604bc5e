import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { connect } from "../../operator/controller/connect.ts";
import { buildEtcdFlags, toFlags } from "./flags.ts";
import { findFreePort } from "./free-port.ts";
import { installEtcd } from "./install-etcd.ts";
import { installKubernetes } from "./install-kubernetes.ts";
import { ServerProcess } from "./server-process.ts";

export interface ClusterOptions {
  /** Runs these of kube-controller-manager's controllers, such as `job` and `garbage-collector-controller`. */
  readonly controllers?: readonly string[];
}

interface AuditedWrite {
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly user: { readonly username: string };
  readonly responseStatus?: { readonly code?: number };
}

/** A control plane on loopback: etcd and kube-apiserver, some controllers on request; no nodes, so no pod runs. */
export interface Cluster extends AsyncDisposable {
  readonly server: string;
  readonly kubeconfigFile: string;
  readonly client: ApiClient;
  readKubeConfig(): KubeConfig;
  /** What was written since the start, from the audit log; leases and events, which beat anyway, are left out. */
  readWrites(): readonly AuditedWrite[];
}

/** Time for slow machines under load; alone it takes some 4 s. */
const startTimeoutMs = 120_000;

export async function startCluster({ controllers = [] }: ClusterOptions = {}): Promise<Cluster> {
  const kube = installKubernetes();
  const etcd = installEtcd();
  const folder = mkdtempSync(join(tmpdir(), "docsynapse-cluster-"));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const etcdUrl = await startEtcd(etcd, folder, stack);
    const server = `https://127.0.0.1:${await findFreePort()}`;
    const kubeconfigFile = writeFiles(folder, server);
    const apiServer = start("kube-apiserver", kube, buildApiServerFlags(folder, server, etcdUrl), folder, stack);
    const certificate = join(folder, "certificates/apiserver.crt");
    await apiServer.waitUntil(async () => await Promise.resolve(existsSync(certificate)), startTimeoutMs);
    const client = await connect(readKubeConfig(kubeconfigFile));
    stack.defer(() => client.close());
    await apiServer.waitUntil(() => isReady(client), startTimeoutMs);
    if (controllers.length > 0) {
      start("kube-controller-manager", kube, buildControllerFlags(folder, kubeconfigFile, controllers), folder, stack);
    }
    return {
      server,
      kubeconfigFile,
      client,
      readKubeConfig: () => readKubeConfig(kubeconfigFile),
      readWrites: () => readWrites(folder),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function startEtcd(command: string, folder: string, stack: AsyncDisposableStack): Promise<string> {
  const [client, peer] = [`http://127.0.0.1:${await findFreePort()}`, `http://127.0.0.1:${await findFreePort()}`];
  const server = stack.use(
    new ServerProcess("etcd", command, toFlags(buildEtcdFlags(folder, client, peer)), join(folder, "etcd.log")),
  );
  await server.waitUntil(async () => (await fetch(`${client}/health`)).ok, startTimeoutMs);
  return client;
}

function start(name: string, kube: string, flags: object, folder: string, stack: AsyncDisposableStack): ServerProcess {
  return stack.use(new ServerProcess(name, kube, [name, ...toFlags(flags)], join(folder, `${name}.log`)));
}

function buildApiServerFlags(folder: string, server: string, etcdUrl: string) {
  return {
    "etcd-servers": etcdUrl,
    "bind-address": "127.0.0.1",
    "secure-port": new URL(server).port,
    "cert-dir": join(folder, "certificates"),
    "token-auth-file": join(folder, "tokens.csv"),
    "authorization-mode": "RBAC",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": join(folder, "service-account.pub"),
    "service-account-signing-key-file": join(folder, "service-account.key"),
    "service-cluster-ip-range": "10.96.0.0/16",
    // The address of a server on loopback is no endpoint that pods could use.
    "endpoint-reconciler-type": "none",
    "audit-policy-file": join(folder, "audit-policy.yaml"),
    "audit-log-path": join(folder, "audit.log"),
    "audit-log-mode": "blocking",
  };
}

function buildControllerFlags(folder: string, kubeconfig: string, controllers: readonly string[]) {
  return {
    kubeconfig,
    controllers: controllers.join(","),
    "leader-elect": false,
    "bind-address": "127.0.0.1",
    "secure-port": 0,
    "service-account-private-key-file": join(folder, "service-account.key"),
  };
}

function writeFiles(folder: string, server: string): string {
  const token = randomBytes(16).toString("hex");
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write("service-account.key", privateKey);
  write("service-account.pub", publicKey);
  write("tokens.csv", `${token},admin,admin,system:masters\n`);
  write("audit-policy.yaml", stringify(auditPolicy));
  write("kubeconfig.yaml", stringify(buildKubeConfig(folder, server, token)));
  return join(folder, "kubeconfig.yaml");
}

const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived", "ResponseStarted"],
  rules: [
    { level: "None", verbs: ["get", "list", "watch"] },
    { level: "None", users: ["system:apiserver"] },
    {
      level: "None",
      resources: [
        { group: "coordination.k8s.io", resources: ["leases"] },
        { group: "events.k8s.io", resources: ["events"] },
        { group: "", resources: ["events"] },
      ],
    },
    { level: "Metadata" },
  ],
};

function buildKubeConfig(folder: string, server: string, token: string) {
  // The API server signs its own certificate at its first start; the client trusts exactly that one.
  const authority = join(folder, "certificates/apiserver.crt");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority": authority } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  };
}

function readKubeConfig(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

/** Ready, and the default namespace made. */
async function isReady(client: ApiClient): Promise<boolean> {
  await client.request({ method: "GET", path: "/api/v1/namespaces/default" });
  return true;
}

function readWrites(folder: string): AuditedWrite[] {
  const lines = readFileSync(join(folder, "audit.log"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as AuditedWrite);
}
