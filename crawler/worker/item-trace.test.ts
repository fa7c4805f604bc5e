import { describe, expect, it } from "vitest";
import { createTestTracer } from "../../telemetry/testing-tracer.ts";
import { parseTraceparent } from "../../telemetry/traceparent.ts";
import type { FetchResult } from "../fetch/fetch-result.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { planFor } from "../testing/plan.ts";
import { work } from "./worker.ts";

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const body = new Uint8Array();
const page: FetchResult = {
  type: "ok",
  status: 200,
  body,
  contentType: "text/html",
  charset: "utf-8",
  validators: {},
  headers: {},
  transferredBytes: 7,
  elapsedMs: 3,
};
const rendered: WorkItem = {
  release: 7,
  url: "https://docs.example.org/a?token=s3cret",
  task: { kind: "page", render: { intervalMs: 0 } },
  expiresAtMs: 60_000,
  trace: { parent, sentAtMs: 900 },
};

/** What a worker answers to one item, and the spans that it made. */
async function take(item: WorkItem, answer: FetchResult) {
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  const tracer = createTestTracer();
  const stop = new AbortController();
  await queues.work.send(item);
  const working = work({
    ...queues,
    plan: planFor("https://docs.example.org/"),
    fetcher: { fetch: async () => answer },
    reader: { read: async () => ({ type: "skip", reason: "no-content" }), close: async () => undefined },
    renderer: {
      render: async () => ({ type: "ok", body, transferredBytes: 0, elapsedMs: 0 }),
      close: async () => undefined,
    },
    tracer,
    loops: 1,
    now: () => 1000,
    drain: stop.signal,
    signal: stop.signal,
  });
  const delivery = await queues.results.next(AbortSignal.timeout(5000));
  stop.abort();
  await working;
  return { result: delivery?.message, spans: tracer.spans };
}

describe("the trace of an item", () => {
  it("has a span for each stage below its own, which goes back with the result", async () => {
    const { result, spans } = await take(rendered, page);

    const [own, ...stages] = spans;
    expect(own).toMatchObject({ name: "page", parentId: "b7ad6b7169203331" });
    expect(stages.map(({ name }) => name)).toEqual(["queue", "fetch", "render", "read"]);
    expect(stages.every(({ parentId }) => parentId === own?.spanId)).toBe(true);
    expect(spans.every(({ isEnded }) => isEnded)).toBe(true);
    expect(parseTraceparent(result?.trace)).toMatchObject({ spanId: own?.spanId });
    expect(stages[1]?.attributes).toMatchObject({ "http.response.status_code": 200, "http.response.body.size": 7 });
  });

  it("tells the outcome in fixed words, and of the URL what is no secret", async () => {
    const failure: FetchResult = {
      type: "failure",
      reason: "server-error",
      detail: "the site said s3cret",
      retry: false,
      status: 500,
      transferredBytes: 0,
      elapsedMs: 1,
    };

    const { spans } = await take(rendered, failure);

    expect(spans[0]).toMatchObject({
      failure: "server-error",
      attributes: { "url.full": "https://docs.example.org/a", "docsynapse.release": 7, "docsynapse.outcome": "fail" },
    });
    expect(JSON.stringify(spans)).not.toContain("s3cret");
  });

  it("is none where the item comes without one", async () => {
    const { trace: _, ...untraced } = rendered;

    const { result, spans } = await take(untraced, page);

    expect(result).toBeDefined();
    expect(result?.trace).toBeUndefined();
    expect(spans).toEqual([]);
  });
});
