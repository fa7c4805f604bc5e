import { writeFile } from "node:fs/promises";
import { maxReportBytes, type CrawlReport } from "./contract.ts";
import type { LocalCrawlResult } from "./local/events.ts";

type Ended = Exclude<LocalCrawlResult, { readonly type: "interrupted" }>;

export function buildReport(result: Ended): CrawlReport {
  if (result.type === "failed") return { ...buildFailure(result), counts: result.counts };
  const { counts, changes, location } = result;
  const { added, changed, removed } = changes;
  return {
    phase: "Succeeded",
    counts: { ...counts, changed: added + changed, removed },
    ...(location.length <= 2048 ? { uri: location } : {}),
  };
}

export function buildFailure({ reason, message }: { reason: string; message: string }): CrawlReport {
  return { phase: "Failed", reason: reason.slice(0, 64), message: message.slice(0, 2000) };
}

/** Over what is there: in a pod the file is the container's own termination message, which cannot be replaced. */
export async function writeReport(file: string, report: CrawlReport): Promise<void> {
  await writeFile(file, formatReport(report));
}

/** In JSON and below the size at which it would be cut; the message gives way. */
export function formatReport(report: CrawlReport): string {
  const { message = "" } = report;
  for (let length = message.length; ; length = Math.floor(length * 0.8)) {
    const shorter = length === message.length ? report : { ...report, message: `${message.slice(0, length)}…` };
    const text = JSON.stringify(shorter);
    if (Buffer.byteLength(text) < maxReportBytes || length === 0) return text;
  }
}
