import { z } from "zod";
import { Conditions } from "./conditions.ts";
import { CrawlPages, CrawlPhase, SnapshotSummary } from "./crawl-status.ts";
import { anyText, timestamp } from "./docsite-fields.ts";

const LastCrawl = z
  .object({
    name: anyText(253, "Name of the Crawl."),
    phase: CrawlPhase,
    startedAt: timestamp("When it started.").optional(),
    finishedAt: timestamp("When it ended.").optional(),
    siteGeneration: z.int32().min(0).optional().describe("Generation of the DocSite that its plan was made from."),
    pages: CrawlPages.optional(),
  })
  .describe("The newest crawl.");

export const DocSiteStatus = z
  .object({
    observedGeneration: z
      .int32()
      .min(-1)
      .optional()
      .describe("Generation of the spec that this status is about; -1: the operator has not seen it yet."),
    conditions: Conditions,
    lastCrawl: LastCrawl.optional(),
    lastScheduleTime: timestamp("The scheduled time that was acted on last.").optional(),
    nextCrawlTime: timestamp("When the next crawl is due.").optional(),
    lastHandledCrawlRequest: anyText(
      253,
      "Value of the annotation docsynapse.io/crawl-requested-at that was acted on last.",
    ).optional(),
    snapshot: SnapshotSummary.optional(),
    output: z
      .object({
        from: z.enum(["Spec", "Default"]).describe("Named by spec.output, or the installation's default."),
        location: z.string().max(2048).describe("A claim of the namespace, or a place in object storage."),
      })
      .optional()
      .describe("Where crawls write."),
  })
  .describe("What is.");
export type DocSiteStatus = z.infer<typeof DocSiteStatus>;
