import type { Traceparent } from "./traceparent.ts";

/** Never a body, a credential, or a URL with more than `publicUrl` leaves of it. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly attributes?: Attributes;
  /** Epoch ms; now when it is not given. */
  readonly startedAtMs?: number;
  /** `client`: it waits for another system; `internal` when not given. */
  readonly kind?: "client" | "internal";
}

/** One timed piece of work. Whoever starts it ends it, once, by `using` or by hand. */
export interface Span extends Disposable {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether it is going to be looked at: what is not need not be carried on. */
  readonly isRecorded: boolean;
  readonly traceparent: Traceparent | undefined;
  child(name: string, options?: SpanOptions): Span;
  note(attributes: Attributes): void;
  /** The reason is a fixed word, such as those of conditions and outcomes; never a message. */
  fail(reason: string): void;
}

export interface Tracer {
  /** Below `parent`, which may be of another process; the first of a trace without one. */
  start(name: string, options?: SpanOptions & { readonly parent?: Traceparent | undefined }): Span;
}

/** What there is while nobody traces. */
export const noSpan: Span = {
  traceId: "",
  spanId: "",
  isRecorded: false,
  traceparent: undefined,
  child: () => noSpan,
  note: () => undefined,
  fail: () => undefined,
  [Symbol.dispose]: () => undefined,
};

export const noTracer: Tracer = { start: () => noSpan };

/** Times `work` as a child of `parent`; what it throws is thrown on. */
export function during<T>(
  parent: Span,
  name: string,
  work: (span: Span) => Promise<T>,
  options?: SpanOptions,
): Promise<T> {
  return fill(parent.child(name, options), work);
}

/** Ends the span with its work, as failed when that throws. */
export async function fill<T>(begun: Span, work: (span: Span) => Promise<T>): Promise<T> {
  using span = begun;
  try {
    return await work(span);
  } catch (error) {
    span.fail(error instanceof Error ? error.name : "Error");
    throw error;
  }
}
