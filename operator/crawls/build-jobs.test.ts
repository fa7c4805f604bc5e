import { expect, test } from "vitest";
import { buildCrawlPlan } from "../docsites/build-crawl-plan.ts";
import { DocSite } from "../docsite.ts";
import { testSettings } from "../test-settings.ts";
import { buildCoordinatorJob, buildWorkersJob } from "./build-jobs.ts";
import type { CrawlIdentity } from "./child-metadata.ts";

const now = new Date("2026-03-01T12:00:00Z");
const identity = { name: "guide-1", namespace: "default", uid: "7", site: "guide" };

function buildPods(spec: object, settings = testSettings, crawl: CrawlIdentity = identity) {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide", namespace: "default" },
    spec: { url: "https://docs.example.org/", ...spec },
  });
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const plan = buildCrawlPlan(docSite, facts, settings);
  const jobs = [buildCoordinatorJob(crawl, plan, 0, settings), buildWorkersJob(crawl, plan, 1, settings)];
  return jobs.map(({ spec: { template } }) => template.spec);
}

const secretRef = { name: "keys" };
const fromSecret = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: "keys", key } } });

test.each([
  [
    "an S3 bucket",
    { s3: { bucket: "docs", secretRef } },
    { type: "s3", prefix: "default/guide", bucket: "docs", forcePathStyle: false },
    [fromSecret("AWS_ACCESS_KEY_ID", "accessKeyId"), fromSecret("AWS_SECRET_ACCESS_KEY", "secretAccessKey")],
  ],
  [
    "a Google bucket",
    { gcs: { bucket: "docs", prefix: "own", secretRef } },
    { type: "gcs", prefix: "own", bucket: "docs" },
    [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/etc/docsynapse/store/key.json" }],
  ],
  [
    "an Azure container",
    { azure: { account: "me", container: "docs", secretRef } },
    { type: "azure", prefix: "default/guide", account: "me", container: "docs" },
    [fromSecret("AZURE_STORAGE_KEY", "accountKey")],
  ],
])("the Secret of %s is named to the coordinator and to nobody else", (_, output, target, access) => {
  const [coordinator, workers] = buildPods({ output });

  const env = coordinator?.containers[0]?.env ?? [];
  expect(env).toContainEqual({ name: "DOCSYNAPSE_STORE", value: JSON.stringify(target) });
  for (const variable of access) expect(env).toContainEqual(variable);
  expect(JSON.stringify(workers)).not.toMatch(/keys|DOCSYNAPSE_STORE/);
});

test("the site's Secrets are files of the workers, for the ports of the site alone", () => {
  const auth = { headers: [{ name: "X-Key", secretKeyRef: { name: "keys", key: "token" } }] };

  const [coordinator, workers] = buildPods({ auth });

  expect(workers?.containers[0]?.env).toContainEqual({
    name: "DOCSYNAPSE_SITE_AUTH",
    value: JSON.stringify({
      hosts: ["docs.example.org:443"],
      headers: [{ name: "X-Key", file: "header-0" }],
      cookies: [],
    }),
  });
  expect(workers?.volumes).toContainEqual({
    name: "auth",
    projected: { sources: [{ secret: { name: "keys", items: [{ key: "token", path: "header-0" }] } }] },
  });
  expect(JSON.stringify(coordinator)).not.toContain("keys");
});

test.each([
  ["Auto", "docsynapse/crawler:test-browser"],
  ["Always", "docsynapse/crawler:test-browser"],
  ["Never", "docsynapse/crawler:test"],
])("workers have a browser, its memory and its settings where pages may be rendered: %s", (mode, image) => {
  const [coordinator, workers] = buildPods({ rendering: { mode } });

  const [container] = workers?.containers ?? [];
  const isRendering = mode !== "Never";
  expect(container?.image).toBe(image);
  expect(container?.resources).toMatchObject({
    requests: { memory: isRendering ? "1Gi" : "512Mi" },
    limits: { memory: isRendering ? "2Gi" : "1Gi" },
  });
  expect(container?.env.some(({ name }) => name === "DOCSYNAPSE_CHROMIUM_SANDBOX")).toBe(isRendering);
  expect(workers?.volumes).toContainEqual({ name: "tmp", emptyDir: {} });
  expect(container?.volumeMounts).toContainEqual({ name: "tmp", mountPath: "/tmp" });
  expect(coordinator?.containers[0]?.image).toBe("docsynapse/crawler:test");
});

test.each([
  [{ requests: { memory: "3Gi" } }, { requests: { cpu: "500m", memory: "3Gi" }, limits: {} }],
  [{ limits: { memory: "256Mi" } }, { requests: { cpu: "500m" }, limits: { memory: "256Mi" } }],
  [
    { requests: { cpu: "2" }, limits: { cpu: "2" } },
    { requests: { cpu: "2", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
  ],
])("what a DocSite says of a resource is all that is said of it: %j", (resources, expected) => {
  const [, workers] = buildPods({ rendering: { mode: "Always" }, workers: { resources } });

  expect(workers?.containers[0]?.resources).toEqual(expected);
});

test.each(["Auto", "Never"])("pods keep to the restricted standard, with a browser too: %s", (mode) => {
  for (const { securityContext, containers, ...spec } of buildPods({ rendering: { mode } })) {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(containers.map((one) => one.securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    ]);
    expect(JSON.stringify(spec)).not.toMatch(/hostPath|hostNetwork|hostPID|hostIPC|privileged/);
  }
});

test("all pods get what the installation gives to crawls, and the workers alone another seccomp profile", () => {
  const imagePullSecrets = [{ name: "registry" }];
  const crawls = { serviceAccountName: "writer", imagePullSecrets, seccompProfile: "docsynapse/chromium.json" };

  const podLabels = { "azure.workload.identity/use": "true" };
  const settings = { ...testSettings, crawls: { ...testSettings.crawls, ...crawls, podLabels } };

  const pods = buildPods({ rendering: { mode: "Auto" } }, settings);

  for (const pod of pods) expect(pod).toMatchObject({ serviceAccountName: "writer", imagePullSecrets });
  expect(pods.map(({ securityContext }) => securityContext.seccompProfile)).toEqual([
    { type: "RuntimeDefault" },
    { type: "Localhost", localhostProfile: "docsynapse/chromium.json" },
  ]);
});

test("a pod's own end comes before the kubelet's, and its health is looked at where it is told to tell it", () => {
  for (const pod of buildPods({})) {
    const [container] = pod.containers;
    const values = new Map(container?.env.map((each) => [each.name, "value" in each ? each.value : ""]));
    const value = (wanted: string) => Number(values.get(wanted));
    expect(value("DOCSYNAPSE_GRACE_SECONDS")).toBeLessThan(pod.terminationGracePeriodSeconds);
    expect(container?.ports).toEqual([{ name: "health", containerPort: value("DOCSYNAPSE_HEALTH_PORT") }]);
    expect(container?.livenessProbe.httpGet).toEqual({ path: "/livez", port: "health" });
  }
});

test("telemetry goes where the operator's goes, with headers of the crawl's namespace, and the trace to the coordinator", () => {
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_TRACES_SAMPLER_ARG: "0.5" };
  const headersSecret = { name: "otlp", key: "headers" };
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  const pods = buildPods(
    {},
    { ...testSettings, telemetry: { variables, headersSecret } },
    { ...identity, traceparent },
  );

  const [coordinator = [], worker = []] = pods.map(({ containers }) => containers[0]?.env ?? []);
  for (const env of [coordinator, worker]) {
    expect(env).toContainEqual({ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://collector:4318" });
    expect(env).toContainEqual({ name: "OTEL_TRACES_SAMPLER_ARG", value: "0.5" });
    expect(env).toContainEqual({ name: "OTEL_RESOURCE_ATTRIBUTES", value: "k8s.namespace.name=default" });
    expect(env).toContainEqual({
      name: "OTEL_EXPORTER_OTLP_HEADERS",
      valueFrom: { secretKeyRef: { ...headersSecret, optional: true } },
    });
  }
  expect(coordinator).toContainEqual({ name: "TRACEPARENT", value: traceparent });
  expect(worker.map(({ name }) => name)).not.toContain("TRACEPARENT");
  expect(JSON.stringify(buildPods({}, testSettings, { ...identity, traceparent }))).not.toMatch(/OTEL|TRACEPARENT/);
});
