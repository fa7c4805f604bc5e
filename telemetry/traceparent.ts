import { z } from "zod";

/**
 * Where a span is, as it travels in messages, annotations and environments: version 00 of W3C Trace Context,
 * https://www.w3.org/TR/trace-context/#traceparent-header.
 */
export const Traceparent = z
  .string()
  .length(55)
  .regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/, "must be a traceparent of version 00");
export type Traceparent = z.infer<typeof Traceparent>;

export interface SpanIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Whether whoever made it keeps it; what is below it follows. */
  readonly isSampled: boolean;
}

/** Undefined for what is no traceparent: a trace is never worth an error. */
export function parseTraceparent(text: string | undefined): SpanIds | undefined {
  const parsed = Traceparent.safeParse(text);
  if (!parsed.success) return undefined;
  const [, traceId = "", spanId = "", flags = "00"] = parsed.data.split("-");
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, isSampled }: SpanIds): Traceparent =>
  `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
