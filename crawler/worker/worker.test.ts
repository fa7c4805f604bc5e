import { setImmediate } from "node:timers/promises";
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

const PAGE = {
  type: "ok",
  status: 200,
  headers: {},
  body: new Uint8Array(),
  contentType: "text/html",
  charset: undefined,
  validators: {},
  ...MEASURED,
} as const satisfies FetchResult;

const item = (task: WorkItem["task"], expiresAtMs = 60_000): WorkItem => ({
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
  const { limits, rendering } = planFor("http://site.test/");
  const working = work({
    ...queues,
    plan: { limits, rendering },
    fetcher,
    reader: NOTHING_FOUND,
    loops: 1,
    now: () => 1000,
    drain: stop.signal,
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

/** Workers whose requests a test ends when it likes. */
function startCrew(loops: number) {
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  const finishers = new Map<string, () => void>();
  const fetcher = {
    fetch: ({ url }: FetchRequest): Promise<FetchResult> =>
      new Promise((resolve) => {
        finishers.set(url, () => resolve(failure(404, false)));
      }),
  };
  const drain = new AbortController();
  const { signal } = new AbortController();
  const { limits, rendering } = planFor("http://site.test/");
  const start = () =>
    work({
      ...queues,
      plan: { limits, rendering },
      fetcher,
      reader: NOTHING_FOUND,
      loops,
      now: () => 1000,
      drain: drain.signal,
      signal,
    });
  // A turn later, so that a test may put something into the queue and take it out again before.
  const working = setImmediate().then(start);
  return {
    work: queues.work,
    signal,
    get underWay() {
      return [...finishers.keys()];
    },
    begun: async (count: number) => {
      while (finishers.size < count) await setImmediate();
    },
    finish: (url: string) => {
      finishers.get(url)?.();
      finishers.delete(url);
    },
    result: async (): Promise<Result> => {
      const delivery = await queues.results.next(AbortSignal.timeout(5000));
      if (delivery === undefined) throw new Error("no result");
      return delivery.message;
    },
    stop: async () => {
      drain.abort();
      await working;
    },
  };
}

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

  it.each([
    ["0; url=/b.html", { type: "redirect", to: "http://site.test/b.html", via: "refresh" }],
    ["300", { type: "list" }],
    ["300; url=/b.html", { type: "list" }],
    [`5; url=${URL_OF_PAGE}`, { type: "list" }],
  ])("takes a Refresh header of %j as a browser does", async (refresh, outcome) => {
    const { result } = await resultOf(item({ kind: "page" }), { ...PAGE, headers: { refresh } });

    expect(result.outcome).toMatchObject(outcome);
  });

  it.each([1000, 10_999])(
    "answers an item whose permit may run out within its request (at %i) with `lost`, and requests nothing",
    async (expiresAtMs) => {
      const { result, requests } = await resultOf(item({ kind: "page" }, expiresAtMs), failure(undefined, false));

      expect(requests).toEqual([]);
      expect(result.outcome).toEqual({ type: "lost", untouched: true });
    },
  );

  it("answers an item that another one had before with `lost`, since that one may have made its request", async () => {
    const crew = startCrew(1);
    await crew.work.send(item({ kind: "page" }));
    await (await crew.work.next(crew.signal))?.handBack();

    const { outcome } = await crew.result();

    expect(outcome).toEqual({ type: "lost" });
    expect(crew.underWay).toEqual([]);
    await crew.stop();
  });

  it("takes nothing else while it has an item that must be alone, and says when it begins with that", async () => {
    const crew = startCrew(3);
    const page = item({ kind: "page" });
    await crew.work.send({ ...page, release: 1, url: "http://site.test/1" });
    await crew.begun(1);
    await crew.work.send({ ...page, release: 2, url: "http://site.test/2", alone: true });
    await crew.work.send({ ...page, release: 3, url: "http://site.test/3" });
    expect(crew.underWay).toEqual(["http://site.test/1"]);

    crew.finish("http://site.test/1");
    expect((await crew.result()).release).toBe(1);
    expect(await crew.result()).toMatchObject({ release: 2, outcome: { type: "started" } });
    await crew.begun(1);
    expect(crew.underWay).toEqual(["http://site.test/2"]);
    crew.finish("http://site.test/2");
    expect((await crew.result()).release).toBe(2);
    await crew.begun(1);
    expect(crew.underWay).toEqual(["http://site.test/3"]);
    crew.finish("http://site.test/3");
    expect((await crew.result()).release).toBe(3);
    await crew.stop();
  });

  it("makes the next request while a page is read, and reads no second one beside it", async () => {
    const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
    const events: string[] = [];
    const readings: (() => void)[] = [];
    const stop = new AbortController();
    const working = work({
      ...queues,
      plan: planFor("http://site.test/"),
      fetcher: {
        fetch: async ({ url }: FetchRequest): Promise<FetchResult> => {
          events.push(`fetch ${url}`);
          return PAGE;
        },
      },
      reader: {
        read: async ({ url }) => {
          events.push(`read ${url}`);
          await new Promise<void>((resolve) => readings.push(resolve));
          return { type: "list", found: [] };
        },
        close: async () => undefined,
      },
      loops: 1,
      now: () => 1000,
      drain: stop.signal,
      signal: stop.signal,
    });
    for (const name of ["1", "2", "3"]) await queues.work.send({ ...item({ kind: "page" }), url: name });
    while (events.length < 3) await setImmediate();
    for (let turn = 0; turn < 20; turn++) await setImmediate();

    expect(events).toEqual(["fetch 1", "read 1", "fetch 2"]);
    readings.pop()?.();
    expect((await queues.results.next(stop.signal))?.message.url).toBe("1");
    while (events.length < 5) await setImmediate();

    expect(events.slice(3)).toEqual(["read 2", "fetch 3"]);
    readings.pop()?.();
    while (events.length < 6) await setImmediate();
    readings.pop()?.();
    stop.abort();
    await working;
  });

  it("ends when an answer cannot be sent, whatever else it waits for", async () => {
    const waiting = createMemoryQueue<WorkItem>();
    const never = new AbortController().signal;
    await waiting.send(item({ kind: "page" }));

    const working = work({
      work: waiting,
      results: { send: () => Promise.reject(new Error("closed")) },
      plan: planFor("http://site.test/"),
      fetcher: {
        fetch: async () => PAGE,
      },
      reader: NOTHING_FOUND,
      loops: 2,
      now: () => 1000,
      drain: never,
      signal: never,
    });

    await expect(working).rejects.toThrow("closed");
  });

  it("finishes what is under way when it is told to drain, and takes nothing more", async () => {
    const crew = startCrew(1);
    await crew.work.send(item({ kind: "page" }));
    await crew.begun(1);

    const stopped = crew.stop();
    await crew.work.send({ ...item({ kind: "page" }), release: 2 });
    crew.finish(URL_OF_PAGE);
    await stopped;

    expect((await crew.result()).outcome.type).toBe("fail");
    expect((await crew.work.next(AbortSignal.timeout(100)))?.message.release).toBe(2);
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
    const { limits, rendering } = planFor("http://site.test/");

    await work({
      ...queues,
      plan: { limits, rendering },
      fetcher,
      reader: NOTHING_FOUND,
      loops: 1,
      now: () => 0,
      drain: stop.signal,
      signal: stop.signal,
    });

    expect((await queues.work.next(AbortSignal.timeout(100)))?.message.release).toBe(1);
    expect(await queues.results.next(AbortSignal.timeout(10))).toBeUndefined();
  });
});
