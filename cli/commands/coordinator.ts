import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { nonEmpty } from "../option-values.ts";
import { addStoreOptions } from "./store-options.ts";
import { addNatsOptions, type CoordinatorFlags } from "./nats-options.ts";

const help = `
Example (docs/distributed.md tells the whole story):
  docsynapse coordinator --plan plan.json --nats nats://127.0.0.1:4222 --out ./docs

${describeExitCodes("crawl")}
`;

export function buildCoordinatorCommand(context: Context, onExitCode: (code: number) => void): Command {
  const command = new Command("coordinator")
    .summary("leads a crawl whose workers are other processes")
    .description("Leads a crawl over NATS: decides, journals, writes the snapshot. Stopped or killed, start it again.")
    .requiredOption("--plan <file>", "the plan, from docsynapse plan", nonEmpty)
    .option("-o, --out <where>", "directory, s3://, gs:// or az:// (default: ./docsynapse/<site>)", nonEmpty)
    .option("--keep-streams", "leave the crawl's streams in NATS when it has ended")
    .option("--json", "one JSON line a page and a summary on standard output")
    .option("-q, --quiet", "print nothing but problems");
  addStoreOptions(command);
  return addNatsOptions(command)
    .addHelpText("after", help)
    .action(async (flags: CoordinatorFlags) => {
      const { coordinator } = await import("../distributed/coordinator.ts");
      onExitCode(await coordinator(flags, context));
    });
}
