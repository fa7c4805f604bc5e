import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { nonEmpty, wholeNumber } from "../option-values.ts";
import type { RunFlags } from "../run.ts";
import { addStoreOptions } from "./store-options.ts";
import { jsonFields } from "../views/json-view.ts";

const help = `
Examples:
  docsynapse run docsite.yaml
  docsynapse run docsite.yaml --out ./docs
  kubectl get docsite guide -o yaml | docsynapse run -

Secrets and ConfigMaps that the DocSite refers to are looked up in the same file, as documents after --- lines.

${jsonFields}

${describeExitCodes("crawl")}
`;

export function buildRunCommand(context: Context, onExitCode: (code: number) => void): Command {
  const command = new Command("run")
    .summary("a DocSite resource, without a cluster")
    .description("Crawls what a DocSite resource declares, in this process: the very YAML that kubectl apply takes.")
    .argument("<file>", "YAML file with a DocSite, or - for standard input")
    .option(
      "-o, --out <dir>",
      "where the site's snapshots go: a directory, s3://, gs:// or az:// (default: spec.output, else ./docsynapse/<name>)",
      nonEmpty,
    )
    .option("--site <name>", "which DocSite, when the file holds several", nonEmpty)
    .option("--allow-private-addresses", "fetch loopback and private addresses too")
    .option("--full", "fetch every page anew")
    .option("--force", "publish whatever spec.publish says")
    .option("--threads <n>", "threads for parsing and converting", wholeNumber(1, 64))
    .option("--json", "one JSON line a page and a summary on standard output")
    .option("-q, --quiet", "print nothing but problems");
  addStoreOptions(command);
  return command.addHelpText("after", help).action(async (file: string, flags: RunFlags) => {
    const { run } = await import("../run.ts");
    onExitCode(await run(file, flags, context));
  });
}
