import { Command, CommanderError } from "commander";
import { productVersion } from "../operator/version.ts";
import { buildConvertCommand } from "./commands/convert.ts";
import { buildCrawlCommand } from "./commands/crawl.ts";
import { buildDiffCommand } from "./commands/diff.ts";
import { buildCoordinatorCommand } from "./commands/coordinator.ts";
import { buildPlanCommand } from "./commands/plan.ts";
import { buildPullCommand } from "./commands/pull.ts";
import { buildRunCommand } from "./commands/run.ts";
import { buildValidateCommand } from "./commands/validate.ts";
import { buildWorkerCommand } from "./commands/worker.ts";
import type { Context } from "./context.ts";
import { allExitCodes, CliExit } from "./exit-codes.ts";

/** Runs one command line and returns its exit code; throws `UsageError` for what a person can mend. */
export async function runProgram(args: readonly string[], context: Context): Promise<number> {
  let exitCode: number = CliExit.ok;
  const program = buildProgram(context, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message already.
    return error.exitCode === 0 ? CliExit.ok : CliExit.badConfiguration;
  }
}

const examples = `
Examples:
  docsynapse crawl https://docs.example.org/guide/      the site as Markdown in ./docsynapse/
  docsynapse run docsite.yaml                           what kubectl apply takes, without a cluster
  docsynapse convert page.html > page.md                one saved page
  docsynapse diff old-snapshot new-snapshot             what changed between two crawls
  docsynapse pull guide -n docs                         a snapshot from a cluster
  docsynapse validate docsite.yaml                      every problem of a resource at once
  docsynapse plan docsite.yaml --plan plan.json         for one crawl over several processes, with
  docsynapse coordinator|worker --plan plan.json        NATS between them

${allExitCodes}
`;

function buildProgram(context: Context, onExitCode: (code: number) => void): Command {
  const program = new Command("docsynapse")
    .description("Turns documentation web sites into clean, versioned Markdown.")
    .version(productVersion, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help; each command has its own")
    .addHelpText("after", examples);
  const builders = [
    buildCrawlCommand,
    buildRunCommand,
    buildConvertCommand,
    buildDiffCommand,
    buildValidateCommand,
    buildPullCommand,
    buildPlanCommand,
    buildCoordinatorCommand,
    buildWorkerCommand,
  ];
  for (const build of builders) program.addCommand(build(context, onExitCode));
  for (const command of [program, ...program.commands]) configure(command, program, context);
  return program;
}

function configure(command: Command, program: Command, { stdout, stderr }: Context): void {
  const name = command === program ? "docsynapse" : `docsynapse ${command.name()}`;
  command
    .exitOverride()
    .showHelpAfterError(`(${name} --help shows what it takes)`)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => helpWidth(stdout.columns),
      getErrHelpWidth: () => helpWidth(stderr.columns),
    });
}

const helpWidth = (columns = 100): number => Math.min(120, Math.max(60, columns));
