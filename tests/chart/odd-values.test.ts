import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { startCluster, type Cluster } from "../cluster/cluster.ts";
import { installKubectl } from "../cluster/install-kubectl.ts";
import { until } from "../cluster/until.ts";
import { chart, helm, isOfKubernetes, type KubernetesObject } from "./render.ts";

/** Long enough to build the control plane where `make servers` did not. */
const startTimeoutMs = 1_200_000;

interface Installation {
  readonly release?: string;
  readonly namespace?: string;
  readonly values?: object;
}

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docsynapse-chart-"));
  cluster = await startCluster({ controllers: ["serviceaccount-controller"] });
}, startTimeoutMs);
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function kubectl(args: readonly string[], input = "") {
  const all = ["--kubeconfig", cluster.kubeconfigFile, ...args];
  const { status, stdout, stderr } = spawnSync(installKubectl().kubectl, all, { input, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

function template({ release = "docsynapse", namespace = "docs", values = {} }: Installation, from = chart) {
  const file = join(folder, "values.yaml");
  writeFileSync(file, stringify(values));
  return helm("template", release, from, "--namespace", namespace, "-f", file);
}

/** A key twice in one map is an error here, as it is to kustomize. */
function parseObjects({ status, output }: ReturnType<typeof helm>): KubernetesObject[] {
  if (status !== 0) throw new Error(output);
  const documents = parseAllDocuments(output);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  return documents
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object): object is KubernetesObject => object !== null);
}

async function createNamespace(name: string): Promise<void> {
  kubectl(["create", "namespace", name]);
  await until("the namespace has its account", () => kubectl(["get", "sa", "default", "-n", name]).status === 0);
}

function findBrowserImage(values: object): string | undefined {
  return template({ values }).output.match(/DOCSYNAPSE_BROWSER_IMAGE\n\s+value: (.*)/)?.[1];
}

function applyDry(objects: readonly KubernetesObject[]) {
  const text = objects.map((object) => stringify(object)).join("---\n");
  return kubectl(["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"], text);
}

const place = {
  nodeSelector: { spot: "true" },
  tolerations: [{ key: "spot", operator: "Exists", effect: "NoSchedule" }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "disk", operator: "Exists" }] }],
      },
    },
  },
  priorityClassName: "system-cluster-critical",
};
const external = { url: "tls://a.example:4222,tls://[fd00::1]:4333", loginSecret: "mine", crawlLoginSecret: "all" };
const mirror = "registry.example.org:5000/mirror";

const installations: Readonly<Record<string, Installation>> = {
  "a release and a namespace of the longest names": { release: "r".repeat(53), namespace: "n".repeat(63) },
  "names that YAML takes for something else": { release: "true", namespace: "null" },
  "a namespace of digits": { namespace: "123", values: { watchNamespace: "123" } },
  "a place to run": { values: { operator: place, nats: place } },
  "labels and annotations that the chart sets itself": {
    values: {
      commonLabels: { "app.kubernetes.io/part-of": "platform", "app.kubernetes.io/name": "other", on: "1" },
      operator: { podLabels: { "app.kubernetes.io/version": "2", "app.kubernetes.io/component": "other" } },
      nats: { podAnnotations: { "checksum/config": "none", other: "1" } },
      metrics: { dashboard: { enabled: true, labels: { "app.kubernetes.io/part-of": "grafana" } } },
    },
  },
  "spread with a selector of its own": {
    values: {
      operator: {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: {} } },
        ],
      },
    },
  },
  "another NATS, by TLS and with logins": {
    values: { nats: { enabled: false }, externalNats: external, installation: "east" },
  },
  "a mirror's images": {
    values: {
      imagePullSecrets: [{ name: "one" }, { name: "two" }],
      operator: { image: { repository: `${mirror}/operator` } },
      crawls: { image: { repository: `${mirror}/crawler` }, imagePullSecrets: [{ name: "three" }] },
      nats: { image: { repository: `${mirror}/nats`, digest: `sha256:${"0".repeat(64)}` } },
    },
  },
  "nothing that it may leave out": {
    values: {
      crds: { install: false },
      rbac: { create: false },
      serviceAccount: { create: false, name: "mine" },
      podDisruptionBudget: { enabled: false },
      networkPolicy: { enabled: false },
      admissionPolicy: { enabled: false },
      nats: { auth: { enabled: false }, persistence: { enabled: false } },
    },
  },
  "variables and a receiver by address": {
    values: {
      operator: { extraEnv: [{ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] },
      telemetry: { otlp: { endpoint: "http://[fd00::1]:4318" }, samplingRatio: 0.000001 },
    },
  },
  "values that are set to nothing": {
    values: {
      commonLabels: null,
      operator: { podLabels: null, resources: { limits: null } },
      nats: { affinity: null },
    },
  },
};

describe("an installation with", () => {
  it.each(Object.entries(installations))("%s is taken by a real API server", async (_, installation) => {
    const objects = parseObjects(template(installation)).filter(isOfKubernetes);
    await createNamespace(installation.namespace ?? "docs");

    const { status, output } = applyDry(objects);

    expect(output).not.toMatch(/error|invalid|warning/i);
    expect(output.match(/serverside-applied/g)).toHaveLength(objects.length);
    expect(status).toBe(0);
  });

  it.each(["1docs", "doc.synapse"])("a release %s is refused with what to do", (release) => {
    const { status, output } = template({ release });

    expect(output).toContain(`fullnameOverride: ${release}-docsynapse cannot name a Service`);
    expect(status).not.toBe(0);
    expect(template({ release, values: { fullnameOverride: "docs" } }).status).toBe(0);
  });
});

describe("the chart", () => {
  it("makes no object of the cluster beyond what a namespace's administrator is told of", () => {
    const objects = parseObjects(template(installations["nothing that it may leave out"] ?? {}));

    expect(objects.filter(({ metadata }) => metadata.namespace === undefined)).toEqual([]);
  });

  it("takes the browser's image from beside the other one unless told otherwise", () => {
    const image = { repository: `${mirror}/crawler`, tag: "7" };

    expect(findBrowserImage({})).toBe("docsynapse/crawler:0.1.0-browser");
    expect(findBrowserImage({ crawls: { image } })).toBe(`${mirror}/crawler:7-browser`);
    expect(findBrowserImage({ crawls: { image, browserImage: { repository: "other", tag: "8" } } })).toBe("other:8");
  });

  it("works as part of another chart, with that chart's global values", () => {
    const parent = join(folder, "platform");
    mkdirSync(join(parent, "charts"), { recursive: true });
    cpSync(chart, join(parent, "charts/docsynapse"), { recursive: true });
    const dependencies = [{ name: "docsynapse", version: "0.1.0" }];
    writeFileSync(
      join(parent, "Chart.yaml"),
      stringify({ apiVersion: "v2", name: "platform", version: "1.0.0", dependencies }),
    );
    const values = {
      global: { imageRegistry: mirror, domain: "a.example" },
      docsynapse: { operator: { replicas: 3 } },
    };

    const objects = parseObjects(template({ release: "platform", values }, parent));

    const alone = parseObjects(template({ release: "platform" }));
    expect(objects.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
      alone.map(({ kind, metadata }) => [kind, metadata.name]),
    );
    expect(objects.find(({ kind }) => kind === "Deployment")?.spec).toMatchObject({ replicas: 3 });
  });
});
