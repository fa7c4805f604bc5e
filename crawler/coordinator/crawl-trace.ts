import { during, fill, noSpan, noTracer, type Span, type Tracer } from "../../telemetry/span.ts";
import { parseTraceparent, type Traceparent } from "../../telemetry/traceparent.ts";
import type { Result, WorkItem } from "../messages.ts";

/** The trace of one crawl as its coordinator sees it: items leave with its context, and come back with their span's. */
export class CrawlTrace {
  readonly #tracer: Tracer;
  readonly #crawl: Span;
  #left: number;

  /** `maxItems` get spans: every item of a large site would be more than viewers take. */
  constructor(tracer: Tracer, crawl: Span, maxItems: number) {
    this.#tracer = tracer;
    this.#crawl = crawl;
    this.#left = crawl.isRecorded ? maxItems : 0;
  }

  /** The item as it is sent: with the crawl's context, where its worker is to trace it. */
  sent(item: WorkItem, nowMs: number): WorkItem {
    const { traceparent } = this.#crawl;
    if (this.#left === 0 || traceparent === undefined) return item;
    this.#left -= 1;
    return { ...item, trace: { parent: traceparent, sentAtMs: nowMs } };
  }

  /** Times a step of the crawl, or one for a result, below the span that its worker gave it. */
  during<T>(name: string, work: () => Promise<T>, result?: Pick<Result, "trace">): Promise<T> {
    if (result === undefined) return during(this.#crawl, name, work);
    if (!this.#isOwn(result.trace)) return work();
    return fill(this.#tracer.start(name, { parent: result.trace }), work);
  }

  /** A worker parses foreign bytes: nobody is put into another's trace by what it says. */
  #isOwn(trace: Traceparent | undefined): trace is Traceparent {
    return trace !== undefined && parseTraceparent(trace)?.traceId === this.#crawl.traceId;
  }
}

/** Of a crawl that nobody traces. */
export const noTrace = new CrawlTrace(noTracer, noSpan, 0);
