import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
} from "@opentelemetry/api";
import type { Span, SpanOptions, Tracer } from "./span.ts";
import { formatTraceparent, parseTraceparent, type Traceparent } from "./traceparent.ts";

/** Our few words for OpenTelemetry's. Parents are told, never looked up: nothing of it runs between two spans. */
export function createTracer(tracer: OtelTracer): Tracer {
  return {
    start: (name, { parent, ...options } = {}) => startSpan(tracer, name, options, contextOf(parent)),
  };
}

function contextOf(parent: Traceparent | undefined): Context {
  const ids = parseTraceparent(parent);
  if (ids === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = ids;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

function startSpan(tracer: OtelTracer, name: string, options: SpanOptions, context: Context): Span {
  const { attributes = {}, startedAtMs, kind = "internal" } = options;
  const span = tracer.startSpan(
    name,
    {
      attributes,
      kind: kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
      ...(startedAtMs === undefined ? {} : { startTime: startedAtMs }),
    },
    context,
  );
  return new RecordedSpan(tracer, span);
}

class RecordedSpan implements Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly isRecorded: boolean;
  readonly #tracer: OtelTracer;
  readonly #span: OtelSpan;

  constructor(tracer: OtelTracer, span: OtelSpan) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.isRecorded = span.isRecording();
    this.#tracer = tracer;
    this.#span = span;
  }

  get traceparent(): Traceparent {
    const { traceId, spanId, isRecorded: isSampled } = this;
    return formatTraceparent({ traceId, spanId, isSampled });
  }

  child(name: string, options: SpanOptions = {}): Span {
    return startSpan(this.#tracer, name, options, trace.setSpan(ROOT_CONTEXT, this.#span));
  }

  note(attributes: NonNullable<SpanOptions["attributes"]>): void {
    this.#span.setAttributes(attributes);
  }

  fail(reason: string): void {
    this.#span.setAttribute("error.type", reason);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  [Symbol.dispose](): void {
    this.#span.end();
  }
}
