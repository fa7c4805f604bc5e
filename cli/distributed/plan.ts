import { writeFile } from "node:fs/promises";
import { byHand } from "../../crawler/nats-names.ts";
import type { Context } from "../context.ts";
import { planCrawl } from "../crawl.ts";
import type { CrawlFlags } from "../crawl-flags.ts";
import { CliExit } from "../exit-codes.ts";
import { explainFileError } from "../input-file.ts";
import { planRun } from "../run.ts";
import { UsageError } from "../usage-error.ts";

export interface PlanFlags extends CrawlFlags {
  readonly plan?: string;
  readonly site?: string;
}

/** `docsynapse plan`: what `run` or `crawl` would do, as a file. */
export async function writePlan(source: string, flags: PlanFlags, context: Context): Promise<number> {
  const isResource = source === "-" || /\.(ya?ml|json)$/i.test(source);
  // Where snapshots go is the coordinator's affair; a DocSite may name any store.
  const { plan } = isResource
    ? await planRun(source, { ...flags, out: flags.out ?? "." }, context)
    : await planCrawl(source, flags, context);
  const text = `${JSON.stringify({ ...plan, installation: byHand }, null, 2)}\n`;
  if (flags.plan === undefined) context.stdout.write(text);
  else await writeFile(flags.plan, text).catch(unwritable(flags.plan));
  return CliExit.ok;
}

const unwritable = (file: string) => (error: unknown) => {
  throw new UsageError(`--plan ${file}: ${explainFileError(error)}`, error);
};
