import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { PageCounts, StoreTarget } from "../../crawler/contract.ts";
import type { LocalCrawlResult } from "../../crawler/local/events.ts";
import { BROWSER_REMEDY } from "../../crawler/render/find-browser.ts";
import { latestLink, snapshotFiles } from "../../crawler/snapshot/layout.ts";
import { formatBytes, formatRate, formatReasons, formatTime } from "./amounts.ts";

/** What a person wants to know when a crawl has ended. */
export function formatSummary(result: LocalCrawlResult, target: StoreTarget): string {
  switch (result.type) {
    case "published":
      return formatPublished(result, target);
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

function formatPublished(result: Extract<LocalCrawlResult, { type: "published" }>, target: StoreTarget): string {
  const { snapshot, counts, changes, elapsedMs, transferredBytes } = result;
  const fetched = counts.stored + counts.unchanged + counts.failed;
  const speed = formatRate(elapsedMs > 0 ? (fetched * 1000) / elapsedMs : 0);
  const needBrowser = result.skippedByReason["needs-javascript"] ?? 0;
  const latest = latestFolder(target) ?? result.location;
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
    ["open", showPath(`${latest}/${snapshotFiles.reportHtml}`)],
    ["", showPath(`${latest}/${snapshotFiles.llms}`)],
  ])}`;
}

/** The link that a directory has where its file system knows links. */
function latestFolder(target: StoreTarget): string | undefined {
  const link = target.type === "volume" ? join(target.path, latestLink) : undefined;
  return link !== undefined && existsSync(link) ? link : undefined;
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

/** Relative where that is shorter to read; URIs as they are. */
function showPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
