import { Command } from "commander";
import type { Context } from "../context.ts";
import type { DiffFlags } from "../diff/diff.ts";
import { describeExitCodes } from "../exit-codes.ts";

const help = `
Examples:
  docsynapse diff docs/snapshots/20260101T000000Z docs/latest
  docsynapse diff --unified docs/snapshots/20260101T000000Z docs
  docsynapse diff --json old new | jq -r 'select(.change == "added").url'

A site's directory stands for its latest snapshot. Lines begin with A (added), M (changed) or D (removed).

JSON lines: {"type":"page"|"asset","change":"added"|"changed"|"removed","url","path"} and at the end
{"type":"summary","added","changed","removed","unchanged"}, which counts pages.

${describeExitCodes("diff")}
`;

export function buildDiffCommand(context: Context, onExitCode: (code: number) => void): Command {
  return new Command("diff")
    .summary("what changed between two snapshots")
    .description("Compares two snapshots: pages and assets added, changed and removed.")
    .argument("<old>", "directory of a snapshot, or of a site")
    .argument("<new>", "directory of a snapshot, or of a site")
    .option("-u, --unified", "show the text that changed, as a unified diff")
    .option("--json", "JSON lines")
    .addHelpText("after", help)
    .action(async (left: string, right: string, flags: DiffFlags) => {
      const { diff } = await import("../diff/diff.ts");
      onExitCode(await diff(left, right, flags, context));
    });
}
