import { describe, expect, it } from "vitest";
import type { FetchRequest, FetchResult } from "../fetch/fetch-result.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { planFor } from "../testing/plan.ts";
import type { Reader } from "./reading.ts";
import { work } from "./worker.ts";

const URL_OF_PAGE = "http://site.test/a.html";
const MEASURED = { transferredBytes: 7, elapsedMs: 3 };
const NOTHING_FOUND: Reader = {
  read: async () => ({ type: "list", found: [] }),
  close: async () => undefined,
};

const item = (task: WorkItem["task"], expiresAtMs = 2000): WorkItem => ({
  release: 1,
  url: URL_OF_PAGE,
  task,
  expiresAtMs,
});

/** What a worker makes of one item when the site answers so. */
async function resultOf(message: WorkItem, answer: FetchResult): Promise<{ result: Result; requests: FetchRequest[] }> {
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  const requests: FetchRequest[] = [];
  const fetcher = {
    fetch: async (request: FetchRequest): Promise<FetchResult> => {
      requests.push(request);
      return answer;
    },
  };
  const stop = new AbortController();
  await queues.work.send(message);
  const { limits } = planFor("http://site.test/");
  const working = work({
    ...queues,
    plan: { limits },
    fetcher,
    reader: NOTHING_FOUND,
    loops: 1,
    now: () => 1000,
    signal: stop.signal,
  });
  const delivery = await queues.results.next(AbortSignal.timeout(5000));
  stop.abort();
  await working;
  if (delivery === undefined) throw new Error("no result");
  return { result: delivery.message, requests };
}

const failure = (status: number | undefined, retry: boolean): FetchResult => ({
  type: "failure",
  reason: "http-error",
  detail: "no",
  retry,
  ...MEASURED,
  ...(status === undefined ? {} : { status }),
});

describe("a worker", () => {
  it("makes exactly one request for an item, conditional when validators came with it", async () => {
    const validators = { etag: '"1"' };
    const unchanged: FetchResult = { type: "not-modified", status: 304, validators, ...MEASURED };

    const { result, requests } = await resultOf(item({ kind: "page", validators }), unchanged);

    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ url: URL_OF_PAGE, validators });
    expect(result).toMatchObject({ release: 1, status: 304, outcome: { type: "unchanged", validators }, ...MEASURED });
  });

  it("hands a redirect back instead of following it", async () => {
    const redirect: FetchResult = { type: "redirect", status: 301, to: "http://site.test/b.html", ...MEASURED };

    const { result, requests } = await resultOf(item({ kind: "page" }), redirect);

    expect(requests).toHaveLength(1);
    expect(result.outcome).toEqual({ type: "redirect", to: "http://site.test/b.html", via: "http" });
  });

  it("answers an item whose permit has run out with `lost`, and requests nothing", async () => {
    const { result, requests } = await resultOf(item({ kind: "page" }, 1000), failure(undefined, false));

    expect(requests).toEqual([]);
    expect(result.outcome).toEqual({ type: "lost" });
  });

  it.each([
    [404, { type: "robots", robots: { rules: [], sitemaps: [] } }],
    [403, { type: "robots", robots: { rules: [], sitemaps: [] } }],
    [429, { type: "retry", reason: "http-error", detail: "no" }],
    [503, { type: "retry", reason: "http-error", detail: "no" }],
  ])("takes robots.txt that answers %i as RFC 9309 says", async (status, outcome) => {
    const { result } = await resultOf(item({ kind: "robots" }), failure(status, status === 429 || status >= 500));

    expect(result.outcome).toEqual(outcome);
  });

  it("hands an item back that it was stopped in", async () => {
    const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
    const stop = new AbortController();
    const fetcher = {
      fetch: async ({ signal }: FetchRequest): Promise<FetchResult> => {
        stop.abort();
        signal?.throwIfAborted();
        return failure(undefined, false);
      },
    };
    await queues.work.send(item({ kind: "page" }));
    const { limits } = planFor("http://site.test/");

    await work({
      ...queues,
      plan: { limits },
      fetcher,
      reader: NOTHING_FOUND,
      loops: 1,
      now: () => 0,
      signal: stop.signal,
    });

    expect((await queues.work.next(AbortSignal.timeout(100)))?.message.release).toBe(1);
    expect(await queues.results.next(AbortSignal.timeout(10))).toBeUndefined();
  });
});
