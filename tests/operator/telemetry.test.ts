import { expect, test } from "vitest";
import { KubeConfig } from "@kubernetes/client-node";
import { connect } from "../../operator/controller/connect.ts";
import { Metrics } from "../../operator/controller/metrics.ts";
import { observeRequests } from "../../operator/controller/observe-requests.ts";
import { readTelemetrySettings } from "../../telemetry/settings.ts";
import { startTelemetry } from "../../telemetry/start.ts";
import { parseTraceparent } from "../../telemetry/traceparent.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { startOtlpCollector } from "../servers/otlp-collector.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster();

interface EnvOfJob {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { env: { name: string; value?: string }[] }[] } };
  };
}

test("a crawl's trace begins at its DocSite's reconcile, with the requests to the API server by route", async () => {
  await using collector = await startOtlpCollector();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" };
  const metrics = new Metrics();
  const world = await World.create(cluster.client, "traced");
  const config = new KubeConfig();
  config.loadFromFile(cluster.cluster.kubeconfigFile);
  const client = await connect(config, { observe: observeRequests(metrics) });
  let traceparent = "";
  {
    await using telemetry = await startTelemetry({
      settings: readTelemetrySettings(environment, []),
      service: "docsynapse-operator",
      instance: "one",
      registry: metrics.registry,
      onProblem: (message) => expect.fail(message),
    });
    await using _lock = new RunningOperator(client, environment, { metrics, tracer: telemetry.tracer });
    await world.apply("guide", {});
    await world.apply("wrong", { timeZone: "Mars/Olympus" });
    await world.untilCondition("wrong", "Stalled", "True", "InvalidSpec");
    await until("the Jobs", async () => (await world.names("job")).length === 2);

    const [crawl] = await world.crawls();
    traceparent = crawl?.metadata.annotations?.["docsynapse.io/traceparent"] ?? "";
    const jobs = (await world.list("job")) as unknown as EnvOfJob[];
    const envs = jobs.map(({ spec }) => spec.template.spec.containers[0]?.env ?? []);
    expect(
      envs.filter((env) => env.some(({ name, value }) => name === "TRACEPARENT" && value === traceparent)),
    ).toHaveLength(1);
    expect(envs.every((env) => env.some(({ name }) => name === "OTEL_EXPORTER_OTLP_ENDPOINT"))).toBe(true);
    expect(JSON.stringify(crawl?.spec.plan)).not.toContain(parseTraceparent(traceparent)?.traceId);
  }
  await client.close();

  const { spans } = collector;
  const reconcile = spans.find(({ spanId }) => spanId === parseTraceparent(traceparent)?.spanId);
  expect(reconcile).toMatchObject({
    name: "reconcile docsite",
    parentSpanId: "",
    attributes: {
      "docsynapse.controller": "docsite",
      "k8s.namespace.name": "traced",
      "docsynapse.object": "guide",
      "docsynapse.result": "requeue_after",
    },
  });
  const requests = spans.filter(({ parentSpanId }) => parentSpanId === reconcile?.spanId);
  expect(requests.map(({ name }) => name)).toContain("POST /apis/docsynapse.io/v1alpha1/namespaces/{namespace}/crawls");
  expect(requests.map(({ name }) => name).join()).not.toMatch(/traced|guide/);
  expect(spans.filter(({ name }) => name === "reconcile crawl").length).toBeGreaterThan(0);
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/rest_client_requests_total\{code="201",host="[^"]+",method="POST"\} [1-9]/);
  expect(text).toMatch(/controller_runtime_terminal_reconcile_errors_total\{controller="docsite"\} [1-9]/);
  expect(collector.points().map(({ name }) => name)).toContain("controller_runtime_reconcile_total");
});
