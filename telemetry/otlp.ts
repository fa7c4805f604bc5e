import packageJson from "../package.json" with { type: "json" };
import { setTimeout as sleep } from "node:timers/promises";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { setGlobalErrorHandler } from "@opentelemetry/core";
import { OTLPMetricExporter as JsonMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { detectResources, envDetector, resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { readPrometheus } from "./prometheus-producer.ts";
import { createTracer } from "./otel-tracer.ts";
import type { TelemetrySettings } from "./settings.ts";
import { noTracer } from "./span.ts";
import type { Telemetry, TelemetryOptions } from "./start.ts";

const { version } = packageJson;
/** Of a process's end at most: less than what Kubernetes gives a pod, and nothing that a crawl waits for. */
const LAST_FLUSH_MS = 3000;
const COMPLAINT_EVERY_MS = 60_000;

/** The part of OpenTelemetry's SDK that we use: `sdk-node` would bring gRPC, Zipkin and instrumentation of modules. */
export function openOtlp(settings: TelemetrySettings, options: TelemetryOptions): Telemetry {
  complainSeldom(options.onProblem);
  const resource = buildResource(settings, options);
  const traces = settings.traces && openTraces(settings.traces, resource);
  const metrics = settings.metrics && openMetrics(settings.metrics, resource, options);
  const flush = async (): Promise<void> => {
    await Promise.allSettled([traces?.shutdown(), metrics?.shutdown()]);
  };
  return {
    tracer: traces === undefined ? noTracer : createTracer(traces.getTracer("docsynapse", version)),
    [Symbol.asyncDispose]: async () => {
      await Promise.race([flush(), sleep(LAST_FLUSH_MS, undefined, { ref: false })]);
    },
  };
}

const ignore = (): void => undefined;

/** The exporters' errors name addresses and quote answers: that there is one is all that is told. */
function complainSeldom(onProblem: (message: string) => void): void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const complain = (): void => {
    if (performance.now() - toldAtMs < COMPLAINT_EVERY_MS) return;
    toldAtMs = performance.now();
    onProblem("telemetry is not delivered: see that the OTLP endpoint is reached and takes it");
  };
  setGlobalErrorHandler(complain);
  diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** `OTEL_RESOURCE_ATTRIBUTES` wins over ours, and `OTEL_SERVICE_NAME` over both. */
function buildResource({ serviceName }: TelemetrySettings, options: TelemetryOptions): Resource {
  const { service, instance, attributes } = options;
  const own = resourceFromAttributes({
    "service.name": service,
    "service.namespace": "docsynapse",
    "service.version": version,
    "service.instance.id": instance,
    ...attributes,
  });
  const given = detectResources({ detectors: [envDetector] });
  return own
    .merge(given)
    .merge(resourceFromAttributes(serviceName === undefined ? {} : { "service.name": serviceName }));
}

function openTraces(
  { url, protocol, sampler, batch }: NonNullable<TelemetrySettings["traces"]>,
  resource: Resource,
): TracerProvider {
  const root = sampler.ratio === 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(sampler.ratio);
  const processor = new BatchSpanProcessor({
    exporter: protocol === "http/json" ? new JsonTraceExporter({ url }) : new ProtobufTraceExporter({ url }),
    scheduledDelayMillis: batch.delayMs,
    exportTimeoutMillis: batch.timeoutMs,
    maxQueueSize: batch.maxQueue,
    maxExportBatchSize: batch.maxBatch,
  });
  return new TracerProvider({
    resource,
    sampler: sampler.isParentBased ? new ParentBasedSampler({ root }) : root,
    spanLimits: { attributeValueLengthLimit: 2048 },
    spanProcessors: [processor],
  });
}

function openMetrics(
  { url, protocol, intervalMs, timeoutMs }: NonNullable<TelemetrySettings["metrics"]>,
  resource: Resource,
  { registry }: TelemetryOptions,
): MeterProvider {
  const reader = new PeriodicExportingMetricReader({
    exporter: protocol === "http/json" ? new JsonMetricExporter({ url }) : new ProtobufMetricExporter({ url }),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
    metricProducers: [readPrometheus(registry, { name: "docsynapse", version })],
  });
  return new MeterProvider({ resource, readers: [reader] });
}
