import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { nonEmpty } from "../option-values.ts";
import type { PlanFlags } from "../distributed/plan.ts";
import { addFetchOptions, addResultOptions, addScopeOptions } from "./crawl.ts";

const help = `
Examples:
  docsynapse plan docsite.yaml --plan plan.json
  docsynapse plan https://docs.example.org/guide/ --max-pages 500 --plan plan.json

The plan is what a coordinator and its workers share; it holds no credentials: give workers their own --header.
With a DocSite the flags of scope and fetching are not read: the resource says all that.

${describeExitCodes("validate")}
`;

export function buildPlanCommand(context: Context, onExitCode: (code: number) => void): Command {
  const command = new Command("plan")
    .summary("the plan of a crawl over several processes")
    .description("Writes the frozen plan of one crawl, from a DocSite resource or a URL.")
    .argument("<source>", "YAML file with a DocSite, - for standard input, or the URL where the documentation starts")
    .option("-p, --plan <file>", "where to write it (default: standard output)", nonEmpty)
    .option("--site <name>", "which DocSite, when the file holds several", nonEmpty)
    .option("--full", "fetch every page anew");
  addScopeOptions(command);
  addFetchOptions(command);
  addResultOptions(command);
  return command.addHelpText("after", help).action(async (source: string, flags: PlanFlags) => {
    const { writePlan } = await import("../distributed/plan.ts");
    onExitCode(await writePlan(source, flags, context));
  });
}
