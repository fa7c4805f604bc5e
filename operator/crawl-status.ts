import { z } from "zod";
import { Conditions } from "./conditions.ts";
import { anyText, timestamp } from "./docsite-fields.ts";

const crawlPhases = ["Pending", "Seeding", "Crawling", "Publishing", "Suspended", "Succeeded", "Failed"] as const;
export const CrawlPhase = z.enum(crawlPhases).describe("Where the crawl is.");
export type CrawlPhase = z.infer<typeof CrawlPhase>;

const count = (description: string) => z.int32().min(0).optional().describe(description);

export const CrawlPages = z
  .object({
    discovered: count("URLs found."),
    fetched: count("Pages fetched and stored."),
    unchanged: count("Pages that are as they were."),
    changed: count("Pages that differ from the last snapshot, new ones included."),
    removed: count("Pages of the last snapshot that are gone."),
    skipped: count("URLs left out, each with a reason in the report."),
    failed: count("URLs that could not be had, each with a reason in the report."),
  })
  .describe("How many pages ended in which way.");
export type CrawlPages = z.infer<typeof CrawlPages>;

export const SnapshotSummary = z
  .object({
    id: anyText(64, "Name of the snapshot."),
    uri: anyText(2048, "Where it is, without credentials.").optional(),
    pages: count("Pages in it."),
    bytes: z.number().min(0).optional().describe("Bytes of its pages and assets."),
    changed: count("Pages that differ from the snapshot before."),
    publishedAt: timestamp("When it was published.").optional(),
  })
  .describe("The snapshot that readers see.");
export type SnapshotSummary = z.infer<typeof SnapshotSummary>;

export const CrawlStatus = z
  .object({
    observedGeneration: z
      .int32()
      .min(-1)
      .optional()
      .describe("Generation of the spec that this status is about; -1: the operator has not seen it yet."),
    phase: CrawlPhase.optional(),
    conditions: Conditions,
    workers: z.int32().min(0).optional().describe("Workers that are running."),
    selector: anyText(1024, "Label selector of the workers' pods, for autoscalers.").optional(),
    startedAt: timestamp("When the crawl started.").optional(),
    finishedAt: timestamp("When the crawl ended.").optional(),
    seeded: z.boolean().optional().describe("Whether the first size was set from what seeding found."),
    coordinatorAttempt: z.int32().min(0).optional().describe("Which coordinator Job is the current one, from 0."),
    progressedAt: timestamp("When the counters changed last.").optional(),
    pages: CrawlPages.optional(),
    snapshot: SnapshotSummary.optional(),
  })
  .describe("What is.");
export type CrawlStatus = z.infer<typeof CrawlStatus>;
