import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { connect } from "../../operator/controller/connect.ts";
import { makeKeys } from "../../operator/nats/make-keys.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
const namespace = "docsynapse";
let operatorClient: ApiClient;

beforeAll(async () => {
  await applyManifest("operator-rbac.yaml");
  await applyManifest("admission-policy.yaml");
  operatorClient = await connectAs("docsynapse-operator");
});

const plurals: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
};

async function applyManifest(file: string): Promise<void> {
  const text = readFileSync(resolve(import.meta.dirname, "../../manifests", file), "utf8");
  for (const document of parseAllDocuments(text)) {
    const body = document.toJS() as {
      apiVersion: string;
      kind: string;
      metadata: { name: string; namespace?: string };
    };
    const base = body.apiVersion.includes("/") ? `/apis/${body.apiVersion}` : `/api/${body.apiVersion}`;
    const scope = body.metadata.namespace === undefined ? "" : `/namespaces/${body.metadata.namespace}`;
    await cluster.client.request({ method: "POST", path: `${base}${scope}/${plurals[body.kind]}`, body });
  }
}

async function connectAs(account: string): Promise<ApiClient> {
  const { status } = await cluster.client.request<{ status: { token: string } }>({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } },
  });
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: cluster.cluster.readKubeConfig().getClusters(),
    users: [{ name: account, token: status.token }],
    contexts: [{ name: "test", cluster: "test", user: account }],
    currentContext: "test",
  });
  return await connect(config);
}

const docSites = (name: string) => `/apis/docsynapse.io/v1alpha1/namespaces/${name}/docsites`;

describe("with the shipped manifests", () => {
  test("the operator may do all that a crawl needs", async () => {
    const world = await World.create(cluster.client, "least");
    await using operators = new AsyncDisposableStack();
    const environment = { DOCSYNAPSE_NAMESPACE: namespace };
    operators.use(
      new RunningOperator(operatorClient, environment, { signing: { keys: await makeKeys(), lifetimeMs: 3_600_000 } }),
    );

    await world.apply("guide", { history: { successful: 0 } });
    const message = JSON.stringify({ phase: "Succeeded" });
    await new Kubelet(cluster.client, "least").set("coordinator", { phase: "Succeeded", exitCode: 0, message });
    await world.untilCondition("guide", "Ready", "True", "Published");
    await until("everything to go", async () => {
      const left = await Promise.all(
        (["job", "networkPolicy", "autoscaler", "crawl"] as const).map((kind) => world.list(kind)),
      );
      return left.flat().length === 0;
    });

    const { items } = await cluster.client.request<{ items: { reason: string }[] }>({
      method: "GET",
      path: "/apis/events.k8s.io/v1/namespaces/least/events",
    });
    expect(items.map(({ reason }) => reason)).toEqual(expect.arrayContaining(["Crawling", "Published"]));
  });

  test("the operator may not read Secrets or change a DocSite", async () => {
    await World.create(cluster.client, "closed");

    const secrets = operatorClient.request({ method: "GET", path: "/api/v1/namespaces/closed/secrets" });
    const edit = operatorClient.request({
      method: "PATCH",
      path: `${docSites("closed")}/guide`,
      contentType: "application/merge-patch+json",
      body: { spec: { suspend: true } },
    });

    // At once: whichever is refused while the other one is awaited would be nobody's.
    const [secretsEnd, editEnd] = await Promise.allSettled([secrets, edit]);
    expect(secretsEnd).toMatchObject({ status: "rejected", reason: { status: 403 } });
    expect(editEnd).toMatchObject({ status: "rejected", reason: { status: 403 } });
  });

  test("the operator may write no Secret but its own, and so read none by writing", async () => {
    const path = "/api/v1/namespaces/secrets/secrets";
    const theirs = { metadata: { name: "theirs" }, stringData: { password: "hidden" } };
    await World.create(cluster.client, "secrets");
    await cluster.client.request({ method: "POST", path, body: theirs });
    const patch = async () =>
      await operatorClient.request({
        method: "PATCH",
        path: `${path}/theirs`,
        contentType: "application/merge-patch+json",
        body: {},
      });

    await until(
      "the policy",
      async () =>
        await patch().then(
          () => false,
          () => true,
        ),
    );

    await expect(patch()).rejects.toThrow("may write no Secret but its own");
    const token = {
      metadata: {
        name: "token",
        labels: { "app.kubernetes.io/managed-by": "docsynapse" },
        annotations: { "kubernetes.io/service-account.name": "default" },
      },
      type: "kubernetes.io/service-account-token",
    };
    await expect(operatorClient.request({ method: "POST", path, body: token })).rejects.toThrow(
      "no Secret but its own",
    );
  });

  test("nobody but the operator sets a plan", async () => {
    await World.create(cluster.client, "plans");
    const plan = {
      siteGeneration: 1,
      trigger: "Manual",
      scheduledAt: "2026-03-01T00:00:00Z",
      host: "example.org",
      image: "mine",
      activeDeadlineSeconds: 60,
      configuration: {},
    };
    const body = {
      apiVersion: "docsynapse.io/v1alpha1",
      kind: "Crawl",
      metadata: { name: "mine" },
      spec: { siteRef: { name: "guide" }, plan },
    };

    await until("the policy", async () => {
      const path = "/apis/docsynapse.io/v1alpha1/namespaces/plans/crawls";
      const refusal = await cluster.client
        .request({ method: "POST", path, body, query: { dryRun: "All" } })
        .catch(String);
      return String(refusal).includes("spec.plan is the operator's");
    });

    const path = "/apis/docsynapse.io/v1alpha1/namespaces/plans/crawls";
    const own = operatorClient.request({ method: "POST", path, body, query: { dryRun: "All" } });
    await expect(own).resolves.toMatchObject({ kind: "Crawl" });
  });

  test("private addresses and proxies need a label on the namespace", async () => {
    const world = await World.create(cluster.client, "private");
    const label = (name: string) =>
      cluster.client.request({
        method: "PATCH",
        path: "/api/v1/namespaces/private",
        contentType: "application/merge-patch+json",
        body: { metadata: { labels: { [name]: "true" } } },
      });

    await expect(world.apply("guide", { network: { allowPrivateAddresses: true } })).rejects.toThrow(
      "allow-private-addresses",
    );
    await expect(world.apply("guide", { network: { proxy: "http://proxy.example.org:3128" } })).rejects.toThrow(
      "allow-proxy",
    );
    await label("docsynapse.io/allow-private-addresses");

    await until("the label to count", async () => {
      return await world.apply("guide", { suspend: true, network: { allowPrivateAddresses: true } }).then(
        () => true,
        () => false,
      );
    });
  });
});
