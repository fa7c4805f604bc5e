import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CrawlerMetrics } from "../../crawler/metrics.ts";
import { readConfig } from "../../operator/config.ts";
import { Metrics } from "../../operator/controller/metrics.ts";
import { WorkQueue } from "../../operator/controller/work-queue.ts";
import { chart, find, profileFile, profiles, render, type KubernetesObject } from "./render.ts";

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly image: string;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly livenessProbe?: {
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
    failureThreshold: number;
  };
  readonly startupProbe?: { readonly httpGet: { readonly path: string } };
  readonly securityContext: object;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly securityContext: object;
  readonly hostNetwork?: boolean;
  readonly volumes: readonly object[];
}

interface Workload extends KubernetesObject {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: PodSpec };
  };
}

interface Alerts extends KubernetesObject {
  readonly spec: {
    readonly groups: readonly {
      readonly rules: readonly { alert: string; expr: string; annotations: Record<string, string> }[];
    }[];
  };
}

interface Role extends KubernetesObject {
  readonly rules: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

const everything = {
  "metrics.serviceMonitor.enabled": "true",
  "metrics.podMonitor.enabled": "true",
  "metrics.prometheusRule.enabled": "true",
  "metrics.dashboard.enabled": "true",
  "crawls.priorityClass.create": "true",
};
const installations = [
  ["defaults", render()],
  ["everything", render(everything)],
  ...profiles.map((profile) => [profile, render({}, "-f", profileFile(profile))] as const),
] as const;

const workloadsOf = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind)) as Workload[];
const podsOf = (objects: readonly KubernetesObject[]): PodSpec[] => [
  ...workloadsOf(objects).map(({ spec }) => spec.template.spec),
  ...objects.filter(({ kind }) => kind === "Pod").map(({ spec }) => spec as PodSpec),
];

