import type { Machine } from "../machine.ts";
import { alignTable } from "../align-table.ts";
import type { Run, Spread, Summary } from "../statistics.ts";

export interface RenderingReport {
  readonly machine: Machine;
  readonly pages: number;
  readonly rounds: number;
  readonly cores: number;
  readonly results: readonly { readonly name: string; readonly runs: readonly Run[]; readonly summary: Summary }[];
}

export function formatRendering(report: RenderingReport): string {
  const { machine, pages, rounds, cores } = report;
  const { date, cpu, memoryGb, node, nginx, loadBefore } = machine;
  return `# Rendering benchmark

Written by \`make bench-rendering\`; do not edit.

${date}, ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, load before the start ${loadBefore}. A generated site of ${pages} pages that
show nothing without their script, each with data, a style sheet, a font and four pictures, on loopback by nginx ${nginx}.
DocSynapse crawls it as \`--render auto --rate 0\` does: each page's HTML is fetched, found to need a browser, fetched again
and rendered, scrolled through, converted and published. Playwright (the same version, the same browser) opens every page
once, blocks pictures, fonts and media by \`route\`, and writes what \`main\` shows as HTML, unconverted.
Every run is a process of its own, from start to exit, in ${rounds} interleaved ${rounds === 1 ? "round" : "rounds"}; medians, with least and most in
brackets. Memory is the sum over all processes, shared parts once (PSS), sampled four times a second.

${tableOf(report, "")}
`;
}

/** The README with this report's figures between its two marks; throws when they are not there. */
export function replaceRenderingSection(readme: string, report: RenderingReport): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md has no "${START}" followed by "${END}"`);
  const { date, loadBefore } = report.machine;
  const busy =
    loadBefore > report.cores ? `, **on a machine that was busy** (load ${loadBefore} on ${report.cores} cores)` : "";
  const text = `A site of ${report.pages} pages that show nothing without JavaScript, beside Playwright alone, which converts nothing
([the method](bench/results/rendering.md)); ${date}${busy}:

${tableOf(report, "**")}
`;
  return `${readme.slice(0, start + START.length)}\n\n${text}\n${readme.slice(end)}`;
}

const START = "<!-- bench-rendering:start (written by make bench-rendering) -->";
const END = "<!-- bench-rendering:end -->";

function tableOf({ results }: RenderingReport, mark: string): string {
  return alignTable([
    ["", "pages", "pages/s", "CPU-ms/page", "peak MB"],
    ["---", "---:", "---:", "---:", "---:"],
    ...results.map(({ name, summary: { pages, pagesPerSecond, cpuMsPerPage, peakMb } }, at) => [
      at === 0 ? `${mark}${name}${mark}` : name,
      String(pages.median),
      ...[pagesPerSecond, cpuMsPerPage, peakMb].map(spread),
    ]),
  ]).join("\n");
}

const spread = ({ median, min, max }: Spread): string =>
  min === max ? figure(median) : `${figure(median)} (${figure(min)}–${figure(max)})`;

function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
