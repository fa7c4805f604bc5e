import { Command } from "commander";
import type { Context } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";

const help = `
Examples:
  docsynapse validate docsite.yaml
  helm template ./chart | docsynapse validate -

Each problem is a line: file:line: field: found …; allowed: …

${describeExitCodes("validate")}
`;

export function buildValidateCommand(context: Context, onExitCode: (code: number) => void): Command {
  return new Command("validate")
    .summary("every problem of a DocSite resource")
    .description("Checks DocSite resources and prints every problem at once; needs no cluster and no network.")
    .argument("<files...>", "YAML files, or - for standard input")
    .addHelpText("after", help)
    .action(async (files: string[]) => {
      const { validate } = await import("../validate.ts");
      onExitCode(await validate(files, context));
    });
}
