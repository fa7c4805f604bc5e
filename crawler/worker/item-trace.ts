import { publicUrl } from "../../telemetry/public-url.ts";
import { during, type Span, type Tracer } from "../../telemetry/span.ts";
import type { FetchRequest, FetchResult } from "../fetch/fetch-result.ts";
import type { Outcome, Result, WorkItem } from "../messages.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Reader } from "./reading.ts";
import type { WorkerOptions } from "./worker.ts";

/** The span of an item, from when it was sent; undefined where its crawl is not traced. */
export function beginItem(item: WorkItem, tracer: Tracer | undefined): Span | undefined {
  const { trace, task, url, release } = item;
  if (trace === undefined || tracer === undefined) return undefined;
  // Another machine's clock may be ahead of this one.
  const startedAtMs = Math.min(trace.sentAtMs, Date.now());
  const attributes = { "url.full": publicUrl(url), "docsynapse.release": release };
  const span = tracer.start(task.kind, { parent: trace.parent, startedAtMs, attributes });
  span.child("queue", { startedAtMs })[Symbol.dispose]();
  return span;
}

/** The result with the context of its span, so that what the coordinator does with it is found below. */
export function endItem(span: Span | undefined, result: Result): Result {
  if (span === undefined) return result;
  describeOutcome(span, result.outcome);
  const { traceparent } = span;
  return traceparent === undefined ? result : { ...result, trace: traceparent };
}

/** The same tools, each timed as a stage of the item: what does the work knows nothing of it. */
export function traceStages(options: WorkerOptions, span: Span | undefined): WorkerOptions {
  if (span === undefined) return options;
  const { fetcher, reader, renderer } = options;
  return {
    ...options,
    fetcher: { fetch: (request) => fetch(span, fetcher, request) },
    reader: { read: (task) => read(span, reader, task), close: () => reader.close() },
    ...(renderer === undefined ? {} : { renderer: traceRenderer(span, renderer) }),
  };
}

function fetch(span: Span, fetcher: WorkerOptions["fetcher"], request: FetchRequest): Promise<FetchResult> {
  const attributes = { "http.request.method": "GET", "server.address": URL.parse(request.url)?.hostname };
  return during(
    span,
    "fetch",
    async (stage) => {
      const result = await fetcher.fetch(request);
      const { status, transferredBytes } = result;
      stage.note({ "http.response.status_code": status, "http.response.body.size": transferredBytes });
      if (result.type === "failure") stage.fail(result.reason);
      return result;
    },
    { attributes, kind: "client" },
  );
}

/** Waiting for a thread included. */
function read(span: Span, reader: Reader, task: Parameters<Reader["read"]>[0]): ReturnType<Reader["read"]> {
  return during(span, "read", async (stage) => {
    const reading = await reader.read(task);
    describeOutcome(stage, reading);
    return reading;
  });
}

function traceRenderer(span: Span, renderer: Renderer): Renderer {
  return {
    render: (page) =>
      during(span, "render", async (stage) => {
        const rendered = await renderer.render(page);
        if (rendered.type === "failure") stage.fail("rendering");
        return rendered;
      }),
    close: () => renderer.close(),
  };
}

/** Details stay out: they may quote the site. */
function describeOutcome(span: Span, outcome: Outcome): void {
  const reason = "reason" in outcome ? outcome.reason : undefined;
  span.note({ "docsynapse.outcome": outcome.type, "docsynapse.reason": reason });
  if (outcome.type === "fail" || outcome.type === "retry") span.fail(outcome.reason);
}
