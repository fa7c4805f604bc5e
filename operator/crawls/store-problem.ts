import type { CrawlReport } from "../../crawler/contract.ts";
import type { Reason } from "../reasons.ts";
import type { PodProblem } from "./pod-problems.ts";

const waitsFor: Readonly<Record<string, Reason>> = {
  "Store-full": "StorageFull",
  "Store-unreachable": "StorageUnreachable",
};

/** What the coordinator of a running crawl says that it waits for, in its own words. */
export function findStoreProblem(report: CrawlReport | undefined): PodProblem | undefined {
  const { phase, reason = "", message = "" } = report ?? {};
  const found = phase === "Failed" || !Object.hasOwn(waitsFor, reason) ? undefined : waitsFor[reason];
  return found && { reason: found, message };
}
