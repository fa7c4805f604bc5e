import type { Attributes, Span, SpanOptions, Tracer } from "./span.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

export interface TestSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly attributes: Record<string, Attributes[string]>;
  failure?: string;
  isEnded: boolean;
}

/** A tracer for tests: keeps what was started, with small numbers for ids. */
export function createTestTracer(): Tracer & { readonly spans: readonly TestSpan[] } {
  const spans: TestSpan[] = [];
  const start = (name: string, traceId: string, parentId: string, { attributes = {} }: SpanOptions): Span => {
    const spanId = String(spans.length + 1).padStart(16, "0");
    const kept: TestSpan = { name, spanId, parentId, attributes: { ...attributes }, isEnded: false };
    spans.push(kept);
    return {
      traceId,
      spanId,
      isRecorded: true,
      traceparent: formatTraceparent({ traceId, spanId, isSampled: true }),
      child: (childName, options = {}) => start(childName, traceId, spanId, options),
      note: (noted) => void Object.assign(kept.attributes, noted),
      fail: (reason) => void (kept.failure = reason),
      [Symbol.dispose]: () => void (kept.isEnded = true),
    };
  };
  return {
    spans,
    start: (name, { parent, ...options } = {}) => {
      const ids = parseTraceparent(parent);
      return start(name, ids?.traceId ?? "1".repeat(32), ids?.spanId ?? "", options);
    },
  };
}
