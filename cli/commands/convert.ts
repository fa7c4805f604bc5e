import { Command } from "commander";
import type { Context } from "../context.ts";
import type { ConvertFlags } from "../convert/convert.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { collect, nonEmpty } from "../option-values.ts";

const help = `
Examples:
  docsynapse convert page.html > page.md
  curl -s https://docs.example.org/ | docsynapse convert - --url https://docs.example.org/
  docsynapse convert site/*.html --url https://docs.example.org/guide/ --out ./markdown

  docsynapse convert openapi.yaml > api.md

Without --url, relative links stay relative.

${describeExitCodes("convert")}
`;

export function buildConvertCommand(context: Context, onExitCode: (code: number) => void): Command {
  return new Command("convert")
    .summary("saved HTML and OpenAPI documents to Markdown")
    .description(
      "Converts saved HTML pages and OpenAPI documents (JSON or YAML, Swagger 2.0 to OpenAPI 3.1). One page goes to standard output; many go to a directory, as <name>.md.",
    )
    .argument("<files...>", "HTML, JSON or YAML files, or - for standard input")
    .option("--url <url>", "the page's URL; with many files, what each file's name is resolved against", nonEmpty)
    .option("-o, --out <dir>", "write <name>.md into this directory", nonEmpty)
    .option("--front-matter", "begin with the page's metadata as YAML")
    .option("--content-selector <css>", "what of a page is content (default: recognised)", nonEmpty)
    .option("--remove <css>", "leave this out of the content (repeatable)", collect)
    .option("--generator <name>", "read pages as this generator's (default: recognised)", nonEmpty)
    .option("--profile <file>", "read pages with a profile of your own (YAML; see docs/generators.md)", nonEmpty)
    .option("--explain", "say on standard error how each page was read, and what told so")
    .addHelpText("after", help)
    .action(async (files: string[], flags: ConvertFlags) => {
      const { convert } = await import("../convert/convert.ts");
      onExitCode(await convert(files, flags, context));
    });
}