const environmentOf = (objects: readonly KubernetesObject[]) => {
  const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;
  return operator?.env ?? [];
};
const policiesOf = (values: Record<string, string>) =>
  render(values)
    .filter(({ kind }) => kind === "CustomResourceDefinition")
    .map(({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"]);
const budgetsOf = (replicas: string) =>
  render({ "operator.replicas": replicas }).filter(({ kind }) => kind === "PodDisruptionBudget");

describe.each(installations)("the chart with %s", (_, objects) => {
  it("runs pods that are no more than restricted", () => {
    const pods = podsOf(objects);

    expect(pods.length).toBeGreaterThan(1);
    for (const pod of pods) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect(JSON.stringify(pod)).not.toMatch(/privileged|host(Network|PID|IPC|Path|Port)|"add":/);
      for (const { securityContext } of pod.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
      }
    }
  });

  it("asks for resources, and bounds memory, for each container", () => {
    for (const { resources } of podsOf(objects).flatMap(({ containers }) => containers)) {
      expect(resources).toMatchObject({
        requests: { cpu: expect.anything() as unknown, memory: expect.anything() as unknown },
        limits: { memory: expect.anything() as unknown },
      });
    }
  });

  it("labels every object as Kubernetes recommends, and puts it where the release is", () => {
    for (const { kind, metadata } of objects) {
      expect(metadata.labels, `${kind} ${metadata.name}`).toMatchObject({
        "app.kubernetes.io/name": "docsynapse",
        "app.kubernetes.io/instance": "docsynapse",
        "app.kubernetes.io/managed-by": "Helm",
      });
      expect([undefined, "docs"]).toContain(metadata.namespace);
    }
  });

  it("makes no object twice", () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);

    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the chart", () => {
  it("selects by what no upgrade changes", () => {
    const older = workloadsOf(render());
    const newer = workloadsOf(
      render({ "commonLabels.team": "docs", "operator.podLabels.a": "b", "nats.image.tag": "9.9.9" }),
    );

    for (const [index, { spec }] of older.entries()) {
      expect(newer[index]?.spec.selector).toEqual(spec.selector);
      expect(Object.keys(spec.selector.matchLabels)).not.toContain("helm.sh/chart");
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    }
  });

  it("gives the operator settings that it understands", () => {
    for (const objects of [render(), render({ watchNamespace: "team", "crawls.deniedRanges[0]": "203.0.113.0/24" })]) {
      const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;
      const environment = Object.fromEntries((operator?.env ?? []).map(({ name, value }) => [name, value]));

      const { settings, nats: login, leaseNamespace } = readConfig(environment);

      expect(settings.natsUrl).toBe("nats://docsynapse-nats.docs:4222");
      expect(leaseNamespace).toBe("docs");
      expect(login.keys).toEqual({ secret: "docsynapse-nats-keys", generation: 1 });
      expect(settings.natsLogin).toEqual({ kind: "signed", entries: ["nats.creds"] });
      const nats = (find(objects, "StatefulSet") as Workload).spec.template.metadata.labels;
      expect(nats[settings.natsPodLabel.name]).toBe(settings.natsPodLabel.value);
    }
  });

  it("does not have an operator killed that is only slow, or that the API server keeps waiting", () => {
    const [operator] = (find(render(), "Deployment") as Workload).spec.template.spec.containers;
    const { periodSeconds = 0, timeoutSeconds = 0, failureThreshold = 0 } = operator?.livenessProbe ?? {};

    expect(timeoutSeconds).toBeGreaterThanOrEqual(15);
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(120);
    expect(operator?.startupProbe?.httpGet.path).toBe("/livez");
  });

  it("hands what all crawls get to the operator in a form that it understands", () => {
    const objects = render({
      "defaultOutput.s3.bucket": "docs",
      "defaultOutput.s3.prefix": "all",
      "defaultOutput.s3.forcePathStyle": "true",
      "crawls.serviceAccountName": "writer",
      "crawls.imagePullSecrets[0].name": "one",
      "crawls.imagePullSecrets[1].name": "two",
      "crawls.storeRanges[0]": "10.0.5.0/24",
      "crawls.seccompProfile": "docsynapse/chromium.json",
      "crawls.coordinatorResources.limits.memory": "4Gi",
      "operator.featureGates.PodRefusals": "false",
      "operator.featureGates.AllAlpha": "true",
    });
    const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;

    const { settings } = readConfig(Object.fromEntries((operator?.env ?? []).map(({ name, value }) => [name, value])));

    expect(settings.crawls).toMatchObject({
      output: { s3: { bucket: "docs", prefix: "all", forcePathStyle: true } },
      serviceAccountName: "writer",
      imagePullSecrets: [{ name: "one" }, { name: "two" }],
      storeRanges: ["10.0.5.0/24"],
      seccompProfile: "docsynapse/chromium.json",
      coordinatorResources: { limits: { memory: "4Gi" } },
    });
    expect(settings.features).toEqual({ OperatorStreams: true, OwnProfiles: true, PodRefusals: false });
  });

  it("sends telemetry nowhere unless told where, and then as it is told", () => {
    expect(environmentOf(render()).filter(({ name }) => /OTEL|OTLP/.test(name))).toEqual([]);
    const objects = render({
      "telemetry.otlp.endpoint": "http://collector.observability:4318",
      "telemetry.otlp.headersSecret.name": "otlp",
      "telemetry.samplingRatio": "0.25",
      "telemetry.metrics": "false",
    });

    const env = environmentOf(objects);
    const { settings, telemetry } = readConfig(Object.fromEntries(env.map(({ name, value }) => [name, value])));

    expect(telemetry).toMatchObject({ traces: { sampler: { isParentBased: true, ratio: 0.25 } } });
    expect(telemetry?.metrics).toBeUndefined();
    expect(settings.telemetry).toMatchObject({
      variables: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.observability:4318" },
      headersSecret: { name: "otlp", key: "headers" },
      podLabel: { name: "app.kubernetes.io/name", value: "opentelemetry-collector" },
    });
    expect(env).toContainEqual({
      name: "OTEL_EXPORTER_OTLP_HEADERS",
      valueFrom: { secretKeyRef: { name: "otlp", key: "headers" } },
    });
    const { egress } = find(objects, "NetworkPolicy", "-operator").spec as { egress: object[] };
    expect(egress).toContainEqual({
      ports: [{ port: 4318 }],
      to: [
        {
          namespaceSelector: {},
          podSelector: { matchLabels: { "app.kubernetes.io/name": "opentelemetry-collector" } },
        },
      ],
    });
  });

  it("reaches an OTLP receiver outside of the cluster by its scheme's port", () => {
    const values = { "telemetry.otlp.endpoint": "https://otlp.example.org/x", "telemetry.otlp.podLabel": "" };

    const { egress } = find(render(values), "NetworkPolicy", "-operator").spec as { egress: object[] };

    expect(egress).toContainEqual({ ports: [{ port: 443 }] });
  });

  it("keeps the kinds through an uninstall unless told otherwise", () => {
    expect(policiesOf({})).toEqual(["keep", "keep"]);
    expect(policiesOf({ "crds.keep": "false" })).toEqual([undefined, undefined]);
    expect(policiesOf({ "crds.install": "false" })).toEqual([]);
  });

  it("bounds the operator's rights to one namespace where it is told one", () => {
    const objects = render({ watchNamespace: "team" });
    const role = objects.find(({ kind, metadata }) => kind === "Role" && metadata.name.endsWith("-operator"));

    expect(role?.metadata.namespace).toBe("team");
    expect(objects.filter(({ kind }) => kind === "ClusterRoleBinding")).toEqual([]);
    expect(render().filter(({ kind }) => kind === "ClusterRoleBinding")).toHaveLength(1);
  });

  it("lets the operator read no Secret but the keys of its NATS, and grant nothing", () => {
    const objects = render();
    const { rules } = find(objects, "ClusterRole", "-operator") as Role;

    const forSecrets = rules.filter(({ resources }) => resources.includes("secrets"));
    expect(forSecrets.flatMap(({ verbs }) => verbs)).toEqual(["create", "patch", "delete"]);
    expect((find(objects, "Role", "-nats-keys") as Role).rules).toEqual([
      { apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["docsynapse-nats-keys"], verbs: ["get", "patch"] },
    ]);
    expect(find(objects, "ValidatingAdmissionPolicy", "-secrets")).toBeDefined();
    expect(JSON.stringify(rules)).not.toContain("*");
    expect(rules.flatMap(({ apiGroups }) => apiGroups)).not.toContain("rbac.authorization.k8s.io");
  });

  it.each([
    ["NATS lets anybody in", { "nats.auth.enabled": "false" }],
    ["another NATS wants no login", { "nats.enabled": "false", "externalNats.url": "nats://nats:4222" }],
  ])("lets the operator touch no Secret where %s", (_, values) => {
    const objects = render(values);

    expect(
      objects
        .filter(({ kind }) => kind.endsWith("Role"))
        .map((role) => JSON.stringify(role))
        .join(),
    ).not.toContain("secrets");
    expect(JSON.stringify(find(objects, "Deployment"))).not.toContain("DOCSYNAPSE_NATS_KEYS_SECRET");
  });

  it("mounts the logins to another NATS into the operator alone", () => {
    const objects = render({
      "nats.enabled": "false",
      "externalNats.url": "tls://nats.example.org:4333",
      "externalNats.loginSecret": "mine",
      "externalNats.crawlLoginSecret": "theirs",
      installation: "east",
    });

    const { containers, volumes } = (find(objects, "Deployment") as Workload).spec.template.spec;
    expect(volumes).toEqual(
      expect.arrayContaining([
        { name: "nats", secret: { secretName: "mine" } },
        { name: "crawl-nats", secret: { secretName: "theirs" } },
      ]),
    );
    expect(containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: "DOCSYNAPSE_NATS_LOGIN_FOLDER", value: "/etc/docsynapse/nats" },
        { name: "DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER", value: "/etc/docsynapse/crawl-nats" },
        { name: "DOCSYNAPSE_INSTALLATION", value: "east" },
      ]),
    );
  });

  it("keeps a crawl's streams on each of three servers, which drains take one by one", () => {
    const objects = render({ "nats.replicas": "3" });

    const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;
    expect(operator?.env).toContainEqual({ name: "DOCSYNAPSE_NATS_STREAM_REPLICAS", value: "3" });
    expect(find(objects, "StatefulSet").spec).toMatchObject({
      replicas: 3,
      volumeClaimTemplates: [{ metadata: { name: "data" } }],
    });
    expect(find(objects, "PodDisruptionBudget", "-nats").spec).toMatchObject({ maxUnavailable: 1 });
    expect(objects.filter(({ kind }) => kind === "PersistentVolumeClaim")).toEqual([]);
    expect(JSON.stringify(find(objects, "NetworkPolicy", "-nats").spec)).toContain('"port":"cluster"');
  });

  it("makes a disruption budget only where a pod may be away", () => {
    expect(budgetsOf("1")).toEqual([]);
    expect(budgetsOf("2")).toHaveLength(1);
  });

  it("uses another NATS where it is named", () => {
    const objects = render({ "nats.enabled": "false", "externalNats.url": "tls://nats.example.org:4333" });

    const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;
    expect(objects.filter(({ kind }) => kind === "StatefulSet")).toEqual([]);
    expect(operator?.env).toContainEqual({ name: "DOCSYNAPSE_NATS_URL", value: "tls://nats.example.org:4333" });
    expect(JSON.stringify(find(objects, "NetworkPolicy", "-operator").spec)).toContain("4333");
  });

  it("takes images by digest", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const objects = render({ "operator.image.digest": digest, "operator.image.repository": "mirror:5000/x/operator" });

    const [operator] = (find(objects, "Deployment") as Workload).spec.template.spec.containers;
    expect(operator?.image).toBe(`mirror:5000/x/operator@${digest}`);
  });

  it("has a runbook for each alert, and links to it where it is told where", () => {
    const titles = [...readFileSync(join(chart, "../../docs/runbooks.md"), "utf8").matchAll(/^## (\S+)$/gm)];
    const values = { ...everything, "metrics.prometheusRule.runbookUrl": "https://example.org/runbooks" };

    const { spec } = find(render(values), "PrometheusRule") as Alerts;

    const rules = spec.groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ alert }) => alert))).toEqual(new Set(titles.map(([, title]) => title)));
    for (const { alert, expr, annotations } of rules) {
      expect(annotations["runbook_url"]).toBe(`https://example.org/runbooks#${alert.toLowerCase()}`);
      expect(expr).toContain('namespace="docs"');
    }
  });

  it("asks only for metrics that the operator and the crawls have", async () => {
    const metrics = new Metrics();
    metrics.collectProcess();
    metrics.watchQueue("docsite", () => new WorkQueue());
    metrics.watchSilence("DocSite", () => 0);
    const registries = [metrics.registry, new CrawlerMetrics().registry];
    const shown = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    const known = shown.flat().map(({ name }) => name);
    const objects = render(everything);

    const texts = JSON.stringify([find(objects, "PrometheusRule"), find(objects, "ConfigMap", "dashboard")]);

    const asked = new Set(
      texts.match(/\b(controller_runtime|workqueue|docsynapse|leader_election|rest_client|process|nodejs)_[a-z0-9_]+/g),
    );
    expect(asked.size).toBeGreaterThan(8);
    expect([...asked].filter((name) => !known.includes(name.replace(/_bucket$/, "")))).toEqual([]);
  });
});
