import type { Logger } from "pino";
import { runInSpan } from "../telemetry/current-span.ts";
import { traceFields } from "../telemetry/log.ts";
import { publicUrl } from "../telemetry/public-url.ts";
import { fill, type Attributes, type Span, type Tracer } from "../telemetry/span.ts";
import { parseTraceparent } from "../telemetry/traceparent.ts";
import type { RoleConfig } from "./config.ts";
import { ExitCode, type CrawlReport, type PageCounts } from "./contract.ts";
import { CrawlTrace } from "./coordinator/crawl-trace.ts";
import { JournalTaken } from "./coordinator/journal.ts";
import { buildFailure, buildReport, writeReport } from "./crawl-report.ts";
import { leadCrawl } from "./distributed/lead-crawl.ts";
import { serveCrawl } from "./distributed/serve-crawl.ts";
import type { Health } from "./health.ts";
import type { CrawlEvent, LocalCrawlResult } from "./local/events.ts";
import { watchMemory } from "./memory-watchdog.ts";
import type { Result } from "./messages.ts";
import type { CrawlerMetrics } from "./metrics.ts";
import { NatsRefused } from "./nats/connect.ts";
import { StoreError } from "./store/store.ts";

/** sysexits' EX_SOFTWARE: a bug. */
const INTERNAL = 70;
const PROGRESS_EVERY_MS = 10_000;

export interface RoleParts {
  readonly config: RoleConfig;
  readonly log: Logger;
  readonly health: Health;
  readonly metrics: CrawlerMetrics;
  readonly tracer: Tracer;
  readonly signal: AbortSignal;
}

/** Runs a role to its end and returns the pod's exit code; what went wrong is in the log, with its reason. */
export async function runRole(role: "coordinator" | "worker", parts: RoleParts): Promise<number> {
  try {
    return role === "coordinator" ? await lead(parts) : await serve(parts);
  } catch (error) {
    if (role === "worker" && parts.signal.aborted) return ExitCode.interrupted;
    const { code, reason, message } = explain(error, parts.log);
    // What is only interrupted goes on in another pod, which tells the end.
    if (role === "coordinator" && code !== ExitCode.interrupted) await report(buildFailure({ reason, message }), parts);
    return code;
  }
}

/** A crawl never fails by it: its exit code tells the most of it. */
async function report(crawlReport: CrawlReport, { config, log }: Pick<RoleParts, "config" | "log">): Promise<void> {
  if (config.reportFile === undefined) return;
  await writeReport(config.reportFile, crawlReport).catch((error: unknown) => {
    log.warn({ file: config.reportFile, error: String(error) }, "the report cannot be written");
  });
}

async function lead(parts: RoleParts): Promise<number> {
  const { config, tracer } = parts;
  const attributes = { "docsynapse.site": config.plan.site };
  return await fill(tracer.start("crawl", { parent: config.traceparent, attributes }), async (span) => {
    const code = await runInSpan(span, () => leadTraced(parts, span));
    if (code !== ExitCode.published) span.fail(EXIT_REASONS[code] ?? "failed");
    return code;
  });
}

async function leadTraced({ config, log, health, metrics, tracer, signal }: RoleParts, span: Span): Promise<number> {
  const result = await leadCrawl({
    plan: config.plan,
    nats: config.nats,
    target: config.target,
    storeAccess: config.storeAccess,
    // Whoever started the pod reads the record of the end, and deletes them then.
    deletesStreams: false,
    signal,
    ...(span.isRecorded && { trace: new CrawlTrace(tracer, span, config.maxTracedItems) }),
    onEvent: watchEvents(log, metrics),
    onPulse: () => health.pulse(),
    onUnreadable: () => metrics.unreadable.inc(),
    onConnected: (isConnected) => health.connected(isConnected),
  });
  // Publishing counts pages with equal content once.
  metrics.setPages(result.counts);
  span.note(countAttributes(result.counts));
  if (result.type !== "interrupted") await report(buildReport(result), { config, log });
  return tellEnd(result, log);
}

