import type { Logger } from "pino";
import type { RoleConfig } from "./config.ts";
import { ExitCode, type CrawlReport } from "./contract.ts";
import { JournalTaken } from "./coordinator/journal.ts";
import { buildFailure, buildReport, writeReport } from "./crawl-report.ts";
import { leadCrawl } from "./distributed/lead-crawl.ts";
import { serveCrawl } from "./distributed/serve-crawl.ts";
import type { Health } from "./health.ts";
import type { CrawlEvent, LocalCrawlResult } from "./local/events.ts";
import { watchMemory } from "./memory-watchdog.ts";
import { NatsRefused } from "./nats/connect.ts";
import { StoreError } from "./store/store.ts";

/** sysexits' EX_SOFTWARE: a bug. */
const INTERNAL = 70;
const PROGRESS_EVERY_MS = 10_000;

export interface RoleParts {
  readonly config: RoleConfig;
  readonly log: Logger;
  readonly health: Health;
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

async function lead({ config, log, health, signal }: RoleParts): Promise<number> {
  const result = await leadCrawl({
    plan: config.plan,
    nats: config.nats,
    target: config.target,
    storeAccess: config.storeAccess,
    // Whoever started the pod reads the record of the end, and deletes them then.
    deletesStreams: false,
    signal,
    onEvent: watchEvents(log, health),
    onPulse: () => health.pulse(),
    onUnreadable: () => health.unreadable.inc(),
    onConnected: (isConnected) => health.connected(isConnected),
  });
  if (result.type !== "interrupted") await report(buildReport(result), { config, log });
  return tellEnd(result, log);
}

function watchEvents(log: Logger, health: Health): (event: CrawlEvent) => void {
  let toldAtMs = 0;
  return (event) => {
    switch (event.type) {
      case "phase":
        return log.info({ phase: event.phase, resumed: event.resumed }, "phase");
      case "note":
        return log.warn(event.message);
      case "page":
        health.results.inc({ outcome: event.bucket });
        return log.debug({ ...event, url: withoutQuery(event.url), detail: undefined }, "page");
      case "progress":
        for (const [bucket, count] of Object.entries(event.counts)) health.pages.set({ bucket }, count);
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

async function serve({ config, log, health, signal }: RoleParts): Promise<number> {
  const full = new AbortController();
  using _turn = watchMemory(() => {
    log.warn("memory is nearly used up: finishing what is under way, and leaving");
    full.abort();
  });
  await serveCrawl({
    ...config,
    endsWithCrawl: false,
    drain: AbortSignal.any([signal, full.signal]),
    onNote: (message) => log.warn(message),
    onResult: ({ release, url, outcome, transferredBytes, elapsedMs }) => {
      health.results.inc({ outcome: outcome.type });
      health.transferredBytes.inc(transferredBytes);
      log.debug({ release, url: withoutQuery(url), outcome: outcome.type, transferredBytes, elapsedMs }, "result");
    },
    onPulse: () => health.pulse(),
    onUnreadable: () => health.unreadable.inc(),
    onConnected: (isConnected) => health.connected(isConnected),
  });
  // Never 0: the first pod of a work queue Job that succeeds stops the creation of pods.
  return ExitCode.interrupted;
}

const withoutQuery = (url: string): string => url.split(/[?#]/, 1)[0] ?? "";

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
