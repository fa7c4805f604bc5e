import { describe, expect, it } from "vitest";
import { noTracer, type Span, type Tracer } from "../../telemetry/span.ts";
import { formatTraceparent } from "../../telemetry/traceparent.ts";
import { resultCodec, workCodec } from "../queue/frame.ts";
import type { Result, WorkItem } from "../messages.ts";
import { CrawlTrace } from "./crawl-trace.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const contextOf = (trace: string) => formatTraceparent({ traceId: trace, spanId: "b7ad6b7169203331", isSampled: true });
const item: WorkItem = { release: 1, url: "https://a.example/", task: { kind: "page" }, expiresAtMs: 1 };
const result: Result = { release: 1, url: item.url, outcome: { type: "lost" }, transferredBytes: 0, elapsedMs: 0 };

function build(maxItems: number) {
  const started: string[] = [];
  const none = noTracer.start("");
  const tracer: Tracer = {
    start: (name, options) => {
      started.push(`${name} ${options?.parent}`);
      return none;
    },
  };
  const crawl: Span = { ...none, traceId, isRecorded: true, traceparent: contextOf(traceId) };
  return { started, trace: new CrawlTrace(tracer, crawl, maxItems) };
}

describe("the trace of a crawl", () => {
  it("goes with as many items as it may hold, and through the queue", () => {
    const { trace } = build(2);

    const sent = [1, 2, 3].map((nowMs) => workCodec.decode(workCodec.encode(trace.sent(item, nowMs))));

    const parent = contextOf(traceId);
    expect(sent.map((each) => each.trace)).toEqual([{ parent, sentAtMs: 1 }, { parent, sentAtMs: 2 }, undefined]);
  });

  it("takes steps below the span that a worker tells, unless that is of another trace", async () => {
    const { trace, started } = build(1);
    const [own, strange] = [contextOf(traceId), contextOf("f".repeat(32))];

    for (const context of [own, strange]) await trace.during("stage", async () => undefined, { trace: context });

    expect(started).toEqual([`stage ${own}`]);
  });

  it.each(["", "00-x", `${contextOf(traceId)}-and more`, contextOf("0".repeat(32)), "x".repeat(100_000)])(
    "is no reason to read a message that says %.20j",
    (strange) => {
      const bytes = Buffer.from(`${JSON.stringify({ ...result, trace: strange })}\n`);

      expect(() => resultCodec.decode(bytes)).toThrow("trace");
    },
  );
});
