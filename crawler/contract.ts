import { z } from "zod";

/**
 * What the control plane and the crawler agree on: the plan of one crawl, its progress and its exit codes.
 * The operator imports this file and nothing else of the crawler.
 */

/** Exit codes of a crawl process (sysexits.h where it has one). */
export const ExitCode = {
  published: 0,
  failed: 69,
  interrupted: 75,
  badConfiguration: 78,
} as const;

const httpUrl = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^/]+/, "must be an absolute http or https URL");
const globs = z.array(z.string().min(1).max(512)).max(256);
const count = z.number().int().positive();

/** One crawl, frozen before it starts: nothing in it changes while the crawl runs, and no credential is in it. */
export const Plan = z.strictObject({
  version: z.literal(1),
  /** `namespace/name` of the DocSite; a crawl by hand uses `local/<name>`. */
  site: z.string().min(1).max(512),
  /** Snapshot id: UTC start time, sorts by age. */
  snapshot: z.string().regex(/^\d{8}T\d{6}Z(-[a-z0-9]{1,16})?$/),
  url: httpUrl,
  startUrls: z.array(httpUrl).max(256),
  scope: z.strictObject({
    /** Globs over the path, or over the whole URL when they start with http; empty: the start URLs' folders. */
    include: globs,
    exclude: globs,
    /** Hosts beside the start URLs' own. */
    hosts: z.array(z.string().max(253)).max(64),
    /** Links away from a start URL; absent: no bound. */
    maxDepth: z.number().int().nonnegative().optional(),
    /** Pages stored at most; absent: no bound. */
    maxPages: count.optional(),
    /** URLs with a query string: left out, each its own page, or requested without the query. */
    query: z.enum(["Skip", "Keep", "Strip"]),
  }),
  discovery: z.strictObject({
    sitemap: z.boolean(),
    links: z.boolean(),
    llmsTxt: z.boolean(),
    /** The generators' own page lists (objects.inv, search indexes, ...). */
    pageLists: z.boolean(),
    nativeMarkdown: z.boolean(),
  }),
  politeness: z.strictObject({
    /** A host's limit; absent: no limit. */
    requestsPerSecond: z.number().positive().max(10_000).optional(),
    maxConcurrency: count.max(256),
    robots: z.enum(["Respect", "Ignore"]),
    userAgent: z.string().min(1).max(256),
  }),
  rendering: z.strictObject({
    mode: z.enum(["Auto", "Never", "Always"]),
    /** CSS selector of what must be there before a rendered page is read. */
    waitFor: z.string().max(1024).optional(),
    /** For one page in the browser. */
    timeoutMs: count.default(30_000),
  }),
  extraction: z.strictObject({
    contentSelector: z.string().max(1024).optional(),
    removeSelectors: z.array(z.string().max(1024)).max(64),
    generator: z.string().max(64).optional(),
  }),
  output: z.strictObject({
    frontMatter: z.boolean(),
    assets: z.boolean(),
    llmsTxt: z.boolean(),
    chunks: z.boolean(),
  }),
  publish: z.strictObject({
    /** Refuse when more than this share of the last snapshot's pages would go. */
    maxRemovedPercent: z.number().min(0).max(100),
    minPages: z.number().int().nonnegative(),
    force: z.boolean(),
  }),
  retention: z.strictObject({ snapshots: count, maxAgeSeconds: count.optional() }),
  network: z.strictObject({
    proxy: z.string().max(2048).optional(),
    /** PEM certificates trusted beside the system's. */
    caBundle: z.string().max(1_000_000).optional(),
    allowPrivateAddresses: z.boolean(),
  }),
  limits: z.strictObject({
    maxPageBytes: count,
    maxAssetBytes: count,
    /** Sitemaps, page lists and the like, after decompression. */
    maxListBytes: count,
    requestTimeoutMs: count,
    maxAttempts: count,
    maxRedirects: z.number().int().nonnegative(),
  }),
  /** Fetch every page anew, whatever the last snapshot holds. */
  full: z.boolean(),
});
export type Plan = z.infer<typeof Plan>;

/** How many pages ended in which bucket; `discovered` is the sum of the others plus what is still open. */
export const PageCounts = z.object({
  discovered: z.number().int(),
  stored: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
});
export type PageCounts = z.infer<typeof PageCounts>;

export type Phase = "Seeding" | "Crawling" | "Publishing" | "Succeeded" | "Failed";
