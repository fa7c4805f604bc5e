import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { PageCounts } from "../../crawler/contract.ts";
import type { LocalCrawlResult } from "../../crawler/local/events.ts";
import { BROWSER_REMEDY } from "../../crawler/render/find-browser.ts";
import { snapshotFiles } from "../../crawler/snapshot/layout.ts";
import { formatBytes, formatRate, formatReasons, formatTime } from "./amounts.ts";

/** What a person wants to know when a crawl has ended. */
export function formatSummary(result: LocalCrawlResult, out: string): string {
  switch (result.type) {
    case "published":
      return formatPublished(result, out);
    case "failed":
      return toLines([
        ["pages", formatCounts(result.counts)],
        ["failed", formatReasons(result.failedByReason)],
      ]);
    case "interrupted":
      return toLines([["pages", formatCounts(result.counts)]]);
    default:
      return result satisfies never;
  }
}

function formatPublished(result: Extract<LocalCrawlResult, { type: "published" }>, out: string): string {
  const { snapshot, counts, changes, elapsedMs, transferredBytes } = result;
  const fetched = counts.stored + counts.unchanged + counts.failed;
  const speed = formatRate(elapsedMs > 0 ? (fetched * 1000) / elapsedMs : 0);
  const needBrowser = result.skippedByReason["needs-javascript"] ?? 0;
  const latest = existsSync(join(out, "latest")) ? join(out, "latest") : result.location;
  return `Published ${snapshot} in ${formatTime(elapsedMs)} (${speed}, ${formatBytes(transferredBytes)})\n${toLines([
    ["pages", formatCounts(counts)],
    ["skipped", formatReasons(result.skippedByReason)],
    ["failed", formatReasons(result.failedByReason)],
    [
      "changes",
      `${changes.added} added, ${changes.changed} changed, ${changes.removed} removed, ${changes.unchanged} unchanged`,
    ],
    [
      "browser",
      needBrowser > 0
        ? `${needBrowser} pages are empty without scripts; --render auto shows them where there is a browser: ${BROWSER_REMEDY}`
        : "",
    ],
    ["result", showPath(result.location)],
    ["open", showPath(join(latest, snapshotFiles.reportHtml))],
    ["", showPath(join(latest, snapshotFiles.llms))],
  ])}`;
}

function formatCounts({ discovered, stored, unchanged, skipped, failed }: PageCounts): string {
  return `${discovered} found: ${stored} stored, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed`;
}

function toLines(rows: readonly (readonly [string, string])[]): string {
  return rows
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `  ${name.padEnd(9)}${text}\n`)
    .join("");
}

/** Relative where that is shorter to read. */
function showPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
