import { z } from "zod";

type Protocol = "http/protobuf" | "http/json";

/** What is sent where, as OpenTelemetry's own variables say it; the exporters read headers, compression and TLS themselves. */
export interface TelemetrySettings {
  /** Absent: none are sent. */
  readonly traces?: {
    readonly url: string;
    readonly protocol: Protocol;
    readonly sampler: Sampler;
    readonly batch: Batch;
  };
  readonly metrics?: {
    readonly url: string;
    readonly protocol: Protocol;
    readonly intervalMs: number;
    readonly timeoutMs: number;
  };
  readonly serviceName?: string;
}

interface Sampler {
  readonly isParentBased: boolean;
  /** Of traces that begin here, or of all where it is not parent-based; 0 to 1. */
  readonly ratio: number;
}

interface Batch {
  readonly delayMs: number;
  readonly timeoutMs: number;
  readonly maxQueue: number;
  readonly maxBatch: number;
}

const endpoint = z.url({ protocol: /^https?$/, error: "must be http://host:port or https://host:port" });
const protocol = z.enum(["http/protobuf", "http/json"], "must be http/protobuf or http/json; gRPC is not spoken here");
const exporter = z.enum(["otlp", "none"], "must be otlp or none; /metrics is there in any case").default("otlp");
const whole = (fallback: number, least = 1) =>
  z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(least, `must be ${least} or more`)
    .max(2_147_483_647)
    .default(fallback);

const Environment = z.object({
  OTEL_SDK_DISABLED: z.stringbool("must be true or false").default(false),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.default("http/protobuf"),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol.optional(),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocol.optional(),
  OTEL_EXPORTER_OTLP_TIMEOUT: whole(10_000),
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_METRICS_EXPORTER: exporter,
  OTEL_TRACES_SAMPLER: z
    .enum([
      "always_on",
      "always_off",
      "traceidratio",
      "parentbased_always_on",
      "parentbased_always_off",
      "parentbased_traceidratio",
    ])
    .default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number("must be 0 to 1")
    .min(0, "must be 0 to 1")
    .max(1, "must be 0 to 1")
    .default(1),
  OTEL_BSP_SCHEDULE_DELAY: whole(5000),
  OTEL_BSP_EXPORT_TIMEOUT: whole(30_000),
  OTEL_BSP_MAX_QUEUE_SIZE: whole(2048),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: whole(512),
  OTEL_METRIC_EXPORT_INTERVAL: whole(60_000),
  OTEL_METRIC_EXPORT_TIMEOUT: whole(30_000),
  OTEL_SERVICE_NAME: z.string().max(255).optional(),
});
type Environment = z.output<typeof Environment>;

/** Those that mean the same in another process: no secrets, and nothing that names this one. */
export const sharedVariables: readonly string[] = Object.keys(Environment.shape).filter(
  (name) => name !== "OTEL_SERVICE_NAME",
);

/**
 * Undefined without an endpoint: then nothing of OpenTelemetry is loaded. Whatever is wrong is added to `problems`, by
 * variable and without its value.
 */
export function readTelemetrySettings(
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): TelemetrySettings | undefined {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const { data, error } = Environment.safeParse(given);
  problems.push(...(error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`));
  if (data === undefined || data.OTEL_SDK_DISABLED) return undefined;
  const traces = data.OTEL_TRACES_EXPORTER === "otlp" ? readTraces(data) : undefined;
  const metrics = data.OTEL_METRICS_EXPORTER === "otlp" ? readMetrics(data) : undefined;
  if (traces === undefined && metrics === undefined) return undefined;
  const { OTEL_SERVICE_NAME: serviceName } = data;
  return { ...(traces && { traces }), ...(metrics && { metrics }), ...(serviceName && { serviceName }) };
}

/** A signal's own as it is, the common one with the signal's path. */
function urlOf(data: Environment, signal: "TRACES" | "METRICS"): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: common } = data;
  const own = data[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  return own ?? (common === undefined ? undefined : `${common.replace(/\/+$/, "")}/v1/${signal.toLowerCase()}`);
}

function readTraces(data: Environment): TelemetrySettings["traces"] {
  const url = urlOf(data, "TRACES");
  if (url === undefined) return undefined;
  const isParentBased = data.OTEL_TRACES_SAMPLER.startsWith("parentbased_");
  const root = data.OTEL_TRACES_SAMPLER.replace("parentbased_", "");
  const ratio = root === "traceidratio" ? data.OTEL_TRACES_SAMPLER_ARG : Number(root === "always_on");
  return {
    url,
    protocol: data.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? data.OTEL_EXPORTER_OTLP_PROTOCOL,
    sampler: { isParentBased, ratio },
    batch: {
      delayMs: data.OTEL_BSP_SCHEDULE_DELAY,
      timeoutMs: data.OTEL_BSP_EXPORT_TIMEOUT,
      maxQueue: data.OTEL_BSP_MAX_QUEUE_SIZE,
      maxBatch: data.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
    },
  };
}

function readMetrics(data: Environment): TelemetrySettings["metrics"] {
  const url = urlOf(data, "METRICS");
  if (url === undefined) return undefined;
  const intervalMs = data.OTEL_METRIC_EXPORT_INTERVAL;
  return {
    url,
    protocol: data.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL ?? data.OTEL_EXPORTER_OTLP_PROTOCOL,
    intervalMs,
    timeoutMs: Math.min(data.OTEL_METRIC_EXPORT_TIMEOUT, intervalMs),
  };
}
