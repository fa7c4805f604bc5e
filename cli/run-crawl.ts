import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../crawler/contract.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "../crawler/local/events.ts";
import { DirectoryInUse } from "../crawler/local/lock.ts";
import { fileIn, snapshotFiles } from "../crawler/snapshot/layout.ts";
import { StoreError } from "../crawler/store/store.ts";
import { chooseBrowser, type Browser } from "./choose-browser.ts";
import { printError, type Context } from "./context.ts";
import { CliExit } from "./exit-codes.ts";
import { prepareOutDirectory } from "./out-directory.ts";
import { chooseView } from "./views/choose-view.ts";
import { formatSummary } from "./views/summary.ts";
import type { CrawlView } from "./views/view.ts";
import { UsageError } from "./usage-error.ts";

export interface CrawlRequest {
  readonly plan: Plan;
  readonly out: string;
  readonly credentials: LocalCrawlOptions["credentials"];
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Runs one crawl with its view and its summary, and returns the exit code. */
export async function runCrawl(request: CrawlRequest, context: Context): Promise<number> {
  const browser = chooseBrowser(request.plan, context);
  await prepareOutDirectory(request.out);
  const plan = withOwnSnapshot(request.plan, request.out);
  const view = chooseView(request, context);
  using stop = context.listenForStop(() => view.print("stopping; once more to stop at once"));
  try {
    const result = await runEngine({ ...request, plan }, browser, view, stop.signal, context);
    view.finish(result);
    return report(result, request, context);
  } catch (error) {
    view.finish();
    if (error instanceof DirectoryInUse) throw new UsageError(error.message, error);
    if (!(error instanceof StoreError)) throw error;
    printError(context, error.message);
    return error.problem === "denied" ? CliExit.badConfiguration : CliExit.interrupted;
  }
}

/** Two runs within one second would have one id, and the second would take the first one's snapshot for its own. */
function withOwnSnapshot(plan: Plan, out: string): Plan {
  const isTaken = (id: string): boolean => existsSync(join(out, fileIn(id, snapshotFiles.site)));
  let snapshot = plan.snapshot;
  for (let n = 2; isTaken(snapshot); n++) snapshot = `${plan.snapshot}-${String(n).padStart(2, "0")}`;
  return { ...plan, snapshot };
}

async function runEngine(
  { plan, out, credentials, threads }: CrawlRequest,
  browser: Browser | undefined,
  view: CrawlView,
  signal: AbortSignal,
  context: Context,
): Promise<LocalCrawlResult> {
  const { runLocalCrawl } = await context.loadEngine();
  return await runLocalCrawl({
    plan,
    out,
    credentials,
    signal,
    onEvent: (event) => view.onEvent(event),
    ...(threads === undefined ? {} : { threads }),
    ...(browser === undefined ? {} : { browser }),
  });
}

function report(result: LocalCrawlResult, request: CrawlRequest, context: Context): number {
  if (result.type === "failed") printError(context, result.message);
  if (request.quiet !== true) {
    if (result.type === "interrupted") context.stderr.write(`${result.message}\n`);
    context.stderr.write(formatSummary(result, request.out));
  }
  switch (result.type) {
    case "published":
      return CliExit.published;
    case "failed":
      return result.reason === "other-site" ? CliExit.badConfiguration : CliExit.failed;
    case "interrupted":
      return CliExit.interrupted;
    default:
      return result satisfies never;
  }
}
