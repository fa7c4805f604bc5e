import { expect, test } from "vitest";
import { BadConfiguration, readConfig } from "./config.ts";

test("nothing needs to be set", () => {
  expect(
    readConfig({ PATH: "/bin", DOCSYNAPSE_SERVICE_HOST: "10.96.0.7", DOCSYNAPSE_PORT_4222_TCP: "x" }),
  ).toMatchObject({
    settings: { maxActiveCrawlsPerHost: 1, scheduleSpreadMs: 120_000, deniedRanges: [] },
    leaderElection: true,
  });
});

test("every problem is told at once, with its variable", () => {
  const environment = {
    DOCSYNAPSE_MAX_ACTIVE_CRAWLS: "many",
    DOCSYNAPSE_DENIED_RANGES: "10.0.0.0/8, here",
    DOCSYNAPSE_NATS_URL: "http://nats",
    DOCSYNAPSE_SPREAD: "1m",
  };

  const read = () => readConfig(environment);

  expect(read).toThrow(BadConfiguration);
  for (const name of Object.keys(environment)) expect(read).toThrow(name);
});

test("what all crawls get is read into their own part", () => {
  const { settings } = readConfig({
    DOCSYNAPSE_CRAWL_SERVICE_ACCOUNT: "crawler",
    DOCSYNAPSE_CRAWL_PULL_SECRETS: "one, two",
    DOCSYNAPSE_CRAWL_POD_LABELS: '{"azure.workload.identity/use":"true"}',
    DOCSYNAPSE_STORE_RANGES: "10.0.5.0/24",
    DOCSYNAPSE_SECCOMP_PROFILE: "docsynapse/chromium.json",
  });

  expect(settings.crawls).toEqual({
    serviceAccountName: "crawler",
    imagePullSecrets: [{ name: "one" }, { name: "two" }],
    podLabels: { "azure.workload.identity/use": "true" },
    storeRanges: ["10.0.5.0/24"],
    seccompProfile: "docsynapse/chromium.json",
  });
  expect(() => readConfig({ DOCSYNAPSE_SECCOMP_PROFILE: "../x.json" })).toThrow("DOCSYNAPSE_SECCOMP_PROFILE");
  expect(() => readConfig({ DOCSYNAPSE_CRAWL_POD_LABELS: "[]" })).toThrow("DOCSYNAPSE_CRAWL_POD_LABELS");
});

test("ranges are read one by one", () => {
  const { settings } = readConfig({ DOCSYNAPSE_DENIED_RANGES: "203.0.113.0/24, 2001:db8::/32" });

  expect(settings.deniedRanges).toEqual(["203.0.113.0/24", "2001:db8::/32"]);
});

test("crawls are told where telemetry goes, and nothing of the operator's own", () => {
  const { settings, telemetry } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=secret",
    OTEL_SERVICE_NAME: "my-operator",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.5",
    DOCSYNAPSE_OTLP_POD_LABEL: "app=collector",
    DOCSYNAPSE_OTLP_HEADERS_SECRET: "otlp/headers",
  });

  expect(telemetry?.traces?.sampler).toEqual({ isParentBased: true, ratio: 0.5 });
  expect(settings.telemetry).toEqual({
    variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.5",
    },
    podLabel: { name: "app", value: "collector" },
    headersSecret: { name: "otlp", key: "headers" },
  });
  expect(readConfig({ OTEL_TRACES_SAMPLER_ARG: "0.5" }).settings.telemetry).toBeUndefined();
  expect(() => readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" })).toThrow(/OTEL_EXPORTER_OTLP_ENDPOINT/);
});
