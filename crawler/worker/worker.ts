import type { Plan } from "../contract.ts";
import type { FetchRequest, FetchResult, FetchedBody } from "../fetch/fetch-result.ts";
import { resolveRedirect } from "../fetch/resolve-redirect.ts";
import { readRefresh } from "../extract/refresh-target.ts";
import type { Outcome, Result, WorkItem } from "../messages.ts";
import type { Tracer } from "../../telemetry/span.ts";
import type { Delivery, Receiver, Sender } from "../queue/queue.ts";
import type { Renderer } from "../render/renderer.ts";
import { itemTimeMs } from "../request-time.ts";
import { beginItem, endItem, traceStages } from "./item-trace.ts";
import { readRendered } from "./read-rendered.ts";
import type { Reader, ReadTask } from "./reading.ts";
import { Turns } from "./turns.ts";

export interface WorkerOptions {
  readonly plan: Pick<Plan, "limits" | "rendering">;
  readonly work: Receiver<WorkItem>;
  /** Pages for a browser, where they come by themselves, and how many of them to have in hand at once. */
  readonly renderWork?: Lane;
  readonly results: Sender<Result>;
  readonly fetcher: { fetch(request: FetchRequest): Promise<FetchResult> };
  readonly reader: Reader;
  /** Absent where no page is rendered, or there is no browser. */
  readonly renderer?: Renderer;
  /** For items that come with a trace; absent where nobody traces. */
  readonly tracer?: Tracer | undefined;
  /** Requests at once; as many pages may be in hand that are read. */
  readonly loops: number;
  now(): number;
  /** Nothing new is taken; what is in hand and not begun is answered `lost`. */
  readonly drain: AbortSignal;
  /** What is under way is cut off. */
  readonly signal: AbortSignal;
}

/** Where items come from, and how many requests to make at once. */
export interface Lane {
  readonly work: Receiver<WorkItem>;
  readonly loops: number;
}

/** One item is one request: whatever it leads to comes back as new URLs that need a permit of their own. */
export async function work(options: WorkerOptions): Promise<void> {
  const turns = new Turns();
  const broken = Promise.withResolvers<never>();
  const lanes: readonly Lane[] = [options, ...(options.renderWork === undefined ? [] : [options.renderWork])];
  const loops = lanes.flatMap((lane) =>
    Array.from({ length: lane.loops }, () => workLoop(lane.work, { ...options, turns, onBroken: broken.reject })),
  );
  await Promise.race([Promise.all(loops), broken.promise]);
}

interface LoopOptions extends WorkerOptions {
  readonly turns: Turns;
  readonly onBroken: (error: unknown) => void;
}

/** A request at a time: the next one is made while what the last one brought is read and answered. */
async function workLoop(lane: Receiver<WorkItem>, options: LoopOptions): Promise<void> {
  let before: Promise<unknown> = Promise.resolve();
  for (;;) {
    const delivery = await lane.next(options.drain);
    if (delivery === undefined) break;
    const reading = Promise.withResolvers<void>();
    const earlier = before;
    const handled = handle(delivery, options, async () => {
      await earlier;
      reading.resolve();
    });
    const { message } = delivery;
    // A browser makes requests until its page is read; and what must be alone is so to its end.
    const isToEnd = isRendered(message) || message.alone === true;
    await (isToEnd ? handled : Promise.race([reading.promise, handled]));
    before = Promise.all([earlier, handled]);
    before.catch(options.onBroken);
  }
  await before;
}

/** `onFetched` is called when the request is over; what it brought is read once that has resolved. */
async function handle(
  delivery: Delivery<WorkItem>,
  options: LoopOptions,
  onFetched: () => Promise<void>,
): Promise<void> {
  const { message } = delivery;
  const latestStartMs = latestStart(message, options);
  using span = beginItem(message, options.tracer);
  using _turn = await options.turns.enter(message.alone === true);
  const result = await processDelivery(delivery, latestStartMs, traceStages(options, span), onFetched);
  if (result === undefined) return delivery.handBack();
  // The result is safe before the item is gone: a killed worker costs a repeat, never a page.
  await options.results.send(endItem(span, result));
  await delivery.ack();
}

