import type { Plan } from "../crawler/contract.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "../crawler/local/events.ts";
import { StoreError } from "../crawler/store/store.ts";
import { printError, type Context } from "./context.ts";
import { CliExit } from "./exit-codes.ts";
import { prepareOutDirectory } from "./out-directory.ts";
import { chooseView } from "./views/choose-view.ts";
import { formatSummary } from "./views/summary.ts";
import type { CrawlView } from "./views/view.ts";

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
  await prepareOutDirectory(request.out);
  const view = chooseView(request, context);
  using stop = context.listenForStop(() => view.print("stopping; once more to stop at once"));
  try {
    const result = await runEngine(request, view, stop.signal, context);
    view.finish(result);
    return report(result, request, context);
  } catch (error) {
    view.finish();
    if (!(error instanceof StoreError)) throw error;
    printError(context, error.message);
    return error.problem === "denied" ? CliExit.badConfiguration : CliExit.interrupted;
  }
}

async function runEngine(
  { plan, out, credentials, threads }: CrawlRequest,
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
      return CliExit.failed;
    case "interrupted":
      return CliExit.interrupted;
    default:
      return result satisfies never;
  }
}
