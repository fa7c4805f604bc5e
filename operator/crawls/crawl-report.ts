import { z } from "zod";

/**
 * What a crawl tells of itself: while it runs from the progress bucket, at its end in the coordinator's termination
 * message. Unknown fields are left out, so that a newer crawler may tell more.
 */
export const CrawlReport = z.object({
  phase: z.enum(["Seeding", "Crawling", "Suspended", "Publishing", "Succeeded", "Failed"]),
  counts: z
    .object({
      discovered: z.int().min(0),
      stored: z.int().min(0),
      unchanged: z.int().min(0),
      changed: z.int().min(0).optional(),
      removed: z.int().min(0).optional(),
      skipped: z.int().min(0),
      failed: z.int().min(0),
    })
    .optional(),
  uri: z.string().max(2048).optional(),
  bytes: z.number().min(0).optional(),
  /** With `Failed`: one word, and a sentence with the remedy; never a body. */
  reason: z.string().max(64).optional(),
  message: z.string().max(2000).optional(),
});
export type CrawlReport = z.infer<typeof CrawlReport>;

/** The report in a termination message, which Kubernetes cuts at 4 KiB; undefined for anything else. */
export function parseReport(text: string | undefined): CrawlReport | undefined {
  try {
    return CrawlReport.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