const isRendered = ({ task }: WorkItem): boolean => task.kind === "page" && task.render !== undefined;

/** It has to end before the permit does, and to begin before the queue would take this worker for dead. */
function latestStart({ task, expiresAtMs }: WorkItem, options: WorkerOptions): number {
  const intervalMs = task.kind === "page" ? task.render?.intervalMs : undefined;
  return Math.min(
    expiresAtMs - itemTimeMs(options.plan, intervalMs),
    options.now() + options.plan.limits.requestTimeoutMs,
  );
}

/** Undefined when the worker was told to stop before the item was done. */
async function processDelivery(
  { message: item, isRepeated }: Delivery<WorkItem>,
  latestStartMs: number,
  options: WorkerOptions,
  onFetched: () => Promise<void>,
): Promise<Result | undefined> {
  // Whoever had it before may have made the request, and it was for one only.
  if (isRepeated) return answer(item, { type: "lost" });
  if (options.now() >= latestStartMs || options.drain.aborted) return answer(item, { type: "lost", untouched: true });
  if (item.alone === true) await options.results.send(answer(item, { type: "started" }));
  return processItem(item, options, onFetched);
}

const answer = ({ release, url }: WorkItem, outcome: Outcome): Result => ({
  release,
  url,
  outcome,
  transferredBytes: 0,
  elapsedMs: 0,
});

async function processItem(
  item: WorkItem,
  options: WorkerOptions,
  onFetched: () => Promise<void>,
): Promise<Result | undefined> {
  const sent: { atMs?: number } = {};
  try {
    const onSent = (): number => (sent.atMs = options.now());
    const fetched = await options.fetcher.fetch({ ...requestFor(item, options), onSent });
    await onFetched();
    const result = await resultOf(item, fetched, options);
    return sent.atMs === undefined ? result : { ...result, sinceSentMs: Math.max(0, options.now() - sent.atMs) };
  } catch (error) {
    if (options.signal.aborted) return undefined;
    // Cut off in the browser: nothing of it may reach the site any more, and somebody else is given the page.
    if (error instanceof PermitExpired) return answer(item, { type: "lost" });
    throw error;
  }
}

async function resultOf(item: WorkItem, fetched: FetchResult, options: WorkerOptions): Promise<Result> {
  const { release, url } = item;
  const startMs = performance.now();
  const outcome = await outcomeOf(item, fetched, options);
  const { transferredBytes, status } = fetched;
  // Reading waits for a thread; a browser works for the page alone.
  const elapsedMs = fetched.elapsedMs + (isRendered(item) ? performance.now() - startMs : 0);
  return { release, url, outcome, transferredBytes, elapsedMs, ...(status === undefined ? {} : { status }) };
}

const ACCEPT = {
  page: "text/html,application/xhtml+xml;q=0.9,text/markdown;q=0.8,text/plain;q=0.5,*/*;q=0.1",
  api: "application/json,application/vnd.oai.openapi;q=0.9,application/yaml;q=0.9,*/*;q=0.5",
  native: "text/markdown,text/plain;q=0.5,*/*;q=0.1",
  asset: "image/*,*/*;q=0.5",
  list: "*/*",
  robots: "text/plain,*/*;q=0.1",
} as const satisfies Record<WorkItem["task"]["kind"], string>;

