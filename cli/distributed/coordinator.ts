import { resolve } from "node:path";
import { JournalTaken } from "../../crawler/coordinator/journal.ts";
import { leadCrawl } from "../../crawler/distributed/lead-crawl.ts";
import { NatsRefused } from "../../crawler/nats/connect.ts";
import { createVolumeStore } from "../../crawler/store/volume.ts";
import type { CoordinatorFlags } from "../commands/nats-options.ts";
import { printError, type Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { prepareOutDirectory } from "../out-directory.ts";
import { showCrawl } from "../run-crawl.ts";
import { UsageError } from "../usage-error.ts";
import { natsSettings, readPlan } from "./settings.ts";

/** `docsynapse coordinator`: leads a crawl whose workers are other processes, and shows it like any crawl. */
export async function coordinator(flags: CoordinatorFlags, context: Context): Promise<number> {
  const plan = await readPlan(flags.plan);
  const nats = await natsSettings(flags);
  const out = resolve(flags.out ?? `docsynapse/${plan.site.split("/").at(-1) ?? plan.site}`);
  await prepareOutDirectory(out);
  const store = createVolumeStore(out);
  const deletesStreams = flags.keepStreams !== true;
  try {
    return await showCrawl({ ...flags, out }, context, (watched) =>
      leadCrawl({ plan, nats, store, deletesStreams, ...watched, onPulse: () => undefined }),
    );
  } catch (error) {
    if (error instanceof NatsRefused) throw new UsageError(error.message, error);
    if (!(error instanceof JournalTaken)) throw error;
    printError(context, error.message);
    return CliExit.interrupted;
  }
}
