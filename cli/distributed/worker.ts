import { credentialHosts } from "../../operator/resolve-references.ts";
import { serveCrawl } from "../../crawler/distributed/serve-crawl.ts";
import { NatsRefused } from "../../crawler/nats/connect.ts";
import type { WorkerFlags } from "../commands/nats-options.ts";
import { printNote, type Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { collectHeaders } from "../request-headers.ts";
import { UsageError } from "../usage-error.ts";
import { natsSettings, readPlan } from "./settings.ts";

/** `docsynapse worker`: fetches and converts until the crawl has ended, or until it is stopped. */
export async function worker(flags: WorkerFlags, context: Context): Promise<number> {
  const plan = await readPlan(flags.plan);
  const nats = await natsSettings(flags);
  const headers = collectHeaders(undefined, flags.header ?? []);
  const { threads = plan.workers?.threads, loops = plan.workers?.loops } = flags;
  const workers = { ...(threads === undefined ? {} : { threads }), ...(loops === undefined ? {} : { loops }) };
  using stop = context.listenForStop(() =>
    printNote(context, "finishing what is under way; once more to stop at once"),
  );
  try {
    const end = await serveCrawl({
      plan: { ...plan, workers },
      nats,
      browser: plan.rendering.mode === "Never" ? undefined : context.locateBrowser?.(),
      credentials: { headers, hosts: credentialHosts(new URL(plan.url)) },
      endsWithCrawl: true,
      drain: stop.signal,
      graceMs: flags.grace * 1000,
      onNote: (message) => printNote(context, message),
      onResult: () => undefined,
      onPulse: () => undefined,
    });
    if (end === "crawl-ended") printNote(context, "the crawl has ended");
    return end === "crawl-ended" ? CliExit.ok : CliExit.interrupted;
  } catch (error) {
    if (stop.signal.aborted) return CliExit.interrupted;
    throw error instanceof NatsRefused ? new UsageError(error.message, error) : error;
  }
}
