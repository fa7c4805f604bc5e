import type { Registry } from "prom-client";
import { noTracer, type Attributes, type Tracer } from "./span.ts";
import type { TelemetrySettings } from "./settings.ts";

export interface TelemetryOptions {
  readonly settings: TelemetrySettings | undefined;
  /** Such as `docsynapse-worker`, unless the settings name it. */
  readonly service: string;
  /** Unlike that of any other process. */
  readonly instance: string;
  /** Of the process, beside those. */
  readonly attributes?: Attributes;
  /** Whose metrics are sent; what `/metrics` shows, too. */
  readonly registry: Registry;
  /** Something was not delivered; told at most once a minute. */
  readonly onProblem: (message: string) => void;
}

/** What the process tells of itself beside its log. Disposing sends what is left, for a few seconds at most. */
export interface Telemetry extends AsyncDisposable {
  readonly tracer: Tracer;
}

/** Without settings nothing of OpenTelemetry is loaded. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { settings } = options;
  if (settings === undefined) return { tracer: noTracer, [Symbol.asyncDispose]: async () => undefined };
  const { openOtlp } = await import("./otlp.ts");
  return openOtlp(settings, options);
}
