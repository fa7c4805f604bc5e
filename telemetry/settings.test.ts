import { describe, expect, it } from "vitest";
import { readTelemetrySettings, sharedVariables } from "./settings.ts";

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };

function read(environment: Record<string, string>) {
  const problems: string[] = [];
  return { settings: readTelemetrySettings(environment, problems), problems };
}

describe("telemetry's settings", () => {
  it.each([
    ["nothing is set", {}],
    ["only the sampler is set", { OTEL_TRACES_SAMPLER: "always_on" }],
    ["the endpoint is empty", { OTEL_EXPORTER_OTLP_ENDPOINT: "" }],
    ["it is disabled", { ...endpoint, OTEL_SDK_DISABLED: "true" }],
    ["no exporter is wanted", { ...endpoint, OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" }],
  ])("are none where %s", (_, environment) => {
    expect(read(environment)).toEqual({ settings: undefined, problems: [] });
  });

  it("send both signals to one endpoint, or each to its own", () => {
    expect(Object.keys(read(endpoint).settings ?? {})).toEqual(["traces", "metrics"]);
    const own = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "https://metrics:4318/v1/metrics" };
    expect(read(own).settings).toEqual({
      metrics: expect.objectContaining({ url: "https://metrics:4318/v1/metrics" }) as unknown,
    });
    const formats = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" };
    expect(read({ ...endpoint, ...formats }).settings).toMatchObject({
      traces: { url: "http://collector:4318/v1/traces", protocol: "http/json" },
      metrics: { url: "http://collector:4318/v1/metrics", protocol: "http/protobuf" },
    });
  });

  it.each([
    ["parentbased_always_on", "0.5", { isParentBased: true, ratio: 1 }],
    ["parentbased_traceidratio", "0.25", { isParentBased: true, ratio: 0.25 }],
    ["parentbased_always_off", "1", { isParentBased: true, ratio: 0 }],
    ["traceidratio", "0.25", { isParentBased: false, ratio: 0.25 }],
    ["always_off", "1", { isParentBased: false, ratio: 0 }],
  ])("sample by %s with %s", (OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG, sampler) => {
    const { settings } = read({ ...endpoint, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG });

    expect(settings?.traces?.sampler).toEqual(sampler);
  });

  it("never wait longer for an export than until the next", () => {
    const { settings } = read({ ...endpoint, OTEL_METRIC_EXPORT_INTERVAL: "2000" });

    expect(settings?.metrics).toMatchObject({ intervalMs: 2000, timeoutMs: 2000 });
  });

  it("are told what is wrong with them by name, and by no value", () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "collector-secret:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_METRICS_EXPORTER: "prometheus",
      OTEL_TRACES_SAMPLER: "jaeger_secret",
      OTEL_TRACES_SAMPLER_ARG: "12",
      OTEL_BSP_MAX_QUEUE_SIZE: "0",
    };

    const { problems } = read(wrong);

    expect(problems.map((problem) => problem.split(":", 1)[0])).toEqual(Object.keys(wrong));
    expect(problems.join()).not.toContain("secret");
  });

  it("go on to other processes without what is this one's or secret", () => {
    expect(sharedVariables.filter((name) => /HEADERS|CERTIFICATE|KEY|SERVICE|RESOURCE/.test(name))).toEqual([]);
    expect(sharedVariables).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
  });
});