function requestFor({ url, task, cookies }: WorkItem, { plan, signal }: WorkerOptions): FetchRequest {
  const { maxPageBytes, maxAssetBytes, maxListBytes, requestTimeoutMs } = plan.limits;
  const maxBytes = {
    page: maxPageBytes,
    native: maxPageBytes,
    api: maxPageBytes,
    asset: maxAssetBytes,
    list: maxListBytes,
  };
  const validators = "validators" in task ? task.validators : undefined;
  return {
    url,
    accept: ACCEPT[task.kind],
    maxBytes: task.kind === "robots" ? maxListBytes : maxBytes[task.kind],
    timeoutMs: requestTimeoutMs,
    signal,
    ...(validators === undefined ? {} : { validators }),
    ...(cookies === undefined ? {} : { cookies }),
  };
}

async function outcomeOf(item: WorkItem, fetched: FetchResult, options: WorkerOptions): Promise<Outcome> {
  switch (fetched.type) {
    case "not-modified":
      return { type: "unchanged", validators: fetched.validators };
    case "redirect":
      return redirectOf(fetched);
    case "too-large":
      if (item.task.kind === "robots")
        return { type: "fail", reason: "server-error", detail: `more than ${fetched.limitBytes} bytes` };
      return { type: "skip", reason: "too-large", detail: `more than ${fetched.limitBytes} bytes` };
    case "failure":
      return failureOf(item, fetched);
    case "ok":
      return read(item, fetched, options);
    default:
      return fetched satisfies never;
  }
}

function redirectOf({ to, setsCookies }: Extract<FetchResult, { readonly type: "redirect" }>): Outcome {
  return { type: "redirect", to, via: "http", ...(setsCookies === undefined ? {} : { setsCookies }) };
}

function failureOf({ task }: WorkItem, failure: Extract<FetchResult, { readonly type: "failure" }>): Outcome {
  const { reason, detail, retry, afterMs, status } = failure;
  // RFC 9309 2.3.1.3: a robots.txt that a site refuses to serve forbids nothing.
  const isUnavailable = status !== undefined && status >= 400 && status < 500 && status !== 429;
  if (task.kind === "robots" && isUnavailable) return { type: "robots", robots: { rules: [], sitemaps: [] } };
  if (!retry) return { type: "fail", reason, detail };
  return { type: "retry", reason, detail, ...(afterMs === undefined ? {} : { afterMs }) };
}

async function read(item: WorkItem, fetched: FetchedBody, options: WorkerOptions): Promise<Outcome> {
  const { reader, renderer } = options;
  const { body, contentType, charset, validators } = fetched;
  const { task, url } = item;
  const refresh = task.kind === "page" ? refreshOf(fetched, url) : undefined;
  if (refresh !== undefined) return { type: "redirect", to: refresh, via: "refresh" };
  if (task.kind === "asset") return { type: "asset", contentType, body, validators };
  if (task.kind === "page" && task.render !== undefined) {
    using permit = watchPermit(item, options);
    const { mode } = options.plan.rendering;
    const { undescribed } = task;
    const page = { url, fetched, reader, renderer, mode, undescribed };
    return await readRendered({ ...page, ...task.render, signal: permit.signal });
  }
  return reader.read({ ...task, url, body, contentType, charset, validators } satisfies ReadTask);
}

/** Where a Refresh header leads, which browsers take like the element; to the page itself it only asks for reloads. */
function refreshOf({ headers }: FetchedBody, url: string): string | undefined {
  if (headers.refresh === undefined) return undefined;
  const to = resolveRedirect(readRefresh(headers.refresh), new URL(url));
  return to === url ? undefined : to;
}

class PermitExpired extends Error {}

/** Aborted with the worker, or when the item's permit is void: a browser that had to start first may come to that. */
function watchPermit({ expiresAtMs }: WorkItem, options: WorkerOptions): Disposable & { signal: AbortSignal } {
  const expired = new AbortController();
  const timer = setTimeout(
    () => expired.abort(new PermitExpired()),
    Math.min(expiresAtMs - options.now(), MAX_TIMER_MS),
  );
  return { signal: AbortSignal.any([options.signal, expired.signal]), [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Node takes a longer time for 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;
