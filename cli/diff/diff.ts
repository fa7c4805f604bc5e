import type { Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { plain } from "../views/ansi.ts";
import { compareSnapshots, type Change, type Comparison } from "./compare-snapshots.ts";
import { openSnapshot } from "./open-snapshot.ts";
import { readManifest } from "./read-manifest.ts";
import { buildPatch } from "./unified.ts";
import { UsageError } from "../usage-error.ts";

export interface DiffFlags {
  readonly unified?: boolean;
  readonly json?: boolean;
}

/** `docsynapse diff`: exit codes as diff(1) has them. */
export async function diff(left: string, right: string, flags: DiffFlags, context: Context): Promise<number> {
  if (flags.unified === true && flags.json === true) {
    throw new UsageError("--unified and --json cannot be used together; choose one");
  }
  const [before, after] = [await openSnapshot(left), await openSnapshot(right)];
  const comparison = compareSnapshots(await readManifest(before), await readManifest(after));
  if (flags.json === true) writeJson(comparison, context);
  else if (flags.unified === true) await writePatches(comparison, before, after, context);
  else writeLines(comparison, context);
  return comparison.changes.length === 0 ? CliExit.ok : CliExit.different;
}

const letters = { added: "A", changed: "M", removed: "D" } as const;

function writeLines(comparison: Comparison, { stdout }: Context): void {
  for (const change of comparison.changes) {
    stdout.write(`${letters[change.change]} ${plain(pathOf(change))}  ${plain(change.url)}\n`);
  }
  stdout.write(`${describeCounts(comparison)}\n`);
}

/** The figures go to standard error, so that standard output is a patch and nothing else. */
async function writePatches(comparison: Comparison, before: string, after: string, context: Context): Promise<void> {
  for (const change of comparison.changes) context.stdout.write(await buildPatch(change, before, after));
  context.stderr.write(`${describeCounts(comparison)}\n`);
}

function writeJson(comparison: Comparison, { stdout }: Context): void {
  for (const change of comparison.changes) {
    const { kind: type, url } = change;
    stdout.write(`${JSON.stringify({ type, change: change.change, url, path: pathOf(change) })}\n`);
  }
  stdout.write(`${JSON.stringify({ type: "summary", ...countPages(comparison) })}\n`);
}

const pathOf = (change: Change): string => change.new?.path ?? change.old?.path ?? "";

function countPages({ changes, unchangedPages }: Comparison) {
  const count = (wanted: Change["change"]) =>
    changes.filter(({ kind, change }) => kind === "page" && change === wanted).length;
  return { added: count("added"), changed: count("changed"), removed: count("removed"), unchanged: unchangedPages };
}

function describeCounts(comparison: Comparison): string {
  const { added, changed, removed, unchanged } = countPages(comparison);
  return `pages: ${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged`;
}
