import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { nonEmpty, wholeNumber } from "../option-values.ts";
import { addHeaderOption, addNatsOptions, type WorkerFlags } from "./nats-options.ts";

const help = `
Example (docs/distributed.md tells the whole story):
  docsynapse worker --plan plan.json --nats nats://127.0.0.1:4222

Start as many as you like, before or after the coordinator. One that is stopped or killed costs a repeat, never a page.

${describeExitCodes("worker")}
`;

export function buildWorkerCommand(context: Context, onExitCode: (code: number) => void): Command {
  const command = new Command("worker")
    .summary("fetches and converts for a coordinator")
    .description("Takes a crawl's requests from NATS, makes them, converts what comes, and sends the results back.")
    .requiredOption("--plan <file>", "the plan, from docsynapse plan", nonEmpty)
    .option("--threads <n>", "threads for parsing and converting", wholeNumber(1, 64))
    .option(
      "--loops <n>",
      "requests at once, while as many pages are read (default: as many as the plan lets out)",
      wholeNumber(1, 1024),
    )
    .option("--grace <seconds>", "for what is under way, when it is stopped", wholeNumber(0, 3600), 30);
  return addNatsOptions(addHeaderOption(command))
    .addHelpText("after", help)
    .action(async (flags: WorkerFlags) => {
      const { worker } = await import("../distributed/worker.ts");
      onExitCode(await worker(flags, context));
    });
}
