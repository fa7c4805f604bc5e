import { JournalTaken } from "../../crawler/coordinator/journal.ts";
import { leadCrawl } from "../../crawler/distributed/lead-crawl.ts";
import { NatsRefused } from "../../crawler/nats/connect.ts";
import type { CoordinatorFlags } from "../commands/nats-options.ts";
import { printError, type Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { prepareOutDirectory } from "../out-directory.ts";
import { showCrawl } from "../run-crawl.ts";
import { parseOut, readStoreAccess } from "../store-flags.ts";
import { UsageError } from "../usage-error.ts";
import { natsSettings, readPlan } from "./settings.ts";

/** `docsynapse coordinator`: leads a crawl whose workers are other processes, and shows it like any crawl. */
export async function coordinator(flags: CoordinatorFlags, context: Context): Promise<number> {
  const plan = await readPlan(flags.plan);
  const nats = await natsSettings(flags);
  const target = parseOut(flags.out ?? `docsynapse/${plan.site.split("/").at(-1) ?? plan.site}`, flags);
  const storeAccess = await readStoreAccess(flags, context);
  if (target.type === "volume") await prepareOutDirectory(target.path, "choose another directory with --out");
  const deletesStreams = flags.keepStreams !== true;
  try {
    return await showCrawl({ ...flags, target }, context, (watched) =>
      leadCrawl({ plan, nats, target, storeAccess, deletesStreams, ...watched, onPulse: () => undefined }),
    );
  } catch (error) {
    if (error instanceof NatsRefused) throw new UsageError(error.message, error);
    if (!(error instanceof JournalTaken)) throw error;
    printError(context, error.message);
    return CliExit.interrupted;
  }
}
