import type { Plan, StoreTarget } from "../crawler/contract.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "../crawler/local/events.ts";
import { DirectoryInUse } from "../crawler/local/lock.ts";
import { StoreError } from "../crawler/store/store.ts";
import type { StoreAccess } from "../crawler/store/target.ts";
import { chooseBrowser } from "./choose-browser.ts";
import { printError, type Context } from "./context.ts";
import { CliExit } from "./exit-codes.ts";
import { cutOffWhenStopped } from "./cut-off.ts";
import { prepareOutDirectory } from "./out-directory.ts";
import { chooseView } from "./views/choose-view.ts";
import { formatSummary } from "./views/summary.ts";
import { UsageError } from "./usage-error.ts";

export interface CrawlRequest {
  readonly plan: Plan;
  readonly target: StoreTarget;
  readonly storeAccess: StoreAccess;
  readonly credentials: LocalCrawlOptions["credentials"];
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Runs one crawl in this process and returns the exit code. */
export async function runCrawl(request: CrawlRequest, context: Context): Promise<number> {
  await prepareDirectory(request, context);
  return await showCrawl(request, context, (watched) =>
    cutOffWhenStopped(watched, (within) => runEngine(request, within, context)),
  );
}

/** What a crawl needs of whoever shows it. */
export type Watched = Pick<LocalCrawlOptions, "signal" | "onEvent">;

/** Runs a crawl with its view and its summary, and returns the exit code. */
export async function showCrawl(
  request: Pick<CrawlRequest, "target" | "json" | "quiet">,
  context: Context,
  run: (watched: Watched) => Promise<LocalCrawlResult>,
): Promise<number> {
  const view = chooseView(request, context);
  using stop = context.listenForStop(() => view.print("stopping; once more to stop at once"));
  try {
    const result = await run({ signal: stop.signal, onEvent: (event) => view.onEvent(event) });
    view.finish(result);
    return report(result, request, context);
  } catch (error) {
    view.finish();
    if (error instanceof DirectoryInUse) throw new UsageError(error.message, error);
    if (!(error instanceof StoreError)) throw error;
    printError(context, error.message);
    return isMisconfigured(error) ? CliExit.badConfiguration : CliExit.interrupted;
  }
}

/** The same command would end the same. */
const isMisconfigured = ({ problem }: StoreError): boolean => problem === "denied" || problem === "missing";

async function prepareDirectory({ target }: CrawlRequest, { stateRoot }: Context): Promise<void> {
  if (target.type === "volume") return prepareOutDirectory(target.path, "choose another directory with --out");
  await prepareOutDirectory(stateRoot, "name another directory for work in progress with XDG_STATE_HOME");
}

async function runEngine(
  { plan, target, storeAccess, credentials, threads }: CrawlRequest,
  watched: Watched,
  context: Context,
): Promise<LocalCrawlResult> {
  const browser = chooseBrowser(plan, context);
  const { runLocalCrawl } = await context.loadEngine();
  return await runLocalCrawl({
    plan,
    target,
    storeAccess,
    stateRoot: context.stateRoot,
    credentials,
    ...watched,
    ...(threads === undefined ? {} : { threads }),
    ...(browser === undefined ? {} : { browser }),
  });
}

function report(result: LocalCrawlResult, request: Pick<CrawlRequest, "target" | "quiet">, context: Context): number {
  if (result.type === "failed") printError(context, result.message);
  if (request.quiet !== true) {
    if (result.type === "interrupted") context.stderr.write(`${result.message}\n`);
    context.stderr.write(formatSummary(result, request.target));
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
