import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { convertFragment } from "./convert-fragment.ts";
import { readGfmSpecification } from "./gfm-specification.ts";
import { KNOWN_GFM_MISSES, KNOWN_MISSES } from "./known-misses.ts";
import { renderCommonmark, renderRemark, withoutTaskClasses } from "./parsers.ts";
import { loadPeerConverters } from "./peer-converters.ts";
import { type Convert, scoreSpec, type SpecScore } from "./score-spec.ts";
import { commonmarkExamples, parseGfmExamples, type SpecExample } from "./spec-examples.ts";
import { formatSpecReport, OURS, type SpecResult } from "./spec-report.ts";

const converters: Readonly<Record<string, Convert>> = {
  [OURS]: convertFragment,
  ...(await loadPeerConverters(say)),
};
const gfmExamples = parseGfmExamples(await readGfmSpecification(say));
const results: readonly SpecResult[] = [
  {
    specification: "CommonMark 0.31",
    reader: "commonmark.js, the reference implementation",
    reasons: KNOWN_MISSES,
    scores: scoreAll(commonmarkExamples, renderCommonmark),
  },
  {
    specification: "What GFM 0.29 adds",
    reader: "remark-gfm",
    reasons: KNOWN_GFM_MISSES,
    scores: scoreAll(gfmExamples, (markdown) => withoutTaskClasses(renderRemark(markdown))),
  },
];
const report = formatSpecReport(results);
const directory = resolve(import.meta.dirname, "../results");
await mkdir(directory, { recursive: true });
await writeFile(resolve(directory, "fidelity-spec.md"), report);
await writeFile(resolve(directory, "fidelity-spec.json"), `${JSON.stringify(results, undefined, 2)}\n`);
process.stdout.write(report);

function scoreAll(examples: readonly SpecExample[], render: Convert): Readonly<Record<string, SpecScore>> {
  return Object.fromEntries(
    Object.entries(converters).map(([name, convert]) => [name, scoreSpec(examples, convert, render)]),
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