const EXIT_REASONS: Readonly<Record<number, string>> = {
  [ExitCode.failed]: "failed",
  [ExitCode.badConfiguration]: "other-site",
  [ExitCode.interrupted]: "interrupted",
};

const countAttributes = (counts: PageCounts): Attributes =>
  Object.fromEntries(Object.entries(counts).map(([bucket, count]) => [`docsynapse.pages.${bucket}`, count]));

function watchEvents(log: Logger, metrics: CrawlerMetrics): (event: CrawlEvent) => void {
  let toldAtMs = 0;
  return (event) => {
    switch (event.type) {
      case "phase":
        return log.info({ phase: event.phase, resumed: event.resumed }, "phase");
      case "note":
        return log.warn(event.message);
      case "page":
        metrics.finishedPages.inc({ bucket: event.bucket });
        return log.debug({ ...event, url: publicUrl(event.url), detail: undefined }, "page");
      case "progress":
        metrics.setPages(event.counts);
        if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
        toldAtMs = performance.now();
        return log.info({ counts: event.counts, transferredBytes: event.transferredBytes }, "progress");
      default:
        return event satisfies never;
    }
  };
}

function tellEnd(result: LocalCrawlResult, log: Logger): number {
  switch (result.type) {
    case "published":
      log.info({ snapshot: result.snapshot, counts: result.counts, changes: result.changes }, "published");
      return ExitCode.published;
    case "failed":
      log.error({ reason: result.reason, counts: result.counts }, result.message);
      return result.reason === "other-site" ? ExitCode.badConfiguration : ExitCode.failed;
    case "interrupted":
      log.warn({ counts: result.counts }, result.message);
      return ExitCode.interrupted;
    default:
      return result satisfies never;
  }
}

async function serve({ config, log, health, metrics, tracer, signal }: RoleParts): Promise<number> {
  const full = new AbortController();
  using _turn = watchMemory(() => {
    log.warn("memory is nearly used up: finishing what is under way, and leaving");
    full.abort();
  });
  await serveCrawl({
    ...config,
    tracer,
    endsWithCrawl: false,
    drain: AbortSignal.any([signal, full.signal]),
    onNote: (message) => log.warn(message),
    onResult: (result) => tellResult(result, log, metrics),
    onPulse: () => health.pulse(),
    onUnreadable: () => metrics.unreadable.inc(),
    onConnected: (isConnected) => health.connected(isConnected),
  });
  // Never 0: the first pod of a work queue Job that succeeds stops the creation of pods.
  return ExitCode.interrupted;
}

function tellResult(result: Result, log: Logger, metrics: CrawlerMetrics): void {
  const { release, url, outcome, transferredBytes, elapsedMs, trace } = result;
  metrics.count(result);
  const ids = parseTraceparent(trace);
  const fields = { release, url: publicUrl(url), outcome: outcome.type, transferredBytes, elapsedMs };
  log.debug(ids === undefined ? fields : { ...fields, ...traceFields(ids) }, "result");
}

interface Explanation {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

function explain(error: unknown, log: Logger): Explanation {
  if (error instanceof NatsRefused) {
    log.error({ reason: "NatsRefused" }, error.message);
    return { code: ExitCode.badConfiguration, reason: "NatsRefused", message: error.message };
  }
  if (error instanceof JournalTaken) {
    log.warn({ reason: "JournalTaken" }, error.message);
    return { code: ExitCode.interrupted, reason: "JournalTaken", message: error.message };
  }
  if (error instanceof StoreError) {
    const { message, problem } = error;
    const reason = `Store-${problem}`;
    log.error({ reason }, message);
    const isWrong = problem === "denied" || problem === "missing";
    return { code: isWrong ? ExitCode.badConfiguration : ExitCode.interrupted, reason, message };
  }
  log.fatal({ err: error, reason: "Internal" }, "a bug in docsynapse");
  return { code: INTERNAL, reason: "Internal", message: "a bug in docsynapse: the coordinator's log tells which" };
}
